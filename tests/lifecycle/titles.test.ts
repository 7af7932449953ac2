import { readFileSync, writeFileSync } from 'node:fs';
import { IDS } from '../support/updates';
import { PERSON, withPerson } from '../support/person';
import { BY, dump, openedAnew, tracesIn } from '../support/json-api';

const world = openedAnew({ tenant: withPerson });

const REASON = 'Article 17';
const PATH = `/resources/${PERSON.id}/redact`;

interface LeftBehind {
  readonly titles: readonly { readonly id: number; readonly title: string }[];
  readonly asInitiator: number;
  readonly inReasons: number;
}

const left = async (id: number = PERSON.id): Promise<LeftBehind> =>
  (await world.api.get(`/resources/${id}/left-behind`)) as LeftBehind;

async function record(title: string, owner: number, responsible = owner): Promise<number> {
  const sent = { by: BY, type: 'Task', title, owner, responsible };
  return ((await world.api.post('/records', sent)) as { readonly id: number }).id;
}

const titleOf = async (id: number): Promise<unknown> =>
  (await world.rows('SELECT title FROM records WHERE id = ?', id))[0]?.['title'];

describe('titles that name a person', () => {
  test('are shown before the redaction, whoever owns the record, open or closed', async () => {
    const own = await record('Call Zqfirstname back', PERSON.id);
    const closed = await record('Onboarding of ZQLASTNAME', IDS.ada);
    await world.api.post(`/records/${closed}/close`, { by: BY });
    const address = await record('Mail from zq.email2@example.org', IDS.paul);
    await record('Call Zqfirstname, another one', IDS.ada);
    await record('Zqlastnames', IDS.ada);
    expect((await left()).titles).toMatchObject([
      { id: own, title: 'Call Zqfirstname back' },
      { id: closed, title: 'Onboarding of ZQLASTNAME' },
      { id: address, title: 'Mail from zq.email2@example.org' },
    ]);
  });

  test.each([
    ['owner', PERSON.id, IDS.ada, true],
    ['responsible', IDS.ada, PERSON.id, true],
    ['neither', IDS.ada, IDS.ada, false],
  ])('have the first name where the person is the %s', async (_role, owner, responsible, isShown) => {
    const id = await record('Call Zqfirstname back', owner, responsible);
    expect((await left()).titles.map((shown) => shown.id)).toEqual(isShown ? [id] : []);
  });

  test('are found among thousands', async () => {
    await world.change(`WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers LIMIT 5000)
        INSERT INTO records (type, title, owner_id, responsible_id, created_at, updated_at)
        SELECT 'Task', 'Nobody ' || value, ${IDS.ada}, ${IDS.ada}, '2024', '2024' FROM numbers`);
    const last = await record('About Zqlastname', IDS.ada);
    expect((await left()).titles.map(({ id }) => id)).toEqual([last]);
  });

  test('are changed with the redaction, of which nothing is left then', async () => {
    const id = await record('Onboarding of Zqfirstname Zqlastname', IDS.ada);
    const other = await record('Parting from Zqlastname', IDS.ada);
    await world.api.act(PERSON.id, 'redact', { reason: REASON, titles: { [id]: '  Onboarding ' } });
    expect([await titleOf(id), await titleOf(other)]).toEqual(['Onboarding', 'Parting from Zqlastname']);
    expect(tracesIn(world.file, ['Onboarding of', 'Zqfirstname'])).toEqual([]);
    expect(await world.api.get(`/records/${id}/history`)).toMatchObject([
      { changes: { open: { to: true } } },
      { by: { id: IDS.ada }, changes: { title: {} } },
    ]);
    expect((await left()).titles).toEqual([]);
  });

  test('of closed records are changed, too', async () => {
    const id = await record('Onboarding of Zqlastname', IDS.ada);
    await world.api.post(`/records/${id}/close`, { by: BY });
    await world.api.act(PERSON.id, 'redact', { reason: REASON, titles: { [id]: 'Onboarding' } });
    expect(await titleOf(id)).toBe('Onboarding');
  });

  test('that are sent as they are stay, whatever line breaks a form lost', async () => {
    const id = await record('Onboarding\nof Zqlastname', IDS.ada);
    await world.api.act(PERSON.id, 'redact', { reason: REASON, titles: { [id]: 'Onboardingof Zqlastname' } });
    expect(await titleOf(id)).toBe('Onboarding\nof Zqlastname');
  });

  test.each([
    [' ', 422, 'titleMissing', 'A record needs a title.'],
    [
      'Still zqlastname',
      422,
      'titleNamesPerson',
      'The new title must not name the person, as “Zqlastname” does.',
    ],
  ])('are refused with the redaction: %j', async (title, status, rule, detail) => {
    const id = await record('Onboarding of Zqlastname', IDS.ada);
    const before = await dump(world);
    const problem = await world.api.refused(PATH, { by: BY, reason: REASON, titles: { [id]: title } });
    expect(problem).toMatchObject({ status, rule, detail, field: `titles.${id}` });
    expect(await dump(world)).toEqual(before);
  });

  test.each(['4711', 'x', '-1', '1e3'])('are refused of a record that there is not: %s', async (id) => {
    const problem = await world.api.refused(PATH, { by: BY, reason: REASON, titles: { [id]: 'New' } });
    expect(problem).toMatchObject({
      rule: 'recordUnknown',
      detail: `There is no record ${id}.`,
      field: `titles.${id}`,
    });
  });

  test('stay changed in snapshots, and when one is gone back to that has the old ones', async () => {
    const id = await record('Onboarding of Zqlastname', IDS.ada);
    const snapshot = `${world.file}.snapshots/before.db`;
    await world.api.send('/snapshots/before', JSON_POST);
    const old = readFileSync(snapshot);
    await world.api.act(PERSON.id, 'redact', { reason: REASON, titles: { [id]: 'Onboarding' } });
    expect(tracesIn(snapshot, ['of Zqlastname', 'zqlastname'])).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      // As if it had been elsewhere meanwhile.
      writeFileSync(snapshot, old);
      await world.api.send('/snapshots/before/restore', JSON_POST);
      expect(await titleOf(id)).toBe('Onboarding');
      expect(tracesIn(world.file, ['of Zqlastname', 'zqlastname'])).toEqual([]);
    }
    expect(await world.rows("SELECT count(*) AS n FROM record_audit WHERE changes LIKE '%title%'")).toEqual([
      { n: 1 },
    ]);
  });
});

test('names that the history keeps are told before the redaction', async () => {
  await world.api.act(IDS.paul, 'redact', { reason: 'Zqlastname asked for it', by: 'api.admin' });
  await world.api.act(IDS.mo, 'redact', { reason: 'asked for', by: 'api.admin' });
  expect(await left()).toEqual({ titles: [], asInitiator: 0, inReasons: 1 });
  expect(await left(IDS.admin)).toEqual({ titles: [], asInitiator: 2, inReasons: 0 });
});

const JSON_POST = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
