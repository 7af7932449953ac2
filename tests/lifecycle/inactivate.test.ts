import { startEmulator } from '../../src/server/emulator';
import { LOGINS } from '../support/emulator';
import { visitor } from '../support/visitor';
import { query, queryXml, where } from '../support/soap';
import { change, IDS } from '../support/updates';
import { Api, BY, logIn, openedAnew } from '../support/json-api';

const world = openedAnew();

describe('a resource that is inactivated', () => {
  test('cannot log in from the next call on, though it just did', async () => {
    expect(await logIn(world.url, LOGINS.reader)).toBe(200);
    await world.api.act(IDS.reader, 'inactivate');
    expect(await logIn(world.url, LOGINS.reader)).toBe(401);
  });

  test('can log in again as soon as it is activated', async () => {
    await world.api.act(IDS.reader, 'inactivate');
    expect(await logIn(world.url, LOGINS.reader)).toBe(401);
    await world.api.act(IDS.reader, 'activate');
    expect(await logIn(world.url, LOGINS.reader)).toBe(200);
  });

  test('is the same over SOAP, where nothing but Active differs', async () => {
    const ask = () => query(world.url, queryXml(where('id', 'Equals', String(IDS.paul))));
    const before = (await ask()).entities;
    await world.api.act(IDS.paul, 'inactivate');
    expect((await ask()).entities).toEqual([{ ...before[0], Active: 'false' }]);
  });

  test('is kept, not removed: resources cannot be deleted from the data', async () => {
    const before = await world.api.resources();
    await world.api.act(IDS.paul, 'inactivate');
    const after = await world.api.resources();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.find(({ id }) => id === IDS.paul)?.state).toBe('inactive');
  });

  test('is made inactive by clearing Active, over SOAP as through the API', async () => {
    expect((await change(world.url, IDS.paul, { Active: 'false' })).errors).toEqual([]);
    expect((await world.api.resource(IDS.paul)).state).toBe('inactive');
    expect((await world.api.act(IDS.paul, 'activate')).fields['Active']).toBe(true);
  });

  test('cannot be assigned tickets, tasks or any other work', async () => {
    const [record] = await world.api.records('&open=true');
    await world.api.act(IDS.paul, 'inactivate');
    const types = ((await world.rows('SELECT name FROM record_types')) as readonly { name: string }[]).map(
      ({ name }) => name,
    );
    expect(types).toEqual(expect.arrayContaining(['Ticket', 'Task', 'Asset']));
    for (const type of types) {
      for (const people of [{ owner: IDS.paul }, { owner: IDS.ada, responsible: IDS.paul }]) {
        expect(await world.api.refused('/records', { by: BY, type, title: 'Work', ...people })).toMatchObject(
          {
            status: 422,
            rule: 'notAssignable',
            detail: 'Records cannot be assigned to Paul Muller: the resource is inactive.',
          },
        );
      }
    }
    for (const people of [{ owner: IDS.paul }, { responsible: IDS.paul }]) {
      const problem = await world.api.refused(`/records/${String(record?.id)}/assign`, { by: BY, ...people });
      expect(problem.rule).toBe('notAssignable');
    }
  });

  test('keeps its history readable: records, open and closed, with its name', async () => {
    const before = await world.api.records(`&resource=${IDS.paul}`);
    expect(before.filter(({ open }) => open)).not.toEqual([]);
    expect(before.filter(({ open }) => !open)).not.toEqual([]);
    await world.api.act(IDS.paul, 'inactivate');
    expect(await world.api.records(`&resource=${IDS.paul}`)).toEqual(before);
  });

  test('can still be used in filters', async () => {
    await world.api.act(IDS.paul, 'inactivate');
    expect(await world.api.records(`&resource=${IDS.paul}`)).not.toEqual([]);
    for (const filter of ['&active=false', '&search=paul.muller', '&deleted=false', '&redacted=false']) {
      expect((await world.api.resources(filter)).map(({ id }) => id)).toContain(IDS.paul);
    }
    const found = await query(world.url, queryXml(where('UserName', 'Equals', 'paul.muller')));
    expect(found.entities).toHaveLength(1);
  });

  test('stays as it is when it was inactive before, without another line in the journal', async () => {
    await world.api.act(IDS.paul, 'inactivate');
    const journal = await world.rows('SELECT * FROM audit');
    await world.api.act(IDS.paul, 'inactivate');
    expect(await world.rows('SELECT * FROM audit')).toEqual(journal);
  });

  test('is in the journal with who did it', async () => {
    await world.api.act(IDS.paul, 'inactivate');
    expect(await world.rows('SELECT actor_id, resource_id, changes FROM audit')).toEqual([
      { actor_id: IDS.ada, resource_id: IDS.paul, changes: '{"Active":{"from":true,"to":false}}' },
    ]);
  });
});

test('two processes on one data file: who is inactivated in one cannot log in at the other', async () => {
  const other = await startEmulator({ data: world.file, port: 0, bcryptCost: 4 });
  try {
    expect(await logIn(other.url, LOGINS.reader)).toBe(200);
    await world.api.act(IDS.reader, 'inactivate');
    expect(await logIn(other.url, LOGINS.reader)).toBe(401);
    await new Api({ origin: other.origin }).act(IDS.reader, 'activate');
    expect(await logIn(world.url, LOGINS.reader)).toBe(200);
  } finally {
    await other.close();
  }
});

test('nobody of several is activated where one cannot be, and who that is and why is told', async () => {
  await world.api.act(IDS.paul, 'redact', { reason: 'asked for' });
  const ada = await visitor(world, LOGINS.ada);
  const { status, html } = await ada.post('/resources/activate', { id: [IDS.frank, IDS.paul].map(String) });
  expect([status, html]).toEqual([
    422,
    expect.stringContaining(
      'None of the selected resources was activated. Redacted Resource: The resource is redacted.',
    ),
  ]);
  expect((await world.api.resource(IDS.frank)).state).toBe('inactive');
});

interface License {
  readonly licenseType: number;
  readonly label: string;
  readonly active: number;
}

describe('the license report', () => {
  async function activeOf(licenseType: number): Promise<number | undefined> {
    const report = (await world.api.get('/licenses')) as readonly License[];
    return report.find((line) => line.licenseType === licenseType)?.active;
  }

  test('counts the active resources of each license type, which billing is based on', async () => {
    const report = (await world.api.get('/licenses')) as readonly License[];
    const active = (await world.api.resources()).filter(({ state }) => state === 'active');
    for (const { licenseType, active: count } of report) {
      expect(count).toBe(active.filter((one) => one.licenseType === licenseType).length);
    }
    expect(report.reduce((sum, line) => sum + line.active, 0)).toBe(active.length);
    expect(report.map(({ label }) => label)).not.toContain('');
  });

  test.each(['inactivate', 'redact'])('no longer counts a resource after %s', async (action) => {
    const before = await activeOf(3);
    await world.api.act(IDS.paul, action, action === 'redact' ? { reason: 'asked for' } : {});
    expect(await activeOf(3)).toBe((before ?? 0) - 1);
  });

  test('counts a resource again after it is activated', async () => {
    const before = await activeOf(3);
    await world.api.act(IDS.paul, 'inactivate');
    await world.api.act(IDS.paul, 'activate');
    expect(await activeOf(3)).toBe(before);
  });
});

describe('nobody is inactivated or activated', () => {
  test.each([
    ['by themselves', IDS.ada, BY, 422, 'cannotInactivateSelf'],
    [
      'by themselves under their full user name',
      IDS.ada,
      'ADA.admin@example.com',
      422,
      'cannotInactivateSelf',
    ],
    ['by somebody without System Administrator rights', IDS.paul, 'tom.tech', 403, 'notAnAdministrator'],
    ['by an inactive administrator', IDS.paul, 'ina.active', 403, 'notAnAdministrator'],
    ['by somebody unknown', IDS.paul, 'nobody', 403, 'notAnAdministrator'],
    ['who does not exist', 4711, BY, 404, 'resourceUnknown'],
  ])('%s', async (_who, id, by, status, rule) => {
    const problem = await world.api.refused(`/resources/${id}/inactivate`, { by });
    expect(problem).toMatchObject({ status, rule });
    expect(await world.rows('SELECT * FROM audit')).toEqual([]);
  });

  test('by themselves over SOAP', async () => {
    const { errors } = await change(world.url, IDS.admin, { Active: 'false' });
    expect(errors).toEqual(['You cannot inactivate yourself.']);
  });
});
