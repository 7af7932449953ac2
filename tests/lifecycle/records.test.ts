import { visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { IDS } from '../support/updates';
import { BY, dump, openedAnew, type WorkRecord } from '../support/json-api';

const world = openedAnew();

interface Change {
  readonly by: { readonly id: number };
  readonly changes: object;
}

const historyOf = async (id: number): Promise<readonly Change[]> =>
  (await world.api.get(`/records/${id}/history`)) as Change[];

const WORK = { type: 'Task', title: 'Secret of Tom Tanner', owner: IDS.tom };
const created = { owner: { from: null, to: IDS.tom }, responsible: { from: null, to: IDS.tom } };

test('a record tells who created, assigned and closed it, by ids only', async () => {
  const { id } = (await world.api.post('/records', { by: 'paul.muller@example.com', ...WORK })) as WorkRecord;
  await world.api.post(`/records/${id}/assign`, { by: 'tom.tech', responsible: IDS.ada });
  await world.api.post(`/records/${id}/assign`, { by: 'tom.tech', responsible: IDS.ada });
  await world.api.post(`/records/${id}/close`, { by: 'ada.admin' });
  expect(await historyOf(id)).toMatchObject([
    { by: { id: IDS.paul }, changes: { ...created, open: { from: null, to: true } } },
    { by: { id: IDS.tom }, changes: { responsible: { from: IDS.tom, to: IDS.ada } } },
    { by: { id: IDS.ada }, changes: { open: { from: true, to: false } } },
  ]);
  const stored = JSON.stringify(await world.rows('SELECT * FROM record_audit'));
  expect(stored).not.toMatch(/Secret|Tanner|tom\.tech/);
});

test('the console acts in the name of the visitor', async () => {
  const { id } = (await world.api.post('/records', { by: BY, ...WORK })) as WorkRecord;
  const ada = await visitor(world, LOGINS.ada);
  await ada.post(`/records/${id}/assign`, { resource: String(IDS.tom), owner: 'paul.muller@example.com' });
  await ada.post(`/records/${id}/close`, { resource: String(IDS.tom) });
  expect((await historyOf(id)).slice(1)).toMatchObject([
    { by: { id: IDS.ada }, changes: { owner: { from: IDS.tom, to: IDS.paul } } },
    { by: { id: IDS.ada }, changes: { open: { from: true, to: false } } },
  ]);
});

test('what is handed over when a resource is deleted is told of each record', async () => {
  const open = await world.api.records(`&resource=${IDS.tom}&open=true`);
  await world.api.delete(IDS.tom, IDS.paul);
  for (const { id, owner, responsible } of open) {
    const names = [owner.id === IDS.tom && 'owner', responsible.id === IDS.tom && 'responsible'];
    expect((await historyOf(id)).flatMap(({ changes }) => Object.keys(changes))).toEqual(
      names.filter(Boolean),
    );
  }
  const [closed] = await world.api.records(`&resource=${IDS.tom}&open=false`);
  expect(await historyOf(closed!.id)).toEqual([]);
});

const ACTIONS = [
  ['/records', WORK],
  ['/records/2/assign', { owner: IDS.ada }],
  ['/records/2/close', {}],
] as const;

describe.each(ACTIONS)('POST %s', (path, body) => {
  test.each([
    ['an inactive resource', 'ina.active', 403, 'notActive'],
    ['nobody', 'no.body', 403, 'notActive'],
    ['somebody of another tenant', 'ada.admin@example.org', 403, 'notActive'],
    ['no one', undefined, 400, 'request'],
  ])('is refused in the name of %s', async (_who, by, status, rule) => {
    const before = await dump(world);
    expect(await world.api.refused(path, { ...body, by })).toMatchObject({ status, rule, field: 'by' });
    expect(await dump(world)).toEqual(before);
  });
});

test('there is no history of a record that is not there', async () => {
  expect((await world.api.send('/records/4711/history')).status).toBe(404);
});
