import { entities as served } from '../../src/entities/index';
import type { Emulator } from '../../src/server/emulator';
import { REVISIONS, startWith } from '../support/contracts';
import { start } from '../support/emulator';
import type { ClientAnswer, ClientCall } from './client';
import { ADMIN, CLIENTS, describeClients, runClient, succeed } from './clients';
import { byId } from './demo';

/** A resource whose e-mail address is not verified, so that a change takes effect at once. */
const BEA = 29682971;

describe.each(REVISIONS)('with the contract of $title', ({ wsdl, namespace, version, path }) => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startWith(wsdl);
  });
  afterAll(() => emulator.close());

  describeClients((client) => {
    test('finds its zone, reads what there is, and updates', async () => {
      const session = { ...ADMIN, namespace };
      const calls: readonly ClientCall[] = [
        ['zone', 'anybody@example.com'],
        ['version'],
        ['entities'],
        ['fields', 'Resource'],
        ['modify', byId(BEA), { Title: `Of ${version}` }],
        ['query', byId(BEA)],
      ];
      const [zone, answered, entities, fields, modified, found] = (
        await runClient(client, emulator.wsdlUrl, session, calls)
      ).map(({ ok }) => ok);

      expect(zone).toMatchObject({ URL: expect.stringMatching(new RegExp(`${path}$`)) as unknown });
      expect(answered).toBe(version);
      expect(entities).toEqual(
        served
          .filter(({ name }) => wsdl.includes(`complexType name="${name}"`))
          .map(({ name }) => expect.objectContaining({ Name: name }) as unknown),
      );
      expect(fields).toContainEqual(
        expect.objectContaining({ Name: 'Gender', PicklistValues: [expect.anything(), expect.anything()] }),
      );
      expect(modified).toMatchObject({ returnCode: 1, errors: [] });
      expect((found as ClientAnswer).entities).toEqual([
        expect.objectContaining({ Title: expect.objectContaining({ value: `Of ${version}` }) as unknown }),
      ]);
    });
  });
});

describe('over SOAP 1.2', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await start();
  });
  afterEach(() => emulator.close());

  describeClients(
    (client) => {
      const session = { ...ADMIN, soap: '1.2' } as const;

      test('reads and updates', async () => {
        const answer = await succeed<ClientAnswer>(
          client,
          emulator.wsdlUrl,
          ['modify', byId(BEA), { Title: 'By SOAP 1.2' }],
          session,
        );

        expect(answer).toMatchObject({ returnCode: 1, errors: [] });
        expect((await emulator.resources.get(BEA)).Title).toBe('By SOAP 1.2');
        for (const { request, response } of await emulator.requests()) {
          expect([request, response]).toEqual([
            expect.stringContaining('http://www.w3.org/2003/05/soap-envelope'),
            expect.stringContaining('http://www.w3.org/2003/05/soap-envelope'),
          ]);
        }
      });

      test('gets a fault that it understands', async () => {
        const [outcome] = await runClient(client, emulator.wsdlUrl, session, [['fields', 'Widget']]);

        expect(outcome?.fault?.message).toContain('Value cannot be null.\r\nParameter name: type');
        expect(outcome?.fault?.code).toMatch(/Receiver$/);
      });

      test('reports a wrong password as its own HTTP error', async () => {
        const login = { ...ADMIN.login, user: 'api.admin@example.com', password: 'wrong' };
        const [outcome] = await runClient(client, emulator.wsdlUrl, { ...session, login }, [['version']]);

        expect(outcome?.http?.status).toBe(401);
      });
    },
    CLIENTS.filter(({ speaksSoap12 }) => speaksSoap12),
  );
});
