import { Client } from 'pg';
import { startEmulator, type Emulator } from '../../../src/index';
import { describeWithPostgres, testDatabase, type TestDatabase } from '../../support/postgres';
import { query, queryXml, where } from '../../support/soap';
import { accept, entity, IDS, update, writableValues } from '../../support/updates';

/** What servers ask beside calls: the count of requests, the version of the tables, messages that wait. */
const BESIDE_CALLS = /requests_per_|atws_schema|outbox/;

describeWithPostgres('a call over PostgreSQL', () => {
  let database: TestDatabase;
  let server: Emulator;
  beforeAll(async () => {
    database = await testDatabase();
    server = await startEmulator({ data: database.url, bcryptCost: 4 });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  /** The statements of `call`, each as one message: those of a script go out together. */
  async function statementsOf(call: () => Promise<unknown>): Promise<readonly string[]> {
    const spy = jest.spyOn(Client.prototype, 'query');
    try {
      await call();
      return spy.mock.calls
        .map(([statement]) => (statement as unknown as { readonly text: string }).text)
        .filter((text) => !BESIDE_CALLS.test(text));
    } finally {
      spy.mockRestore();
    }
  }

  const byId = () => query(server.url, queryXml(where('id', 'Equals', String(IDS.tom))));
  const page = () => query(server.url, queryXml(where('Active', 'Equals', 'true')));

  test.each([
    ['one resource by its id', byId],
    ['a page of resources', page],
  ])(
    'that queries %s asks twice: for the caller, and for the versions of what is kept',
    async (_what, call) => {
      await call();
      expect(await statementsOf(call)).toEqual([
        expect.stringContaining('"emulator_state"'),
        expect.stringMatching(/^SELECT e\.id, e\.xmin FROM resources e WHERE /),
      ]);
    },
  );

  test('that updates a resource asks seven times', async () => {
    await accept(server.url, IDS.tom, { Title: 'Before' });
    await byId();
    const tom = await writableValues(server.url, IDS.tom);
    const sent = entity(IDS.tom, { ...tom, Title: 'After' });
    expect(await statementsOf(() => update(server.url, [sent]))).toEqual([
      expect.stringContaining('"emulator_state"'),
      expect.stringMatching(/^BEGIN ISOLATION LEVEL SERIALIZABLE;[^]*SELECT settings FROM emulator_state$/),
      expect.stringMatching(/^select [^]* from "resources" where "id" = /),
      expect.stringMatching(/^update "resources" set "Title" = /),
      expect.stringMatching(/^insert into "audit" /),
      'COMMIT',
      expect.stringMatching(/^SELECT e\.id, e\.xmin, [^]* FROM resources e WHERE /),
    ]);
  });

  test('that makes somebody inactive asks once more: whether an administrator is left', async () => {
    const paul = await writableValues(server.url, IDS.paul);
    const sent = entity(IDS.paul, { ...paul, Active: 'false' });
    const statements = await statementsOf(() => update(server.url, [sent]));
    expect(statements).toHaveLength(8);
    expect(statements).toContainEqual(expect.stringContaining('"system_administrator"'));
  });
});
