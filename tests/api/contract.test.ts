// Thorough: npm run test:quick leaves it out.
import type { z } from 'zod';
import type { Route } from '../../src/api/route';
import { ROUTES } from '../../src/api/routes';
import { DECLARED } from '../declared/declared';
import { BY, logIn, openedAnew } from '../support/json-api';
import { LOGINS } from '../support/emulator';
import { accept, entity, IDS, update } from '../support/updates';

const world = openedAnew({ allowReset: true, tenant: (demo) => ({ ...demo, entities: DECLARED }) });

interface Operation {
  readonly summary: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: object }>> };
  readonly responses: Readonly<Record<string, { description: string; content: Record<string, unknown> }>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly components: { readonly securitySchemes: object };
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const read = async (): Promise<Document> => (await world.api.get('/openapi.json')) as Document;

/** The routes of the document as `get /resources/{resource}`. */
function routesOf({ paths }: Document): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path.replace(/^\/_emulator/, '')}`),
  );
}

/** One successful call of each route; some have several. */
const FIELDS = {
  ...{ UserName: 'carl', FirstName: 'Carl', LastName: 'Curtis', Email: 'carl@example.com' },
  ...{ Active: true, EmailTypeCode: 'PRIMARY', UserType: 37, LicenseType: 4, LocationID: 90682 },
  ...{ ResourceType: 'Employee', PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2026-01-01' },
};
const REPLACEMENT = { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina.newcomer@example.com' };

const CALLS: Readonly<Record<string, readonly (readonly [path: string, body?: object])[]>> = {
  'get /resources': [['/resources'], ['/resources?active=false&after=1&limit=5'], ['/resources?search=tom']],
  'post /resources': [['/resources', { by: BY, fields: FIELDS, invite: true }]],
  'get /resources/{resource}': [[`/resources/${IDS.emma}`], [`/resources/${IDS.harriet}`]],
  'get /resources/{resource}/associations': [[`/resources/${IDS.tom}/associations`]],
  'get /resources/{resource}/left-behind': [[`/resources/${IDS.tom}/left-behind`]],
  'post /resources/{resource}/activate': [[`/resources/${IDS.frank}/activate`, { by: BY }]],
  'post /resources/{resource}/inactivate': [[`/resources/tom.tech/inactivate`, { by: BY }]],
  'post /resources/{resource}/invite': [[`/resources/${IDS.emma}/invite`, { by: BY }]],
  'post /resources/{resource}/withdraw-email-change': [
    [`/resources/${IDS.paul}/withdraw-email-change`, { by: BY }],
  ],
  'post /resources/{resource}/redact': [[`/resources/${IDS.tom}/redact`, { by: BY, reason: 'asked for' }]],
  'post /resources/{resource}/delete': [
    [`/resources/${IDS.reader}/delete`, { by: BY }],
    [`/resources/${IDS.admin}/delete`, { by: BY, replacement: REPLACEMENT }],
  ],
  'get /deleted-resources': [['/deleted-resources?limit=1000']],
  'get /records': [['/records?limit=1000'], ['/records?type=Task&open=true']],
  'post /records': [['/records', { by: BY, type: 'Asset', title: 'Van', owner: IDS.ada }]],
  'post /records/{id}/assign': [['/records/2/assign', { by: BY, owner: IDS.ada, responsible: IDS.paul }]],
  'post /records/{id}/close': [['/records/2/close', { by: BY }]],
  'get /records/{id}/history': [['/records/2/history']],
  'get /entities/{name}': [['/entities/account'], ['/entities/Account?after=1&limit=1']],
  'post /entities/{name}': [['/entities/Ticket', { Title: 'Third', AccountID: 1 }]],
  'get /entities/{name}/{id}': [['/entities/Account/1']],
  'patch /entities/{name}/{id}': [
    ['/entities/Account/1', { City: 'Oslo', userDefinedFields: { 'Customer Region': 'South' } }],
  ],
  'delete /entities/{name}/{id}': [['/entities/Ticket/1']],
  'get /entity-history': [['/entity-history'], ['/entity-history?entity=resourceskill&entityId=602']],
  'patch /tenant': [['/tenant', { strongPasswords: false }]],
  'get /privacy-history': [['/privacy-history'], ['/privacy-history?sort=reason&order=descending']],
  'get /licenses': [['/licenses']],
  'get /outbox': [['/outbox'], ['/outbox?recipient=bert@EXAMPLE.com&after=0&limit=1']],
  'get /outbox/{id}': [['/outbox/1']],
  'delete /outbox': [['/outbox']],
  'get /tenant': [['/tenant']],
  'get /state': [['/state']],
  'post /reset': [['/reset', {}]],
  'get /snapshots': [['/snapshots']],
  'get /snapshots/{name}': [['/snapshots/kept']],
  'put /snapshots/{name}': [['/snapshots/copy']],
  'post /snapshots/{name}': [['/snapshots/new', {}]],
  'post /snapshots/{name}/restore': [['/snapshots/kept/restore', {}]],
  'delete /snapshots/{name}': [['/snapshots/kept']],
  'get /requests': [['/requests'], ['/requests?operation=getThresholdAndUsageInfo&status=200']],
  'delete /requests': [['/requests']],
  'get /clock': [['/clock']],
  'put /clock': [['/clock', { now: '2030-01-01T00:00:00Z', frozen: true, tick: 1000 }]],
  'delete /clock': [['/clock']],
  'get /faults': [['/faults']],
  'post /faults': [
    ['/faults', { operation: 'query', times: 1, effect: { kind: 'fault', text: 'Out of order' } }],
    ['/faults', { probability: 0.5, delayMs: 10, effect: { kind: 'httpStatus', status: 503 } }],
    ['/faults', { effect: { kind: 'truncated body' } }],
  ],
  'delete /faults': [['/faults']],
  'delete /faults/{id}': [['/faults/1']],
};

const named = (route: { method: string; path: string }): string => `${route.method} ${route.path}`;

describe('the OpenAPI document', () => {
  test('has every route, and nothing else', async () => {
    expect(routesOf(await read()).toSorted()).toEqual(ROUTES.map(named).toSorted());
  });

  test('has routes that are all there', async () => {
    for (const route of routesOf(await read())) {
      const [method = '', path = ''] = route.split(' ');
      const { text } = await world.api.send(
        path.replace('{id}', '1').replace('{resource}', '1').replace('{name}', 'kept'),
        {
          method: method.toUpperCase(),
          headers: { 'Content-Type': 'application/json' },
          ...(['post', 'put', 'patch'].includes(method) && { body: '{"no such":1}' }),
        },
      );
      expect(text).not.toContain('"rule":"path"');
    }
  });

  test('is OpenAPI 3.1 in shape', async () => {
    const { openapi, info, security, components, paths } = await read();
    expect(openapi).toMatch(/^3\.1\.\d+$/);
    expect(info.title).toBeTruthy();
    expect(info.version).toBeTruthy();
    expect(security).toEqual([{}, { token: [] }]);
    expect(components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } });
    for (const [path, operations] of Object.entries(paths)) {
      for (const { summary, parameters, responses, requestBody } of Object.values(operations)) {
        expect(summary).toMatch(/\S/);
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every(({ required }) => required)).toBe(true);
        expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
        for (const { schema } of parameters) expect(Object.keys(schema)).not.toEqual([]);
        expect(Object.keys(responses).some((status) => /^20[014]$/.test(status))).toBe(true);
        expect(responses['default']?.content).toHaveProperty(['application/problem+json']);
        for (const { description } of Object.values(responses)) expect(description).toMatch(/\S/);
        for (const { schema } of Object.values(requestBody?.content ?? {})) {
          expect(schema).toHaveProperty('type');
        }
      }
    }
  });

  test('tells of the CSV form of the Privacy Action History', async () => {
    const { paths } = await read();
    const operation = paths['/_emulator/privacy-history']?.['get'];
    expect(Object.keys(operation?.responses['200']?.content ?? {})).toEqual(['application/json', 'text/csv']);
  });
});

test('every route is called here', () => {
  expect(Object.keys(CALLS).toSorted()).toEqual(ROUTES.map(named).toSorted());
});

describe('every answer is as the document says', () => {
  test.each(ROUTES.map((route) => [named(route), route] as const))('%s', async (name, route) => {
    await prepare();
    for (const [path, body] of CALLS[name] ?? []) {
      const { status, type, text } = await world.api.send(path, {
        method: route.method.toUpperCase(),
        ...requestBody(route, body),
      });
      const mediaType = route.rawAnswer ?? 'application/json; charset=utf-8';
      expect([status, type]).toEqual([route.status, route.status === 204 ? '' : mediaType]);
      if (type === 'application/json; charset=utf-8') expectToFit(route.answer, JSON.parse(text));
      expect(text).not.toBe('[]');
    }
  });

  /** Something of everything, so that no list is empty. */
  async function prepare(): Promise<void> {
    await world.api.act(IDS.mo, 'redact', { reason: 'asked for' });
    await world.api.delete(IDS.bea, IDS.ada, {
      ...REPLACEMENT,
      Email: 'bert@example.com',
      FirstName: 'Bert',
    });
    expect((await world.api.outbox()).length).toBe(1);
    await accept(world.url, IDS.paul, { Email: 'paul.new@example.com' });
    await world.api.post('/records/2/assign', { by: BY, owner: IDS.paul, responsible: IDS.ada });
    await update(world.url, [entity('602', { SkillLevel: '3' }, 'ResourceSkill')]);
    await logIn(world.url, LOGINS.reader);
    await world.api.posted('/snapshots/kept', {});
    await world.api.posted('/faults', { operation: 'getUDFInfo', delayMs: 1 });
    snapshot = await (await fetch(`${world.origin}/_emulator/snapshots/kept`)).arrayBuffer();
  }

  let snapshot: ArrayBuffer;

  function requestBody({ method, rawBody }: Route, body: object | undefined): RequestInit {
    if (rawBody !== undefined) return { headers: { 'Content-Type': rawBody }, body: snapshot };
    if (method === 'get' || method === 'delete') return {};
    return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  }
});

describe('what nothing knows is refused', () => {
  const refused = async (path: string, init: RequestInit): Promise<unknown> => {
    const { status, text } = await world.api.send(path, init);
    return { status, ...(JSON.parse(text) as object) };
  };
  const colour = {
    status: 400,
    rule: 'request',
    field: 'colour',
    detail: expect.stringMatching(/^There is no colour\./) as string,
  };

  test.each(ROUTES.map((route) => [named(route), route] as const))(
    'in the query of %s',
    async (name, route) => {
      const [[path, body] = ['']] = CALLS[name] ?? [];
      const headers = { 'Content-Type': route.rawBody ?? 'application/json' };
      const init = {
        method: route.method.toUpperCase(),
        headers,
        ...(['post', 'put'].includes(route.method) && { body: route.rawBody ? 'x' : JSON.stringify(body) }),
      };
      expect(await refused(`${path.replace(/\?.*/, '')}?colour=red`, init)).toMatchObject(colour);
    },
  );

  test.each(
    // The fields of an entity are known by its declaration.
    ROUTES.filter(
      ({ path, body, rawBody }) => body && rawBody === undefined && !path.startsWith('/entities/'),
    ).map((route) => [named(route), route] as const),
  )('in the body of %s', async (name, route) => {
    for (const [path, body] of CALLS[name] ?? []) {
      const init = {
        method: route.method.toUpperCase(),
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...body, colour: 'red' }),
      };
      expect(await refused(path, init)).toMatchObject(colour);
    }
  });
});

/** Expects that a schema accepts a value, and knows every property of it. */
function expectToFit(schema: z.ZodType, value: unknown): void {
  expect(schema.parse(value)).toEqual(value);
}

test('a created resource can log in and be assigned records like any other', async () => {
  const fields = { ...FIELDS, UserType: 101, LicenseType: 7, Password: 'Carl-Word-1' };
  const created = (await world.api.post('/resources', { by: BY, fields })) as { id: number };
  expect(await logIn(world.url, { user: 'carl@example.com', password: 'Carl-Word-1' })).toBe(200);
  const work = { by: BY, type: 'Task', title: 'Work', owner: created.id };
  const record = await world.api.post('/records', work);
  expect(record).toMatchObject({ owner: { id: created.id, displayName: 'Carl Curtis' } });
});

describe('lists', () => {
  test('are read page by page, each resource once', async () => {
    const all = (await world.api.resources()).map(({ id }) => id);
    const paged: number[] = [];
    for (let after = 0; ; after = paged.at(-1)!) {
      const page = (await world.api.get(`/resources?limit=7&after=${after}`)) as { id: number }[];
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
    }
    expect(paged).toEqual(all);
  });

  test('of records are filtered by type, state and person, and read page by page', async () => {
    const all = await world.api.records();
    expect(all.length).toBeGreaterThan(200);
    const wanted = all.filter(
      ({ type, open, owner, responsible }) =>
        type === 'Ticket' && open && [owner.id, responsible.id].includes(IDS.tom),
    );
    expect(await world.api.records(`&type=Ticket&open=true&resource=${IDS.tom}`)).toEqual(wanted);
    const after = all[10]!.id;
    expect(await world.api.get(`/records?limit=3&after=${after}`)).toEqual(all.slice(11, 14));
  });

  test.each([
    ['tom.tech', [IDS.tom]],
    ['TANNER', [IDS.tom]],
    ['lefÈvre', [29682938]],
    ['jack.smyth@', [IDS.jack]],
    ["'; --", []],
    ['%', []],
  ])('of resources are searched for %s', async (text, ids) => {
    const found = await world.api.resources(`&search=${encodeURIComponent(text)}`);
    expect(found.map(({ id }) => id)).toEqual(ids);
  });
});

describe('entities of declared types', () => {
  test('are listed, created, shown, changed and deleted', async () => {
    const { api } = world;
    const created = { Title: 'Third', AccountID: 99, AssignedResourceID: null };
    const given = { id: 0, Title: 'Third', AccountID: 99 };
    expect(await api.post('/entities/ticket', given)).toEqual({ id: 0, ...created });
    const ids = async (path: string): Promise<readonly unknown[]> =>
      ((await api.get(path)) as readonly { id: number }[]).map(({ id }) => id);
    expect(await ids('/entities/Ticket')).toEqual([0, 1, 2]);
    expect(await ids('/entities/Ticket?after=0&limit=1')).toEqual([1]);
    const changed = await api.send('/entities/Ticket/0', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: '{"Title":"Last"}',
    });
    expect(JSON.parse(changed.text)).toEqual({ id: 0, ...created, Title: 'Last' });
    expect(await api.get('/entities/Ticket/0')).toEqual({ id: 0, ...created, Title: 'Last' });
    expect((await api.send('/entities/Ticket/0', { method: 'DELETE' })).status).toBe(204);
    expect(await ids('/entities/Ticket')).toEqual([1, 2]);
  });

  test.each([
    ['/entities/Tickets', {}, 404, 'There is no declared entity Tickets. Did you mean Ticket?'],
    ['/entities/Role', {}, 404, 'There is no declared entity Role.'],
    ['/entities/Ticket', { Titel: 'x' }, 422, 'There is no Titel. Did you mean Title?'],
    ['/entities/Ticket', { id: 1, Title: 'x', AccountID: 1 }, 422, 'The id 1 is already in use.'],
    ['/entities/Ticket', { Title: 'x', AccountID: 2 ** 53 }, 422, 'The value has more digits than'],
    ['/entities/Ticket', { Title: ['x'] }, 400, 'Title must be'],
    ['/entities/Ticket', [1], 400, 'The body must be an object'],
  ] as const)('POST %s with %j is refused', async (path, body, status, sentence) => {
    const answer = await world.api.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.text) as { detail: string }).detail).toContain(sentence);
    expect(await world.api.get('/entities/Ticket')).toHaveLength(2);
  });
});
