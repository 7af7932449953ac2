import { resource } from '../../../src/entities/resource';
import { SearchAbandoned } from '../../../src/store/search-abandoned';
import { Store } from '../../../src/store/store';
import { clausesOf } from '../../support/clauses';
import { describeWithPostgres, testDatabase, type TestDatabase, refused } from '../../support/postgres';
import { where } from '../../support/soap';
import { eventually } from '../../support/updates';

const viewer = { mayViewInternalCost: true, today: '2024-02-29' };
const unindexed = clausesOf(where('Title', 'IsNotNull'));

describeWithPostgres('a search in PostgreSQL whose client goes away', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await testDatabase();
    store = await Store.open(database.url, refused, { searchSeconds: 600 });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const waiting = async (): Promise<number> => {
    // Within a transaction, a second look would find what the first one found.
    await database.rows('SELECT pg_stat_clear_snapshot()');
    const [row] = await database.rows(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return Number(row?.['n']);
  };

  test('is ended in the database, and so are those that wait for it; the next one is answered', async () => {
    await database.rows('BEGIN');
    await database.rows('LOCK TABLE resources IN ACCESS EXCLUSIVE MODE');
    let isGone = false;
    const searches = Array.from({ length: 6 }, () =>
      store.entities.select(resource, unindexed, { ...viewer, isGone: () => isGone }, 500),
    );
    const ends = Promise.allSettled(searches);
    await eventually(async () => (await waiting()) === 2, 'two of them search');
    isGone = true;
    for (const end of await ends) {
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(SearchAbandoned) as unknown });
    }
    expect(await waiting()).toBe(0);
    const next = store.entities.select(resource, unindexed, { ...viewer, isGone: () => false }, 500);
    await eventually(async () => (await waiting()) === 1, 'the next one searches');
    await database.rows('COMMIT');
    expect((await next).length).toBeGreaterThan(0);
  });
});
