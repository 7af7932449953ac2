import { stat } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { resource } from '../../../src/entities/resource';
import { Cache } from '../../../src/store/cache';
import type { Stores, Store } from '../../../src/store/store';
import { EVERYTHING } from '../../support/clauses';
import { plainForm } from '../../support/wire-format';
import { openTwice, type OpenedTwice } from '../../support/opened-twice';

/** What was read before is kept, and nobody can tell: whoever asks sees every change at once. */

const viewer = { mayViewInternalCost: true, today: '2024-02-29' };
const form = plainForm(resource);

let opened: OpenedTwice;
let store: Store;
let other: OpenedTwice['other'];

beforeAll(async () => {
  opened = await openTwice();
  ({ store, other } = opened);
});

afterAll(() => opened.close());

const READS: Readonly<Record<string, readonly [read: () => Promise<unknown>, change: string]>> = {
  'a log-in': [
    () => store.logins.find('api.admin'),
    "UPDATE resources SET Active = 1 - Active WHERE UserName_folded = 'api.admin'",
  ],
  'what a security level allows': [
    () => store.logins.find('api.admin'),
    'UPDATE security_levels SET view_internal_cost = 1 - view_internal_cost',
  ],
  'the tenant': [() => store.tenant.read(), 'UPDATE tenant SET ci = ci + 1'],
  'a tracking identifier': [
    () => store.tenant.isTrackingIdentifier('NEW'),
    "INSERT INTO tracking_identifiers VALUES ('NEW')",
  ],
  'the picklists': [() => store.tenant.picklists(), "UPDATE internal_locations SET Name = Name || '!'"],
  'a resource': [
    () => store.entities.serialized(form, EVERYTHING, viewer, 5),
    "UPDATE resources SET Title = Title || '!'",
  ],
  'a resource that is asked for by its id': [
    () => store.entities.serializedByIds(form, [29682885], viewer),
    "UPDATE resources SET Title = Title || '!'",
  ],
  'what a resource costs': [
    () => store.entities.serialized(form, EVERYTHING, viewer, 500),
    'UPDATE internal_costs SET amount = amount + 1',
  ],
};

test.each(Object.entries(READS))(
  '%s is the same until another process changes it',
  async (_what, [read, change]) => {
    // The end of a turn of the event loop, as when a commit is answered: what comes next is read in the turn after it.
    await turn();
    // Whoever hears of the change calls us, and what they send is read from a socket as this is from a file.
    const call = stat(__filename);
    const before = await read();
    expect(await read()).toEqual(before);
    other.exec(change);
    await call;
    const after = await read();
    expect(after).not.toEqual(before);
    expect(await read()).toEqual(after);
  },
);

test('resources that are asked for together are of one state, though some of them are kept', async () => {
  const [kept, unknown] = (await store.entities.select(resource, EVERYTHING, viewer, 2)).map(({ id }) => id);
  other.exec(`UPDATE resources SET Title = 'Before' WHERE id IN (${kept}, ${unknown})`);
  await turn();
  await store.entities.serializedByIds(form, [kept!], viewer);
  other.exec(`UPDATE resources SET Title = 'After' WHERE id IN (${kept}, ${unknown})`);
  const { pieces } = await store.entities.serializedByIds(form, [kept!, unknown!], viewer);
  expect(pieces.map((piece) => /<Title>(.*)<\/Title>/.exec(piece.toString())?.[1])).toEqual([
    'After',
    'After',
  ]);
});

test('a resource is the same bytes until it is written to, and the others still are then', async () => {
  const { ids, pieces } = await store.entities.serialized(form, EVERYTHING, viewer, 2);
  const { record } = (await store.resources.read(ids[0]!))!;
  await store.transaction((inside) => inside.resources.update(record.id, { Title: 'Changed' }));
  const [changed, unchanged] = (await store.entities.serialized(form, EVERYTHING, viewer, 2)).pieces;
  expect(changed!.toString()).toContain('<Title>Changed</Title>');
  expect(unchanged).toBe(pieces[1]);
});

test('what a transaction read and undid is not kept', async () => {
  const before = await store.entities.serialized(form, EVERYTHING, viewer, 1);
  const { record } = (await store.resources.read(before.ids[0]!))!;
  const undone = store.transaction(async (inside) => {
    await inside.resources.update(record.id, { Title: 'Undone' });
    const seen = await inside.entities.serialized(form, EVERYTHING, viewer, 1);
    expect(seen.pieces.toString()).toContain('<Title>Undone</Title>');
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(await store.entities.serialized(form, EVERYTHING, viewer, 1)).toEqual(before);
});

test('what a transaction read of its own change is not what the next one reads when it was undone', async () => {
  const isActive = async ({ logins }: Stores): Promise<boolean | undefined> =>
    (await logins.find('api.admin'))?.active;
  const before = await store.transaction(isActive);
  const { record } = (await store.resources.read((await store.resources.idOf('api.admin'))!))!;
  const undone = store.transaction(async (inside) => {
    await inside.resources.update(record.id, { Active: before !== true });
    expect(await isActive(inside)).toBe(before !== true);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(await store.transaction(isActive)).toBe(before);
  expect(await isActive(store)).toBe(before);
});

test('who may not view costs and who may are kept apart, and so are days', async () => {
  const costs = async (audience: typeof viewer): Promise<unknown[]> => {
    const { pieces } = await store.entities.serialized(form, EVERYTHING, audience, 500);
    return pieces.map((bytes) => /<InternalCost>(.*)<\/InternalCost>/.exec(bytes.toString())?.[1]);
  };
  const seen = await costs(viewer);
  expect(seen.some((cost) => Number(cost) > 0)).toBe(true);
  expect(new Set(await costs({ ...viewer, mayViewInternalCost: false }))).toEqual(new Set([undefined]));
  expect(await costs({ ...viewer, today: '1990-01-01' })).not.toEqual(seen);
  expect(await costs(viewer)).toEqual(seen);
});

test('there are never too many', () => {
  const kept = new Cache<number, string>(() => undefined, ['resources'], { limit: 2 });
  for (const key of [1, 2, 3]) kept.set(key, String(key));
  expect([...kept.current().keys()]).toEqual([3]);
});

test('what was read before a write is not kept after it', async () => {
  const kept = new Cache<number, string>(() => undefined, ['resources'], { limit: 2 });
  const read = kept.getOrRead(1, async () => {
    kept.invalidate('resources', undefined);
    return 'old';
  });
  expect(await read).toBe('old');
  expect(await kept.getOrRead(1, async () => 'new')).toBe('new');
});
