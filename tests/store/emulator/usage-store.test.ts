import { Store } from '../../../src/store/store';
import { placeIn, STORES, type Place } from '../../support/emulator';

const nothing = async (): Promise<void> => undefined;
const at = (time: string): Date => new Date(`${time}Z`);

describe.each(STORES)('requests per hour, with the data in %s', (where) => {
  let store: Store;
  let place: Place;
  const open = (): Promise<Store> => Store.open(place.data, nothing);

  beforeEach(async () => {
    place = await placeIn(where);
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

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

const SHARED = STORES.filter((where) => where !== 'memory');

test.each(SHARED)(
  'requests per hour are those of all servers over one %s, and stay when they end',
  async (where) => {
    const { data, remove } = await placeIn(where);
    const now = at('2024-02-29T15:30:00');
    const one = await Store.open(data, nothing);
    const other = await Store.open(data, nothing);
    one.usage.record(now);
    other.usage.record(now);
    await one.close();
    await other.close();
    const later = await Store.open(data, nothing);
    try {
      expect((await later.usage.lastDay(now)).at(-1)?.requests).toBe(2);
    } finally {
      await later.close();
      await remove();
    }
  },
);
