// Thorough: npm run test:quick leaves it out.
import { BY, dump, openedAnew } from '../support/json-api';
import { IDS } from '../support/updates';

const world = openedAnew();

const JSON_TYPE = { 'Content-Type': 'application/json' };
const TASK = { by: BY, type: 'Task', title: 'Work', owner: IDS.ada };

const NEWCOMER = {
  ...{ Active: true, UserName: 'nina.newcomer', UserType: 37, LicenseType: 4, LocationID: 90682 },
  ...{ FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina@example.com', EmailTypeCode: 'PRIMARY' },
  ...{ ResourceType: 'Employee', PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2026-01-01' },
};

/** What is refused without anything being done. */
interface Refused {
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  readonly rule: string;
  readonly field?: string;
}

function post(body: unknown, headers: Record<string, string> = JSON_TYPE): RequestInit {
  return { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

const REFUSED: Readonly<Record<string, Refused>> = {
  'a path that is not there': { path: '/nothing', status: 404, rule: 'path' },
  'a method that is not there': { path: '/licenses', init: post({}), status: 404, rule: 'path' },
  'another method than the two': {
    path: '/resources/1',
    init: { method: 'DELETE' },
    status: 404,
    rule: 'path',
  },
  'a path that cannot be decoded': { path: '/resources/%E0%A4%A', status: 400, rule: 'request' },
  ...Object.fromEntries(
    ['0', '-1', '1.5', '1e3', '0x10', 'tom.tech', '9007199254740993', '%201'].map((id) => [
      `the id ${id}`,
      { path: `/records/${id}/close`, init: post({}), status: 400, rule: 'request', field: 'id' },
    ]),
  ),
  'a body that is no JSON': { path: '/records', init: post('{"type"'), status: 400, rule: 'request' },
  'a body that is no UTF-8': {
    path: '/records',
    init: {
      ...post(''),
      body: Buffer.from(JSON.stringify({ ...TASK, title: 'M\xfcller' }), 'latin1'),
    },
    status: 400,
    rule: 'request',
  },
  'a body that is no object': { path: '/records', init: post('[]'), status: 400, rule: 'request' },
  'a body that is no more than a text': { path: '/records', init: post('"x"'), status: 400, rule: 'request' },
  'a body without a field': {
    path: '/records',
    init: post({ ...TASK, title: undefined }),
    status: 400,
    rule: 'request',
    field: 'title',
  },
  'a body with a field of another kind': {
    path: '/records',
    init: post({ ...TASK, owner: true }),
    status: 400,
    rule: 'request',
    field: 'owner',
  },
  'a body with a field too many': {
    path: '/records',
    init: post({ ...TASK, colour: 'red' }),
    status: 400,
    rule: 'request',
    field: 'colour',
  },
  'a body that is too big': {
    path: '/records',
    init: post({ ...TASK, title: 'x'.repeat(1_100_000) }),
    status: 413,
    rule: 'request',
  },
  'a charset that is not known': {
    path: '/records',
    init: post(TASK, { 'Content-Type': 'application/json; charset=x-none' }),
    status: 415,
    rule: 'request',
  },
  'a packing that is not known': {
    path: '/records',
    init: post(TASK, { ...JSON_TYPE, 'Content-Encoding': 'x-none' }),
    status: 415,
    rule: 'request',
  },
  'a form, which any page could send': {
    path: '/records',
    init: { method: 'POST', body: new URLSearchParams({ type: 'Task' }) },
    status: 415,
    rule: 'contentType',
  },
  'plain text, which any page could send': {
    path: `/resources/${IDS.tom}/inactivate`,
    init: { method: 'POST', body: JSON.stringify({ by: BY }) },
    status: 415,
    rule: 'contentType',
  },
  'a file form, which any page could send': {
    path: '/records',
    init: { method: 'POST', body: new FormData() },
    status: 415,
    rule: 'contentType',
  },
  ...Object.fromEntries(
    [
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['limit=x', 'limit'],
      ['limit=', 'limit'],
      ['limit=1e2', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['after=0x10', 'after'],
      ['after=-1', 'after'],
      ['active=yes', 'active'],
      ['active=true&active=false', 'active'],
      ['search=', 'search'],
      ['colour=red', 'colour'],
    ].map(([query, field]) => [
      `the query ${query ?? ''}`,
      { path: `/resources?${query ?? ''}`, status: 400, rule: 'request', ...(field && { field }) },
    ]),
  ),
  'a resource that does not exist': { path: '/resources/4711', status: 404, rule: 'resourceUnknown' },
  'associations of nobody': { path: '/resources/4711/associations', status: 404, rule: 'resourceUnknown' },
  'a record that does not exist': {
    path: '/records/4711/close',
    init: post({ by: BY }),
    status: 404,
    rule: 'recordUnknown',
  },
  'a record of a type that does not exist': {
    path: '/records',
    init: post({ ...TASK, type: 'task' }),
    status: 422,
    rule: 'recordTypeUnknown',
    field: 'type',
  },
  'records of a type that does not exist': {
    path: '/records?type=task',
    status: 422,
    rule: 'recordTypeUnknown',
    field: 'type',
  },
  'a record with a blank title': {
    path: '/records',
    init: post({ ...TASK, title: ' \t' }),
    status: 422,
    rule: 'titleMissing',
    field: 'title',
  },
  'a record that is assigned to nobody': {
    path: '/records/2/assign',
    init: post({ by: BY }),
    status: 400,
    rule: 'request',
  },
  'a record that was closed before and is closed': {
    path: '/records/1/close',
    init: post({ by: BY }),
    status: 422,
    rule: 'recordClosed',
  },
  'a record that was closed before and is assigned': {
    path: '/records/1/assign',
    init: post({ by: BY, owner: IDS.ada }),
    status: 422,
    rule: 'recordClosed',
  },
  'a resource that is created in the name of somebody who may not': {
    path: '/resources',
    init: post({ by: 'tom.tech', fields: {} }),
    status: 403,
    rule: 'notAnAdministrator',
    field: 'by',
  },
  'a resource that is created without its fields': {
    path: '/resources',
    init: post({ by: BY, fields: {} }),
    status: 422,
    rule: 'requiredFieldMissing',
    field: 'Active',
  },
  'a resource that is created with a field that does not exist': {
    path: '/resources',
    init: post({ by: BY, fields: { Nickname: 'x' } }),
    status: 400,
    rule: 'request',
    field: 'fields.Nickname',
  },
  'a resource that is created with a weak password': {
    path: '/resources',
    init: post({ by: BY, fields: { ...NEWCOMER, Password: 'short' } }),
    status: 422,
    rule: 'passwordTooShort',
    field: 'Password',
  },
};

test.each<[string, RequestInit, number, string]>([
  ['no JSON', post('{"type"'), 400, 'The body must be a JSON object.'],
  ['null', post('null'), 400, 'The body must be a JSON object.'],
  ['too much', post('x'.repeat(1_100_000)), 413, 'The body is too large.'],
  [
    'an unknown packing',
    post('{}', { ...JSON_TYPE, 'Content-Encoding': 'zip' }),
    415,
    'The body must be plain, or packed with gzip, deflate or br.',
  ],
  [
    'what is not packed as it says',
    post('{}', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }),
    400,
    'The request cannot be read.',
  ],
  [
    'another charset',
    post('{}', { 'Content-Type': 'application/json; charset=latin1' }),
    415,
    'The body must be UTF-8 text.',
  ],
])('a body that is %s is refused in words of ours', async (_what, init, status, detail) => {
  const answer = await world.api.send('/records', init);
  expect([answer.status, (JSON.parse(answer.text) as { detail: string }).detail]).toEqual([status, detail]);
});

test.each(Object.entries(REFUSED))('%s is refused', async (_what, { path, init, status, rule, field }) => {
  const before = await dump(world);
  const answer = await world.api.send(path, init);
  const problem = JSON.parse(answer.text) as Record<string, unknown>;
  expect(answer.type).toBe('application/problem+json; charset=utf-8');
  expect(answer.status).toBe(status);
  expect(problem).toEqual({
    type: `urn:atws-emulator:${rule}`,
    title: 'The request was refused',
    status,
    rule,
    detail: expect.stringMatching(/\S/) as string,
    ...(field !== undefined && { field }),
  });
  expect(answer.text).not.toMatch(/ {4}at |node_modules|\.ts:|\.js:/);
  expect(await dump(world)).toEqual(before);
});
