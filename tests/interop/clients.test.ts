import path from 'node:path';
import { entities as served } from '../../src/entities/index';
import { startEmulator, type Emulator } from '../../src/server/emulator';
import { run } from '../support/command';
import { LOGINS, start, temporaryFolder, TRACKING_IDENTIFIER } from '../support/emulator';
import { queryXml, where } from '../support/soap';
import type { ClientAnswer, ClientCall, Session } from './client';
import { ADMIN, CLIENTS, describeClients, runClient, succeed, valuesOf } from './clients';
import { ALL, byId, CLOCK, demoDepartments, demoResources, expected } from './demo';

describe('the demo tenant, read through the WSDL', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await start({ clock: CLOCK });
  });
  afterAll(() => emulator.close());

  describeClients((client) => {
    const read = <T>(call: ClientCall, session?: Session): Promise<T> =>
      succeed<T>(client, emulator.wsdlUrl, call, session);

    test('lists the entities and what may be done with them', async () => {
      expect(await read(['entities'])).toEqual([
        {
          Name: 'Resource',
          CanUpdate: true,
          CanDelete: false,
          CanCreate: false,
          CanQuery: true,
          UserAccessForCreate: 'None',
          UserAccessForQuery: 'All',
          UserAccessForUpdate: 'All',
          UserAccessForDelete: 'None',
          HasUserDefinedFields: false,
          SupportsWebhookCallouts: false,
        },
        ...served
          .slice(1)
          .map(
            ({ name, canUpdate }) =>
              expect.objectContaining({ Name: name, CanUpdate: canUpdate, CanQuery: true }) as unknown,
          ),
      ]);
    });

    test('reads the fields of Resource with their types, lengths and picklists', async () => {
      const fields = await read<{ Name: string; PicklistValues: unknown }[]>(['fields', 'Resource']);
      const field = (name: string): unknown => fields.find(({ Name }) => Name === name);

      expect(fields).toHaveLength(36);
      expect(fields.map(({ Name }) => Name).slice(0, 3)).toEqual(['Active', 'Email', 'Email2']);
      expect(field('Email')).toMatchObject({
        Label: 'Email',
        Type: 'string',
        Length: 254,
        IsRequired: true,
        IsReadOnly: false,
        IsQueryable: true,
        IsReference: false,
        IsPickList: false,
        PicklistValues: null,
        IsSupportedWebhookField: false,
      });
      expect(field('DefaultServiceDeskRoleID')).toMatchObject({
        IsQueryable: false,
        IsReference: true,
        ReferenceEntityType: 'Role',
      });
      expect(field('Greeting')).toMatchObject({
        Type: 'integer',
        IsPickList: true,
        PicklistValues: [
          { Value: '1', Label: 'Mr.', IsDefaultValue: false, SortOrder: 1, IsActive: true },
          { Value: '2', Label: 'Mrs.', SortOrder: 2 },
          { Value: '3', Label: 'Ms.', SortOrder: 3 },
        ],
      });
      expect(field('LocationID')).toMatchObject({
        PicklistValues: expect.arrayContaining([
          expect.objectContaining({ Value: '90683', Label: 'Smith & Söhne <HQ>', IsActive: true }),
          expect.objectContaining({ Value: '90744', Label: '東京 Office' }),
          expect.objectContaining({ Value: '90699', IsActive: false }),
        ]) as unknown,
      });
    });

    test('reads each value in its type', async () => {
      const { entities } = await read<ClientAnswer>(['query', byId(29682897)]);
      const { types } = client;

      expect(entities).toHaveLength(1);
      expect(entities[0]).toMatchObject({
        id: { type: types.id, value: 29682897 },
        Active: { type: types.boolean, value: true },
        Greeting: { type: types.int, value: 3 },
        Title: { type: types.string, value: 'Systems Administrator' },
        HireDate: { type: types.dateTime, value: '2009-06-15T00:00:00' },
        InternalCost: { type: types.decimal, value: '95.0000' },
        SurveyResourceRating: { type: types.double, value: 4.25 },
      });
    });

    test('reads every resource as the tenant has it, whatever characters it is made of', async () => {
      const answer = await read<ClientAnswer>(['query', ALL]);

      expect(answer).toMatchObject({ returnCode: 1, type: 'resource', errors: [] });
      expect(answer.entities.map(valuesOf)).toEqual(
        demoResources.map((resource) => expected(client, resource)),
      );
    });

    test('reads every department as the tenant has it', async () => {
      const departments = queryXml(where('id', 'GreaterThan', '0'), 'Department');
      const { type, entities } = await read<ClientAnswer>(['query', departments]);

      expect(type).toBe('department');
      // Clients differ in what they make of an empty text.
      const found = entities.map(valuesOf).map((values) => ({
        ...values,
        Number: values['Number'] ?? '',
        Description: values['Description'] ?? '',
      }));
      expect(found).toEqual(demoDepartments);
    });

    test.each([
      [29682947, 'LastName', 'Østerby'],
      [29682958, 'LastName', '日本橋'],
      [29682959, 'LastName', '𠮷野'],
      [29682959, 'Title', 'Launch Coordinator 🚀'],
      [29682966, 'Title', 'Array[0]]> & Sons <"quoted">'],
      [29682966, 'AccountingReferenceID', '<![CDATA[ A&B ]]> "x" \'y\''],
      [29682971, 'Title', '  Receptionist,  Front Desk  '],
    ])('finds resource %i by the %s %s, and reads it back exactly', async (id, field, value) => {
      const { entities } = await read<ClientAnswer>(['query', queryXml(where(field, 'Equals', value))]);

      expect(entities.map(valuesOf)).toEqual([expect.objectContaining({ id, [field]: value })]);
    });

    test('finds its zone without log-in and without tracking identifier', async () => {
      const session: Session = { login: null, code: null };

      expect(await read(['zone', 'anybody@EXAMPLE.com'], session)).toMatchObject({
        URL: emulator.url,
        ErrorCode: 0,
        CI: 30049,
      });
      expect(await read(['zone', 'anybody@example.org'], session)).toMatchObject({ ErrorCode: -1, CI: -1 });
    });

    test('reads how much of the threshold is used', async () => {
      const [before, , after] = await runClient(client, emulator.wsdlUrl, ADMIN, [
        ['usage'],
        ['version'],
        ['usage'],
      ]);

      expect(requestsIn(after?.ok) - requestsIn(before?.ok)).toBe(2);
    });

    test('reads the version of the contract', async () => {
      expect(await read(['version'])).toBe('1.6.8');
    });

    test.each<[string, string, string, string]>([
      [
        'a field that does not exist',
        queryXml(where('Nickname', 'equals', 'x')),
        'resource',
        'Unable to find Nickname in the Resource Entity.',
      ],
      [
        'an entity that does not exist',
        queryXml(where('id', 'equals', '1'), 'Widget'),
        'widget',
        'Value cannot be null.\r\nParameter name: type',
      ],
      [
        'an operator that does not fit',
        queryXml(where('Active', 'contains', '1')),
        'resource',
        'Datatype boolean is not a valid with operator contains.',
      ],
    ])('gets a clean refusal for %s', async (_case, xml, type, sentence) => {
      expect(await read(['query', xml])).toEqual({ returnCode: -1, type, errors: [sentence], entities: [] });
    });

    test('gets a fault for the fields of an entity that does not exist', async () => {
      const [outcome] = await runClient(client, emulator.wsdlUrl, ADMIN, [['fields', 'Widget']]);

      expect(outcome).toEqual({
        fault: {
          code: 'soap:Server',
          message: expect.stringContaining('Value cannot be null.\r\nParameter name: type') as unknown,
        },
      });
    });

    test.each([
      ['wrong', `${TRACKING_IDENTIFIER.slice(0, -1)}9`],
      ['missing', null],
    ])('gets a clean refusal for a %s tracking identifier', async (_case, code) => {
      const session = { ...ADMIN, code };
      const [answer, fields] = await runClient(client, emulator.wsdlUrl, session, [
        ['query', byId(29682897)],
        ['fields', 'Resource'],
      ]);

      expect(answer?.ok).toMatchObject({
        returnCode: -1,
        errors: ['IntegrationCode is invalid.'],
        entities: [],
      });
      expect(fields?.fault?.message).toContain('IntegrationCode is invalid.');
    });

    test.each([
      ['a wrong password', { ...LOGINS.admin, password: 'Api-Admin-2023' }],
      ['an inactive user', LOGINS.ina],
    ])('reports %s as its own HTTP error', async (_case, login) => {
      const session = { ...ADMIN, login };
      const [outcome] = await runClient(client, emulator.wsdlUrl, session, [['query', byId(29682897)]]);

      expect(outcome).toEqual({
        http: { status: 401, message: expect.stringMatching(client.unauthorized) as unknown },
      });
    });

    test('does not read internal cost without the right to', async () => {
      const session = { ...ADMIN, login: LOGINS.reader };
      const { entities } = await read<ClientAnswer>(['query', byId(29682897)], session);

      expect(entities).toHaveLength(1);
      expect(entities[0]).not.toHaveProperty('InternalCost');
    });
  });
});

/** The count in what getThresholdAndUsageInfo answered, read as published clients read it. */
function requestsIn(usage: unknown): number {
  expect(usage).toEqual({
    returnCode: 1,
    messages: [
      expect.stringMatching(
        /^ThresholdOfExternalRequest: 10000; TimeframeOfLimitation: 60; numberOfExternalRequest: \d+;$/,
      ),
    ],
  });
  const [message = ''] = (usage as { messages: string[] }).messages;
  return Number(message.slice(message.lastIndexOf(' ') + 1).replace(';', ''));
}

describe('a tenant of 10,000 resources', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    const data = path.join(folder.path, 'many.db');
    await run(['generate', '--resources', '10000', '--data', data]);
    emulator = await startEmulator({ data, port: 0 });
  });
  afterAll(async () => {
    await emulator.close();
    folder.remove();
  });

  // suds takes seconds to read a page.
  const inTime = CLIENTS.filter(({ name }) => name !== 'suds');

  describeClients((client) => {
    test('is read to the end in pages of 500 with id > last', async () => {
      const { ids, pages } = await succeed<{ ids: number[]; pages: number[] }>(client, emulator.wsdlUrl, [
        'page',
        'Resource',
        500,
      ]);

      expect(ids).toHaveLength(10_000);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(pages).toEqual([...Array<number>(20).fill(500), 0]);
    });
  }, inTime);
});
