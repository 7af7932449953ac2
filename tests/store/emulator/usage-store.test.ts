import path from 'node:path';
import { Store } from '../../../src/store/store';
import { STORES, temporaryFolder } from '../../support/emulator';

const nothing = async (): Promise<void> => undefined;
const at = (time: string): Date => new Date(`${time}Z`);

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describe.each(STORES)('requests per hour, with the data in %s', (where) => {
  let store: Store;
  let files = 0;
  const open = (): Promise<Store> =>
    Store.open(where === 'file' ? path.join(folder.path, `${files}.db`) : undefined, nothing);

  beforeEach(async () => {
    files += 1;
    store = await open();
  });
  afterEach(() => store.close());

  test('are those of the last 24 hours, hour by hour, the one that goes on last', async () => {
    for (const time of ['2024-02-28T15:59:59', '2024-02-28T16:00:00', '2024-02-29T15:59:59.999']) {
      store.usage.record(at(time));
    }
    store.usage.record(at('2024-02-29T15:00:00'));
    const hours = await store.usage.lastDay(at('2024-02-29T15:30:00'));
    expect(hours).toHaveLength(24);
    expect(hours[0]).toEqual({ from: '2024-02-28T16:00:00.000Z', requests: 1 });
    expect(hours.at(-1)).toEqual({ from: '2024-02-29T15:00:00.000Z', requests: 2 });
    expect(hours.slice(1, -1).map(({ requests }) => requests)).toEqual(Array(22).fill(0));
  });

  test('add up over several writes', async () => {
    const now = at('2024-02-29T15:30:00');
    store.usage.record(now);
    await store.usage.flush();
    store.usage.record(now);
    store.usage.record(at('2024-02-29T15:31:00'));
    expect((await store.usage.lastDay(now)).at(-1)?.requests).toBe(3);
  });

  test('are forgotten a day later, and not before', async () => {
    const begin = at('2024-02-28T15:10:00');
    const requests = async (): Promise<number | undefined> =>
      (await store.usage.lastDay(begin)).at(-1)?.requests;
    store.usage.record(begin);
    store.usage.record(at('2024-02-29T15:59:59'));
    expect(await requests()).toBe(1);
    store.usage.record(at('2024-02-29T16:00:00'));
    expect(await requests()).toBe(0);
  });

  test('leave the count of the last 60 minutes alone', async () => {
    store.usage.record(at('2024-02-29T14:00:00'));
    store.usage.record(at('2024-02-29T15:00:00'));
    expect(await store.usage.count(at('2024-02-29T15:30:00'))).toBe(1);
  });
});

test('requests per hour are those of all processes on a file, and stay when they end', async () => {
  const file = path.join(folder.path, 'shared.db');
  const now = at('2024-02-29T15:30:00');
  const one = await Store.open(file, nothing);
  const other = await Store.open(file, nothing);
  one.usage.record(now);
  other.usage.record(now);
  await one.close();
  await other.close();
  const later = await Store.open(file, nothing);
  try {
    expect((await later.usage.lastDay(now)).at(-1)?.requests).toBe(2);
  } finally {
    await later.close();
  }
});
