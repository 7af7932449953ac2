import type { Clock } from '../../src/runtime/clock';
import { entities } from '../../src/entities/index';
import type { Emulator } from '../../src/server/emulator';
import { LOGINS, NAMESPACE, start, STORES, TRACKING_IDENTIFIER } from '../support/emulator';
import { call, envelope, find, parse, query, queryXml } from '../support/soap';
import { postXml, textOf, VERSION_CALL } from '../support/wire';

describe.each(STORES)('on %s', (store) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ store });
  });
  afterAll(() => emulator.close());

  test('GetWsdlVersion answers the latest version seen', async () => {
    const { body } = await call(emulator.url, 'GetWsdlVersion');
    expect(body).toContain(
      `<GetWsdlVersionResponse xmlns="${NAMESPACE}"><GetWsdlVersionResult>1.6.8</GetWsdlVersionResult></GetWsdlVersionResponse>`,
    );
  });

  test.each(['resource', ...entities.map(({ name }) => name)])(
    'getUDFInfo of %s is an empty list',
    async (entity) => {
      const { status, body } = await call(emulator.url, 'getUDFInfo', `<psTable>${entity}</psTable>`);
      expect(status).toBe(200);
      expect(body).toContain(
        `<getUDFInfoResponse xmlns="${NAMESPACE}"><getUDFInfoResult/></getUDFInfoResponse>`,
      );
    },
  );

  describe('getZoneInfo', () => {
    const zone = async (inner: string): Promise<string> =>
      (
        await postXml(
          emulator.url,
          envelope(`<getZoneInfo xmlns="${NAMESPACE}">${inner}</getZoneInfo>`, null),
          { login: null },
        )
      ).body;

    test.each([
      ['a user', 'api.admin@example.com'],
      ['a user nobody knows: only the domain counts', 'whoever@example.com'],
      ['the domain in another case', 'a@EXAMPLE.com'],
      ['two @', 'a@b@example.com'],
      ['the domain alone', '@example.com'],
      ['white space around', ' a@example.com '],
    ])('knows the zone of %s', async (_title, user) => {
      expect(await zone(`<UserName>${user}</UserName>`)).toContain(
        `<getZoneInfoResult><URL>${emulator.url}</URL><ErrorCode>0</ErrorCode><DataBaseType/><CI>30049</CI><WebUrl>${new URL(emulator.url).origin}/</WebUrl></getZoneInfoResult>`,
      );
    });

    test.each([
      ['another domain', '<UserName>a@example.org</UserName>'],
      ['a domain that only ends alike', '<UserName>a@sub.example.com</UserName>'],
      ['no domain', '<UserName>api.admin</UserName>'],
      ['the domain without @', '<UserName>example.com</UserName>'],
      ['an empty name', '<UserName/>'],
      ['a nil name', '<UserName xsi:nil="true"/>'],
      ['no name', ''],
    ])('answers the recorded form for %s', async (_title, inner) => {
      expect(await zone(inner)).toContain(
        '<getZoneInfoResult><URL/><ErrorCode>-1</ErrorCode><DataBaseType/><CI>-1</CI><WebUrl/></getZoneInfoResult>',
      );
    });

    test('names an address that answers, with the WSDL beside it and the version as fourth segment', async () => {
      const url = textOf(await zone('<UserName>a@example.com</UserName>'), 'URL')!;
      expect(url.split('/')[4]).toBe('1.6');
      expect(url.replace('.asmx', '.wsdl')).toBe(emulator.wsdlUrl);
      expect((await fetch(url.replace('.asmx', '.wsdl'))).status).toBe(200);
      expect((await postXml(url, VERSION_CALL)).status).toBe(200);
    });
  });

  describe('IntegrationCodeCheck', () => {
    const check = async (user: string, code: string | null = TRACKING_IDENTIFIER): Promise<string> =>
      (await call(emulator.url, 'IntegrationCodeCheck', user, { code })).body;
    const result = (apiUser: boolean, associated: boolean): string =>
      `<IntegrationCodeCheckResult><ReturnCode>1</ReturnCode><Errors/><IsApiUser>${apiUser}</IsApiUser><IsIntegrationCodeAssociated>${associated}</IsIntegrationCodeAssociated></IntegrationCodeCheckResult>`;

    test.each([
      ['an API-only user', LOGINS.reader.user, true],
      ['a person', LOGINS.tom.user, false],
      ['an inactive user', LOGINS.ina.user, true],
      ['a user in another case', 'TOM.TECH@EXAMPLE.COM', false],
    ])('tells of %s', async (_title, user, apiUser) => {
      const inner = `<userName>${user}</userName>`;
      expect(await check(inner)).toContain(result(apiUser, true));
      expect(await check(inner, 'DEMO-TRACKING-IDENTIFIER-02')).toContain(result(apiUser, false));
      expect(await check(inner, null)).toContain(result(apiUser, false));
    });

    test.each([
      ['an unknown user', '<userName>nobody@example.com</userName>'],
      ['a user of another domain', '<userName>api.admin@example.org</userName>'],
      ['a user without domain', '<userName>api.admin</userName>'],
      ['an empty user', '<userName/>'],
      ['no user', ''],
    ])('refuses %s', async (_title, inner) => {
      expect(await check(inner)).toContain(
        '<IntegrationCodeCheckResult><ReturnCode>-1</ReturnCode><Errors><ATWSError><Message>Invalid username</Message></ATWSError></Errors></IntegrationCodeCheckResult>',
      );
    });
  });

  describe.each(['create', 'delete'])('%s', (operation) => {
    const refused = async (
      inner: string,
    ): Promise<{ type: string | undefined; message: string | undefined }> => {
      const { status, body } = await call(emulator.url, operation, inner);
      expect(status).toBe(200);
      expect(body).toMatch(
        new RegExp(
          `<${operation}Result><ReturnCode>-1</ReturnCode><EntityResults/><EntityResultType(?:/>|>\\w+</EntityResultType>)<Errors><ATWSError><Message>[^<]+</Message></ATWSError></Errors><EntityReturnInfoResults/></${operation}Result>`,
        ),
      );
      return { type: textOf(body, 'EntityResultType'), message: textOf(body, 'Message') };
    };
    const entity = (type: string): string =>
      `<Entity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}"><FirstName>A</FirstName><id>29682885</id></Entity>`;

    test.each([
      ['Resource', 'resource'],
      ['Skill', 'skill'],
      ['InternalLocation', 'internallocation'],
      ['ResourceRole', 'resourcerole'],
      ['ResourceSkill', 'resourceskill'],
      ['AttachmentInfo', 'attachmentinfo'],
    ])('of a %s is refused', async (type, resultType) => {
      expect(await refused(`<Entities>${entity(type)}</Entities>`)).toEqual({
        type: resultType,
        message: `This entity type does not support the ${operation} action.`,
      });
    });

    test('of several entities is refused once, about the first that cannot be', async () => {
      expect(await refused(`<Entities>${entity('Skill')}${entity('Resource')}</Entities>`)).toMatchObject({
        type: 'skill',
      });
    });

    test.each([
      ['an empty list', '<Entities/>'],
      ['no list', ''],
    ])('of %s is refused', async (_title, inner) => {
      expect(await refused(inner)).toEqual({
        type: '',
        message: `No entities were passed to ${operation}.`,
      });
    });

    test('changes nothing', async () => {
      const before = await query(emulator.url, queryXml(''));
      await refused(`<Entities>${entity('Resource')}</Entities>`);
      expect((await query(emulator.url, queryXml(''))).body).toBe(before.body);
    });
  });
});

describe('getThresholdAndUsageInfo', () => {
  const START = new Date('2026-03-01T12:00:00.900Z').getTime();
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  let now = START;
  const clock: Clock = { now: () => new Date(now), elapsed: () => now };
  let emulator: Emulator;

  describe.each(STORES)('on %s', (store) => {
    beforeEach(async () => {
      now = START;
      emulator = await start({ store, clock, threshold: 5000 });
    });
    afterEach(() => emulator.close());

    const usage = async (): Promise<number> => {
      const { body } = await call(emulator.url, 'getThresholdAndUsageInfo');
      const message = textOf(body, 'Message') ?? '';
      expect(message).toMatch(
        /^ThresholdOfExternalRequest: 5000; TimeframeOfLimitation: 60; numberOfExternalRequest: \d+;$/,
      );
      // As published clients read it: the last word, without its semicolon.
      return Number(message.split(' ').at(-1)?.replace(';', ''));
    };
    const calls = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await postXml(emulator.url, VERSION_CALL);
    };

    test('the first call ever answers 0, and counts for the next', async () => {
      expect(await usage()).toBe(0);
      expect(await usage()).toBe(1);
    });

    test('the answer has the recorded form', async () => {
      const { body } = await call(emulator.url, 'getThresholdAndUsageInfo');
      expect(body).toContain(
        '<getThresholdAndUsageInfoResult><ReturnCode>1</ReturnCode><EntityResults/><EntityResultType/><Errors/><EntityReturnInfoResults><EntityReturnInfo><EntityId>0</EntityId><DatabaseAction>None</DatabaseAction><DuplicateStatus><Found>false</Found><Ignored>false</Ignored></DuplicateStatus><Message>ThresholdOfExternalRequest: 5000; TimeframeOfLimitation: 60; numberOfExternalRequest: 0;</Message></EntityReturnInfo></EntityReturnInfoResults></getThresholdAndUsageInfoResult>',
      );
    });

    test('requests of the last 60 minutes count, older ones do not', async () => {
      await calls(3);
      now = START + 30 * MINUTE;
      await calls(2);
      now = START + 60 * MINUTE - SECOND;
      expect(await usage()).toBe(5);
      now = START + 60 * MINUTE;
      expect(await usage()).toBe(3);
      now = START + 90 * MINUTE;
      expect(await usage()).toBe(2);
      now = START + 200 * MINUTE;
      expect(await usage()).toBe(0);
    });

    test('every request of a user counts, whatever becomes of it', async () => {
      await postXml(emulator.url, '<a');
      await postXml(emulator.url, envelope('', 'wrong'), { action: 'query' });
      await postXml(emulator.url, VERSION_CALL, { headers: { SOAPAction: 'fly' } });
      await postXml(emulator.url, VERSION_CALL, { login: LOGINS.reader });
      expect(await usage()).toBe(4);
    });

    test('what needs no user, and who is not let in, does not count', async () => {
      await postXml(emulator.url, envelope(`<getZoneInfo xmlns="${NAMESPACE}"/>`));
      await postXml(emulator.url, VERSION_CALL, { login: null });
      await postXml(emulator.url, VERSION_CALL, { login: LOGINS.tom });
      await fetch(emulator.wsdlUrl);
      expect(await usage()).toBe(0);
    });
  });

  test('the threshold is 10000 where nothing else is set', async () => {
    emulator = await start();
    const { body } = await call(emulator.url, 'getThresholdAndUsageInfo');
    await emulator.close();
    expect(find(parse(body), 'Message')?.text).toMatch(/^ThresholdOfExternalRequest: 10000; /);
  });
});
