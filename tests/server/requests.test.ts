import type { Emulator, JournalFilter } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { call, escape, post, query, queryXml, where } from '../support/soap';
import { accept, entity, IDS, update } from '../support/updates';

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.reset());
afterAll(() => atws.close());

describe('requests', () => {
  test('has each call with what was sent and what was answered', async () => {
    const answer = await query(atws.url, queryXml(where('id', 'Equals', String(IDS.tom))));
    const [entry] = await atws.requests();
    expect(entry).toMatchObject({
      operation: 'query',
      user: LOGINS.admin.user,
      trackingIdentifier: 'DEMO-TRACKING-IDENTIFIER-01',
      status: 200,
      response: answer.body,
    });
    expect(entry!.request).toContain(escape(`<expression op="Equals">`));
    expect(new Date(entry!.at).toISOString()).toBe(entry!.at);
    expect(entry!.durationMs).toBeGreaterThan(0);
  });

  test('has calls that were refused, too', async () => {
    await call(atws.url, 'GetWsdlVersion', '', { login: { ...LOGINS.tom, password: 'wrong' } });
    await post(atws.url, 'GetWsdlVersion', 'no XML');
    expect(await atws.requests()).toMatchObject([
      { operation: 'GetWsdlVersion', user: LOGINS.tom.user, status: 401 },
      { operation: null, status: 500, request: 'no XML' },
    ]);
  });

  test('does not name users that nobody is, as it may be somebody who was redacted', async () => {
    for (const user of ['no.body@example.com', 'tom.tech@example.org', 'tom.tech']) {
      await call(atws.url, 'GetWsdlVersion', '', { login: { user, password: 'wrong' } });
    }
    expect((await atws.requests()).map(({ user, status }) => [user, status])).toEqual([
      [null, 401],
      [null, 401],
      [null, 401],
    ]);
  });

  test('takes filters, all of which must fit', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await call(atws.url, 'GetWsdlVersion', '', { login: LOGINS.reader });
    await call(atws.url, 'getThresholdAndUsageInfo', '', { login: { ...LOGINS.reader, password: 'wrong' } });
    const [first, second, third] = (await atws.requests()).map(({ id }) => id);
    const ids = async (filter: JournalFilter): Promise<number[]> =>
      (await atws.requests(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual([first, second, third]);
    expect(await ids({ operation: 'getwsdlVERSION' })).toEqual([first, second]);
    expect(await ids({ user: 'API.reader@example.com' })).toEqual([second, third]);
    expect(await ids({ user: 'api.reader' })).toEqual([second, third]);
    expect(await ids({ status: 401 })).toEqual([third]);
    expect(await ids({ after: first })).toEqual([second, third]);
    expect(await ids({ operation: 'GetWsdlVersion', user: LOGINS.reader.user, status: 401 })).toEqual([]);
  });

  test('keeps the latest 500, with ids that go on', async () => {
    const { id: firstId } = await (async () => {
      await call(atws.url, 'GetWsdlVersion');
      return (await atws.requests())[0]!;
    })();
    for (let made = 0; made < 26; made += 1) {
      await Promise.all(Array.from({ length: 20 }, () => call(atws.url, 'GetWsdlVersion')));
    }
    const ids = (await atws.requests()).map(({ id }) => id);
    expect(ids).toHaveLength(500);
    expect(ids.at(-1)).toBe(firstId + 520);
    expect(ids[0]).toBe(firstId + 21);
  });

  test('cuts what is long', async () => {
    await query(atws.url, queryXml(where('LastName', 'Equals', 'x'.repeat(100_000))));
    const [entry] = await atws.requests();
    expect(entry!.request.length).toBeLessThan(33_000);
    expect(entry!.request.endsWith('…')).toBe(true);
  });

  test('is a list of its own: later calls do not change it', async () => {
    await call(atws.url, 'GetWsdlVersion');
    const before = await atws.requests();
    await call(atws.url, 'GetWsdlVersion');
    expect(before).toHaveLength(1);
  });
});

describe('requests tell what became of a call', () => {
  const last = async () => (await atws.requests()).at(-1)!;

  test('answered: with its entities, or fields', async () => {
    await query(atws.url, queryXml(where('LastName', 'Equals', 'Smyth')));
    expect(await last()).toMatchObject({
      returnCode: 1,
      message: null,
      rows: 1,
      result: 'answered',
      faultRule: null,
    });
    await call(atws.url, 'GetFieldInfo', '<psObjectType>Role</psObjectType>');
    const { returnCode, rows, result } = await last();
    expect([returnCode, rows! > 5, result]).toEqual([null, true, 'answered']);
    await call(atws.url, 'GetWsdlVersion');
    expect(await last()).toMatchObject({ returnCode: null, rows: null, result: 'answered' });
  });

  test('refused by ReturnCode, with the sentence', async () => {
    const { errors } = await query(atws.url, queryXml(where('Pasword', 'Equals', 'x')));
    expect(await last()).toMatchObject({
      status: 200,
      returnCode: -1,
      message: errors[0],
      rows: null,
      result: 'refused',
    });
  });

  test.each<[string, () => Promise<unknown>, number, string]>([
    ['a fault', () => post(atws.url, 'GetWsdlVersion', 'no XML'), 500, 'There is an error in XML document'],
    [
      'a wrong password',
      () => call(atws.url, 'GetWsdlVersion', '', { login: { ...LOGINS.tom, password: 'wrong' } }),
      401,
      'Unauthorized',
    ],
    ['a person', () => call(atws.url, 'GetWsdlVersion', '', { login: LOGINS.ada }), 500, 'API Only users'],
    [
      'a content type',
      () => fetch(atws.url, { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/plain' } }),
      415,
      '',
    ],
  ])('refused for %s, with the sentence and no markup', async (_title, refused, status, sentence) => {
    await refused();
    const entry = await last();
    expect(entry).toMatchObject({ status, returnCode: null, rows: null, result: 'refused' });
    expect(entry.message).toContain(sentence);
    expect(entry.message).not.toMatch(/<|^$/);
  });

  test('injected: with the rule, whether it refuses or only delays', async () => {
    const late = await atws.faults.add({ operation: 'query', times: 1, delayMs: 1 });
    await query(atws.url, queryXml(where('LastName', 'Equals', 'Smyth')));
    expect(await last()).toMatchObject({
      returnCode: 1,
      rows: 1,
      result: 'injected',
      faultRule: { id: late.id, effect: 'only delayed', delayMs: 1 },
    });
    const { id } = await atws.faults.add({ effect: { kind: 'expired threshold' } });
    await query(atws.url, queryXml(where('id', 'Equals', '1')));
    expect(await last()).toMatchObject({
      returnCode: -1,
      result: 'injected',
      faultRule: { id, effect: 'expired threshold', delayMs: 0 },
    });
    await atws.faults.clear();
    await atws.faults.add({ effect: { kind: 'connection reset' } });
    await call(atws.url, 'GetWsdlVersion').catch(() => undefined);
    expect(await last()).toMatchObject({ result: 'injected', response: '', responseHeaders: {} });
  });

  test('with the headers of both sides, but those that let somebody in', async () => {
    const answer = await fetch(atws.url, {
      method: 'POST',
      body: '<x/>',
      headers: {
        'Content-Type': 'text/xml',
        'X-Trace': 'abc',
        Authorization: `Basic ${btoa('a:S3cret-Word!')}`,
        Cookie: 'a=S3cret-Word!',
        'X-Api-Key': 'S3cret-Word!',
        'X-Auth-Token': 'S3cret-Word!',
        'Proxy-Authorization': 'S3cret-Word!',
        'X-Long': 'x'.repeat(9000),
      },
    });
    const { requestHeaders, responseHeaders } = await last();
    expect(requestHeaders).toMatchObject({ 'X-Trace': 'abc', 'Content-Type': 'text/xml' });
    expect(JSON.stringify(requestHeaders)).not.toMatch(/S3cret|UzNjcmV0|authorization|cookie|token|api-key/i);
    expect(JSON.stringify(requestHeaders).length).toBeLessThan(5000);
    expect(responseHeaders).toEqual(
      expect.objectContaining({
        'Content-Type': answer.headers.get('content-type'),
        'Content-Length': answer.headers.get('content-length'),
        'X-Request-Id': answer.headers.get('x-request-id'),
      }),
    );
  });

  test('and are found by it, and by text in what was sent or answered, but not by what is masked', async () => {
    await query(atws.url, queryXml(where('LastName', 'Equals', 'Smyth')));
    await query(atws.url, queryXml(where('Password', 'Equals', 'S3cret-Word!')));
    await call(atws.url, 'GetWsdlVersion', '', { code: 'ANOTHER' });
    const [first, second, third] = (await atws.requests()).map(({ id }) => id);
    const ids = async (filter: JournalFilter): Promise<number[]> =>
      (await atws.requests(filter)).map(({ id }) => id);
    expect(await ids({ result: 'answered' })).toEqual([first]);
    expect(await ids({ result: 'refused' })).toEqual([second, third]);
    expect(await ids({ result: 'injected' })).toEqual([]);
    expect(await ids({ trackingIdentifier: 'ANOTHER' })).toEqual([third]);
    expect(await ids({ text: 'SMYTH' })).toEqual([first]);
    expect(await ids({ text: 'jack.smyth@' })).toEqual([first]);
    expect(await ids({ text: 'S3cret-Word!' })).toEqual([]);
    expect(await ids({ text: 'S3cret.Word' })).toEqual([]);
    expect(await ids({ text: '(' })).toEqual([]);
    await expect(atws.requests({ result: 'lost' } as never)).rejects.toThrow('result must be');
  });
});

const SECRET = 'S3cret-Word!';

describe('a password is masked', () => {
  test.each<[string, string]>([
    ['in an element', `<Password>${SECRET}</Password>`],
    ['in an element with a type', `<Password xsi:type="xsd:string">${SECRET}</Password>`],
    ['with white space around', `<Password >\n ${SECRET}\n</Password >`],
    ['in lines', `<Password\n  xsi:type="xsd:string"\n>${SECRET}</Password\n>`],
    ['in CDATA', `<Password><![CDATA[${SECRET}]]></Password>`],
    ['in CDATA that looks like its end', `<Password><![CDATA[</Passwor]]>d&gt;${SECRET}</Password>`],
    ['behind a comment', `<Password><!-- new -->${SECRET}</Password>`],
    ['with a prefix', `<a:Password xmlns:a="http://autotask.net/ATWS/v1_6/">${SECRET}</a:Password>`],
    [
      'with a prefix of other letters',
      `<ä:Password xmlns:ä="http://autotask.net/ATWS/v1_6/">${SECRET}</ä:Password>`,
    ],
    ['with an attribute like an end', `<Password note="/>">${SECRET}</Password>`],
    ['with an attribute like an end in apostrophes', `<Password note='a>b'>${SECRET}</Password>`],
    ['behind one that closes itself', `<Password xsi:nil="true"/><Password>${SECRET}</Password>`],
    ['twice', `<Password>${SECRET}</Password><Password>${SECRET}</Password>`],
    ['in other letters', `<password>${SECRET}</password>`],
    ['without an end', `<Password>${SECRET}`],
    ['with the end of another', `<Password>${SECRET}</Passwort>`],
  ])('%s', async (_title, xml) => {
    await update(atws.url, [entity(IDS.tom, { FirstName: 'Tom', Title: { xml } })]).catch(() => undefined);
    const [entry] = await atws.requests();
    expect(entry!.request).toContain('<FirstName>Tom</FirstName>');
    expect(entry!.request).not.toContain(SECRET);
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  test.each<[string, string]>([
    ['escaped', escape(queryXml(where('Password', 'Equals', SECRET)))],
    ['in CDATA', `<![CDATA[${queryXml(where('Password', 'Equals', SECRET))}]]>`],
    ['in any case', escape(queryXml(where('PASSWORD', 'Equals', SECRET)))],
    [
      'in lines',
      escape(queryXml(`<field>\n Password\n <expression op="Equals">${SECRET}</expression>\n</field>`)),
    ],
    [
      'behind a comment',
      escape(queryXml(`<field>Password<!-- ? --><expression op="Equals">${SECRET}</expression></field>`)),
    ],
    [
      'in the second expression',
      escape(
        queryXml(
          `<field>Password<expression op="IsNull"/><expression op="Equals">${SECRET}</expression></field>`,
        ),
      ),
    ],
    [
      'without an end',
      escape(`<queryxml><entity>Resource</entity><query><field>Password<expression op="Equals">${SECRET}`),
    ],
    [
      'escaped by numbers',
      queryXml(where('Password', 'Equals', SECRET))
        .replaceAll('<', '&#60;')
        .replaceAll('>', '&#x3E;'),
    ],
  ])('in a query, %s', async (_title, sXML) => {
    await call(atws.url, 'query', `<sXML>${sXML}</sXML>`);
    const [entry] = await atws.requests();
    expect(entry!.request).toContain('queryxml');
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  test('and nothing else is: a password that closes itself hides nothing behind it', async () => {
    await update(atws.url, [
      entity(IDS.tom, { Title: { xml: '<Password xsi:nil="true"/><Title>Seen</Title><Password/>' } }),
    ]);
    await query(
      atws.url,
      queryXml(where('Password', 'Equals', SECRET) + where('LastName', 'Equals', 'Seen')),
    );
    const [updated, queried] = await atws.requests();
    expect(updated!.request).toContain('<Title>Seen</Title>');
    expect(queried!.request).toContain('Seen');
  });
});

test('the log-in is nowhere in the entries', async () => {
  await call(atws.url, 'GetWsdlVersion');
  const text = JSON.stringify(await atws.requests());
  expect(text).not.toContain(LOGINS.admin.password);
  expect(text).not.toMatch(/Basic|Authorization/i);
});

test('whoever is redacted is gone from the entries', async () => {
  await accept(atws.url, IDS.jack, { LastName: 'Quetzalcoatlus' });
  await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
  expect(JSON.stringify(await atws.requests())).not.toContain('Quetzalcoatlus');
});

test.each([
  ['start tags without an end', '<Password "'],
  ['start tags of other names', '<a:Password'],
  ['the word alone', 'Password '],
  ['the word and the start of an expression', 'Password<expression'],
])('a long text of %s is masked quickly', async (_title, piece) => {
  const started = performance.now();
  await post(atws.url, 'query', piece.repeat(1_000_000 / piece.length));
  expect(await atws.requests()).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(5000);
});
