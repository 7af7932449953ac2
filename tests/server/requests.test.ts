import type { Emulator, JournalFilter } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { call, escape, post, query, queryXml, where, type Answer } from '../support/soap';
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

  test('keeps the calls of users, however many come from nobody', async () => {
    await call(atws.url, 'GetWsdlVersion');
    const nobody = { headers: { Authorization: '' } };
    for (let made = 0; made < 30; made += 1) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 === 0
            ? call(atws.url, 'GetWsdlVersion', '', nobody)
            : call(atws.url, 'getZoneInfo', '<UserName>api.admin@example.com</UserName>', nobody),
        ),
      );
    }
    await call(atws.url, 'GetWsdlVersion');
    const calls = await atws.requests();
    expect(calls).toHaveLength(102);
    const ids = calls.map(({ id }) => id);
    expect(calls.filter(({ user }) => user !== null).map(({ id }) => id)).toEqual([ids[0], ids.at(-1)]);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
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

/** Queries about a field, however its name is written; what was meant is what the server understands. */
const OBSCURED: Readonly<Record<string, (name: string) => string>> = {
  'a letter by its number': (name) =>
    `<sXML>${escape(queryXml(where(numbered(name), 'Equals', SECRET)).replace(/&amp;#/g, '&#'))}</sXML>`,
  'a letter by its number in the envelope': (name) =>
    `<sXML>${escape(queryXml(where(name, 'Equals', SECRET))).replace(name, numbered(name))}</sXML>`,
  'all letters by their numbers': (name) =>
    `<sXML>${escape(queryXml(where(name, 'Equals', SECRET))).replace(
      name,
      name.replace(/./g, (c) => `&#${c.charCodeAt(0)};`),
    )}</sXML>`,
  'a letter by its number in a query in CDATA': (name) =>
    `<sXML><![CDATA[${queryXml(`<field>${numbered(name)}<expression op="Equals">${SECRET}</expression></field>`)}]]></sXML>`,
  'a comment in the name': (name) =>
    `<sXML>${escape(queryXml(`<field>${split(name, '<!-- x -->')}<expression op="Equals">${SECRET}</expression></field>`))}</sXML>`,
  'CDATA in the name': (name) =>
    `<sXML>${escape(queryXml(`<field>${split(name, '<![CDATA[')}]]><expression op="Equals">${SECRET}</expression></field>`))}</sXML>`,
  'a processing instruction in the name': (name) =>
    `<sXML>${escape(queryXml(`<field>${split(name, '<?x y?>')}<expression op="Equals">${SECRET}</expression></field>`))}</sXML>`,
  'two CDATA sections of the envelope': (name) =>
    `<sXML><![CDATA[${split(queryXml(where(name, 'Equals', SECRET)), ']]><![CDATA[', name)}]]></sXML>`,
  'a comment of the envelope': (name) =>
    `<sXML>${split(escape(queryXml(where(name, 'Equals', SECRET))), '<!-- x -->', name)}</sXML>`,
  'an empty element of the envelope': (name) =>
    `<sXML>${split(escape(queryXml(where(name, 'Equals', SECRET))), '<b/>', name)}</sXML>`,
  'the expression before the name': (name) =>
    `<sXML>${escape(queryXml(`<field><expression op="Equals">${SECRET}</expression>${name}</field>`))}</sXML>`,
  'the expression within the name': (name) =>
    `<sXML>${escape(queryXml(`<field>${split(name, `<expression op="Equals">${SECRET}</expression>`)}</field>`))}</sXML>`,
  'the expression before the name, without an end': (name) =>
    `<sXML>${escape(`<queryxml><entity>Resource</entity><query><field><expression op="Equals">${SECRET}</expression>${name}`)}</sXML>`,
  'a name by numbers, without an end': (name) =>
    `<sXML>${escape(`<queryxml><entity>Resource</entity><query><field>${numbered(name)}<expression op="Equals">${SECRET}`)}</sXML>`,
  'a value in an attribute': (name) =>
    `<sXML>${escape(queryXml(`<field>${name}<expression op="Equals" value="${SECRET}"/></field>`))}</sXML>`,
  'a value in place of the operator': (name) =>
    `<sXML>${escape(queryXml(`<field>${name}<expression op="${SECRET}"/></field>`))}</sXML>`,
  'a name in an attribute': (name) =>
    `<sXML>${escape(queryXml(`<field name="${name}"><expression op="Equals">${SECRET}</expression></field>`))}</sXML>`,
  'a value in the field': (name) =>
    `<sXML>${escape(queryXml(`<field>${name} ${SECRET}<expression op="Equals"/></field>`))}</sXML>`,
  prefixes: (name) =>
    `<sXML>${escape(`<q:queryxml xmlns:q="q"><q:entity>Resource</q:entity><q:query><q:field>${name}<q:expression op="Equals">${SECRET}</q:expression></q:field></q:query></q:queryxml>`)}</sXML>`,
  'elements in place of text': (name) => `<sXML>${queryXml(where(name, 'Equals', SECRET))}</sXML>`,
  'an element in place of text': (name) =>
    `<sXML><string>${escape(queryXml(where(numbered(name), 'Equals', SECRET)).replace(/&amp;#/g, '&#'))}</string></sXML>`,
  'an element of the envelope': (name) => `<sXML/><${name} xmlns="">${SECRET}</${name}>`,
  'an element with a prefix': (name) => `<sXML/><a.b:${name} xmlns:a.b="urn:x">${SECRET}</a.b:${name}>`,
  'an attribute of the element': (name) => `<sXML/><${name} value="${SECRET}"/>`,
  'an attribute of another element': (name) => `<sXML/><Entity ${name}="${SECRET}"/>`,
  'the type of the element': (name) => `<sXML/><${name} xmlns:x="urn:${SECRET}" x:y="1"/>`,
  'a comment in the value': (name) =>
    `<sXML/><${name}>${SECRET.slice(0, 5)}<!-- x -->${SECRET.slice(5)}<![CDATA[${SECRET}]]></${name}>`,
  'an element in the value': (name) => `<sXML/><${name}><b>${SECRET}</b></${name}>`,
  'an element behind a letter beyond the first plane': (name) =>
    `<sXML>🚀\r\n🚀</sXML><${name}>${SECRET}</${name}>`,
  'a comment': (name) => `<sXML/><!-- <${name}>${SECRET}</${name}> -->`,
  'a comment of a query': (name) =>
    `<sXML>${escape(queryXml(`<!-- ${name} ${SECRET} -->${where('id', 'Equals', '1')}`))}</sXML>`,
  'an escaped query twice': (name) =>
    `<sXML>${escape(escape(queryXml(where(name, 'Equals', SECRET))))}</sXML>`,
};

function numbered(name: string): string {
  return name.replace('r', '&#114;');
}

/** A text with something within the name that is in it. */
function split(text: string, piece: string, name = text): string {
  const within = text.indexOf(name) + 4;
  return text.slice(0, within) + piece + text.slice(within);
}

describe.each(Object.entries(OBSCURED))('with %s', (_title, inner) => {
  test.each(['Password', 'PASSWORD'])('the value of %s is masked for everybody', async (name) => {
    await call(atws.url, 'query', inner(name));
    const [entry] = await atws.requests();
    expect(entry!.request).toContain('soap:Envelope');
    expect(entry!.request).not.toContain(SECRET);
  });

  test('the value of InternalCost is masked for who may not view it', async () => {
    await call(atws.url, 'query', inner('InternalCost'));
    const [stored] = (await (await fetch(`${atws.adminUrl}/requests`)).json()) as { request: string }[];
    expect(stored!.request).not.toContain(SECRET);
    expect(stored!.request).toContain('soap:Envelope');
  });
});

test.each(['boolean', 'dateTime', 'base64Binary', 'hexBinary'])(
  'a fault that repeats an internal cost sent as %s is masked for who may not view it',
  async (type) => {
    const send = (name: string): Promise<Answer> => {
      const sent = `<${name} xsi:type="xsd:${type}">#777.31</${name}>`;
      return call(atws.url, 'update', `<Entities>${entity(IDS.tom, { [name]: { xml: sent } })}</Entities>`);
    };
    const stored = async (): Promise<string> => {
      const [entry] = (await (await fetch(`${atws.adminUrl}/requests`)).json()) as { response: string }[];
      return entry!.response;
    };
    const answer = await send('InternalCost');
    expect(answer.body).toContain("'#777.31' is not a valid");
    expect((await atws.requests())[0]!.response).toBe(answer.body);
    expect(await stored()).toBe(answer.body.replace('#777.31', '******'));
    await atws.reset();
    const other = await send('HireDate');
    expect(await stored()).toBe(other.body);
  },
);

test('what is next to something hidden stays', async () => {
  const others = where('LastName', 'Equals', 'Seen') + where('FirstName', 'Equals', 'Ann & <b>');
  await query(atws.url, queryXml(where('Password', 'Equals', SECRET) + others));
  const [entry] = await atws.requests();
  expect(entry!.request).toContain(
    escape(queryXml(`<field>Password<expression op="Equals">******</expression></field>${others}`)),
  );
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
  // Work that grows with the square of such a text takes more than the minute a test may have.
  await post(atws.url, 'query', piece.repeat(1_000_000 / piece.length));
  expect(await atws.requests()).toHaveLength(1);
});
