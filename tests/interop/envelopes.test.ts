import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start } from '../support/emulator';
import { atwsResult, basic, query, queryXml, where } from '../support/soap';

/** An HTTP answer as it came. */
interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends one of the requests under `envelopes/` byte by byte as the stack does; the body waits for
 * `100 Continue` where the stack does.
 */
function send(url: string, name: string): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const file = readFileSync(path.join(__dirname, 'envelopes', `${name}.http`), 'utf8');
  const split = file.indexOf('\n\n');
  const body = Buffer.from(file.slice(split + 2).trimEnd(), 'utf8');
  const lines = file
    .slice(0, split)
    .replace('{{host}}', host)
    .replace('{{authorization}}', basic(LOGINS.admin))
    .split('\n');
  const head = [...lines, `Content-Length: ${body.length}`, '', ''].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(head);
      if (!head.includes('Expect: 100-continue')) socket.write(body);
    });
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.toString('latin1') === 'HTTP/1.1 100 Continue\r\n\r\n') {
        received = Buffer.alloc(0);
        socket.write(body);
      }
      const answer = wholeAnswer(received);
      if (!answer) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on('error', reject);
    socket.on('end', () => {
      reject(new Error(`The answer to ${name} ended early: ${received.toString('utf8')}`));
    });
  });
}

function wholeAnswer(received: Buffer): RawAnswer | undefined {
  const split = received.indexOf('\r\n\r\n');
  const head = received.subarray(0, Math.max(split, 0)).toString('latin1');
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length === undefined) return undefined;
  const body = received.subarray(split + 4);
  if (body.length < Number(length)) return undefined;
  return { status: Number(head.split(' ')[1]), head, body: body.toString('utf8') };
}

const ids = ({ body }: RawAnswer): readonly (string | undefined)[] =>
  result(body).entities.map(({ id }) => id);

function result(body: string): ReturnType<typeof atwsResult> {
  return atwsResult({ status: 200, headers: new Headers(), body });
}

describe('a query as published stacks send it', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator.close());

  test.each([
    ['suds', 'another prefix on the Body than on the Envelope'],
    ['gsoap', 'mustUnderstand="1" on the header, an empty PartnerID'],
    ['axis', 'HTTP/1.0, an actor, mustUnderstand="0", a date that ends in .000Z'],
    ['soap-lite', 'xsi:type on IntegrationCode and sXML, an encodingStyle on the Envelope'],
    ['asmx', 'Expect: 100-continue, names of entity, field and operator in lower case'],
    ['wcf', 'no XML declaration, a prefix on the header but not on its children'],
    ['savon', 'sXML in CDATA, its own default namespace'],
    ['php', 'white space around names, attributes in single quotes'],
    ['request-js', 'SOAPAction without quotes, an XML declaration inside sXML, nested conditions'],
    ['soapui', 'comments, ? as PartnerID'],
  ])('%s finds the resource (%s)', async (stack) => {
    const answer = await send(emulator.url, `${stack}-query`);

    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/^content-type: text\/xml; charset=utf-8$/im);
    expect(result(answer.body)).toMatchObject({ returnCode: 1, entityResultType: 'resource', errors: [] });
    expect(ids(answer)).toEqual(['29682897']);
  });

  test.each([['threshold-in-pascal-case'], ['threshold-with-empty-body']])(
    'a call without parameters works whatever its body is: %s',
    async (name) => {
      const answer = await send(emulator.url, name);

      expect(answer.status).toBe(200);
      expect(result(answer.body)).toMatchObject({ returnCode: 1, errors: [] });
      expect(answer.body).toContain('<Message>ThresholdOfExternalRequest: ');
    },
  );

  test.each([
    ['suds-query', 'close'],
    ['axis-query', 'close'],
    ['php-query', 'keep-alive'],
  ])('the connection of %s is answered with Connection: %s', async (name, connection) => {
    const answer = await send(emulator.url, name);

    expect(answer.head.toLowerCase()).toContain(`\r\nconnection: ${connection}`);
  });
});

describe('an update as published stacks send it', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await start();
  });
  afterEach(() => emulator.close());

  test.each([
    ['suds', 'values without types, False, a date with a blank, ****** as Password'],
    ['axis', 'another prefix in xsi:type, a UserDefinedField that is nil, a date that ends in .000Z'],
    ['soap-lite', 'xsd:int as a boolean, xsd:float, fields in any order with id last'],
    ['wcf', 'an empty text with its type, read-only fields sent back'],
    ['asmx', 'a char as a number of a type of .NET, xsd:short, a date with an offset'],
  ])('%s changes the resource (%s)', async (stack) => {
    const answer = await send(emulator.url, `${stack}-update`);

    expect(answer.status).toBe(200);
    expect(result(answer.body)).toMatchObject({ returnCode: 1, entityResultType: 'resource', errors: [] });
    expect(result(answer.body).entities).toEqual([
      expect.objectContaining({
        id: '29682966',
        Active: 'false',
        Title: stack,
        HireDate: '2024-01-15T00:00:00',
        LocationID: '90682',
      }),
    ]);
  });

  test('asmx finds its character again', async () => {
    await send(emulator.url, 'asmx-update');
    const { entities } = await query(emulator.url, queryXml(where('id', 'Equals', '29682966')));

    expect(entities).toEqual([expect.objectContaining({ Initials: 'ä' })]);
  });

  test('soap-lite is told of the bytes it makes of text that is not ASCII', async () => {
    const answer = await send(emulator.url, 'soap-lite-update-not-ascii');

    expect(answer.status).toBe(200);
    expect(result(answer.body)).toMatchObject({
      returnCode: -1,
      entities: [],
      errors: [
        "Conversion from type 'Byte()' to type 'String' is not valid.",
        'Error updating entity for record number [1].',
      ],
    });
  });

  test('gsoap gets the recorded error for its empty elements without types', async () => {
    const answer = await send(emulator.url, 'gsoap-update');

    expect(answer.status).toBe(200);
    expect(result(answer.body)).toMatchObject({
      returnCode: -1,
      entities: [],
      errors: [
        "Conversion from type 'Object' to type 'String' is not valid.",
        'Error updating entity for record number [1].',
      ],
    });
  });

  test('gsoap clears with its empty elements where the setting says so', async () => {
    const lenient = await start({ emptyElements: 'clear' });
    try {
      const { entities } = result((await send(lenient.url, 'gsoap-update')).body);

      expect(entities).toEqual([expect.objectContaining({ id: '29682966', Title: 'gsoap', Email2: '' })]);
      expect(entities[0]).not.toHaveProperty('Greeting');
      expect(entities[0]).not.toHaveProperty('Gender');
    } finally {
      await lenient.close();
    }
  });
});
