import http from 'node:http';
import { startEmulator, type Emulator, type FaultEffect } from '../../src/index';
import { LOGINS, start, temporaryFolder, TRACKING_IDENTIFIER } from '../support/emulator';
import {
  atwsResult,
  basic,
  call,
  envelope,
  faultString,
  parse,
  query,
  queryXml,
  where,
} from '../support/soap';
import { NAMESPACE } from '../support/emulator';
import { accept, eventually, IDS } from '../support/updates';

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.faults.clear());
afterAll(() => atws.close());

const TOM = queryXml(where('id', 'Equals', String(IDS.tom)));

/** How a client of Node sees an answer that may break off. */
interface Seen {
  readonly status: number | undefined;
  readonly body: string;
  readonly complete: boolean;
  readonly error: string | undefined;
}

function seenBy(url: string): Promise<Seen> {
  return new Promise((resolve) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: {
          'Content-Type': 'text/xml; charset=utf-8',
          SOAPAction: `"${NAMESPACE}GetWsdlVersion"`,
          Authorization: basic(LOGINS.admin),
        },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('error', () => undefined);
        response.on('close', () => {
          resolve({ status: response.statusCode, body, complete: response.complete, error: undefined });
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: undefined, body: '', complete: false, error: error.code });
    });
    request.end(envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`));
  });
}

describe('a client sees', () => {
  test('a fault with the text that was ordered', async () => {
    await atws.faults.add({ effect: { kind: 'fault', text: 'Out of <order> & service' } });
    const { status, body } = await call(atws.url, 'GetWsdlVersion');
    expect(status).toBe(500);
    expect(faultString(body)).toContain('Out of <order> & service');
  });

  test.each([
    [400, 'Bad Request\n'],
    [429, 'Too Many Requests\n'],
    [503, 'Service Unavailable\n'],
    [599, '599\n'],
  ])('the status %d, without SOAP', async (status, body) => {
    await atws.faults.add({ effect: { kind: 'httpStatus', status } });
    expect(await call(atws.url, 'GetWsdlVersion')).toMatchObject({ status, body });
  });

  test('a connection that is reset', async () => {
    await atws.faults.add({ effect: { kind: 'connection reset' } });
    expect(await seenBy(atws.url)).toMatchObject({ status: undefined, error: 'ECONNRESET' });
    await expect(call(atws.url, 'GetWsdlVersion')).rejects.toThrow('fetch failed');
  });

  test('an answer that breaks off', async () => {
    await atws.faults.add({ effect: { kind: 'truncated body' } });
    const { status, body, complete } = await seenBy(atws.url);
    expect({ status, complete }).toEqual({ status: 200, complete: false });
    expect(() => parse(body)).toThrow();
  });

  test('XML that is not well-formed, in an answer that is complete', async () => {
    await atws.faults.add({ effect: { kind: 'malformed XML' } });
    const { status, body, complete } = await seenBy(atws.url);
    expect({ status, complete }).toEqual({ status: 200, complete: true });
    expect(body).not.toBe('');
    expect(() => parse(body)).toThrow();
  });

  test.each<[FaultEffect, string]>([
    [
      { kind: 'expired threshold' },
      'The API request threshold of 10000 requests within 60 minutes has been exceeded.',
    ],
    [{ kind: 'IntegrationCode is invalid.' }, 'IntegrationCode is invalid.'],
  ])('%j as the emulator says it itself', async (effect, sentence) => {
    await atws.faults.add({ effect });
    const result = await query(atws.url, TOM);
    expect(result).toMatchObject({ returnCode: -1, errors: [sentence], entities: [] });
    expect(faultString((await call(atws.url, 'GetWsdlVersion')).body)).toContain(sentence);
  });

  test('a call that takes as long as ordered, and then answers', async () => {
    await atws.faults.add({ delayMs: 400 });
    const started = performance.now();
    expect((await query(atws.url, TOM)).entities).toHaveLength(1);
    expect(performance.now() - started).toBeGreaterThanOrEqual(390);
  });

  test.each<[FaultEffect]>([
    [{ kind: 'httpStatus', status: 503 }],
    [{ kind: 'fault', text: 'No.' }],
    [{ kind: 'connection reset' }],
  ])('%j in place of an update, which is not made', async (effect) => {
    await atws.faults.add({ operation: 'update', times: 1, effect });
    await expect(accept(atws.url, IDS.tom, { Title: `Not made` })).rejects.toThrow();
    expect((await atws.resources.get(IDS.tom)).Title).not.toBe('Not made');
  });
});

describe('which calls a rule meets', () => {
  const UNAVAILABLE: FaultEffect = { kind: 'httpStatus', status: 503 };

  /** The status of so many calls, one after another. */
  async function statuses(calls: number, operation = 'GetWsdlVersion'): Promise<number[]> {
    const answered: number[] = [];
    for (let made = 0; made < calls; made += 1) answered.push((await call(atws.url, operation)).status);
    return answered;
  }

  test.each(['GetWsdlVersion', 'getwsdlversion', 'GETWSDLVERSION'])(
    'of the operation, as %s',
    async (operation) => {
      await atws.faults.add({ operation, effect: UNAVAILABLE });
      expect(await statuses(1)).toEqual([503]);
      expect(await statuses(1, 'getThresholdAndUsageInfo')).toEqual([200]);
    },
  );

  test('without an operation: all of them, getZoneInfo as well', async () => {
    await atws.faults.add({ effect: UNAVAILABLE });
    expect(await statuses(1, 'getThresholdAndUsageInfo')).toEqual([503]);
    const zone = await call(atws.url, 'getZoneInfo', `<UserName>${LOGINS.admin.user}</UserName>`);
    expect(zone.status).toBe(503);
  });

  test('times: so many, then never again', async () => {
    const { id } = await atws.faults.add({ times: 2, effect: UNAVAILABLE });
    expect(await statuses(4)).toEqual([503, 503, 200, 200]);
    expect(await atws.faults.list()).toMatchObject([{ id, met: 2 }]);
  });

  test('the first rule that fits holds, and the next one when it is used up', async () => {
    await atws.faults.add({ operation: 'update', effect: { kind: 'httpStatus', status: 500 } });
    await atws.faults.add({ times: 1, effect: { kind: 'httpStatus', status: 502 } });
    await atws.faults.add({ times: 1, effect: UNAVAILABLE });
    expect(await statuses(3)).toEqual([502, 503, 200]);
  });

  test.each([
    [0, 60, 0, 0],
    [0.5, 60, 5, 55],
    [1, 20, 20, 20],
  ])('probability %d of %d calls: from %d to %d', async (probability, calls, least, most) => {
    await atws.faults.add({ probability, effect: UNAVAILABLE });
    const met = (await statuses(calls)).filter((status) => status === 503).length;
    expect(met).toBeGreaterThanOrEqual(least);
    expect(met).toBeLessThanOrEqual(most);
  });

  test('none any more once it is removed, which answers whether it was there', async () => {
    const { id } = await atws.faults.add({ effect: UNAVAILABLE });
    expect(await atws.faults.remove(id)).toBe(true);
    expect(await atws.faults.remove(id)).toBe(false);
    expect(await statuses(1)).toEqual([200]);
  });

  test('only calls of those who may call: log-in comes first', async () => {
    await atws.faults.add({ effect: UNAVAILABLE });
    const login = { ...LOGINS.admin, password: 'wrong' };
    expect((await call(atws.url, 'GetWsdlVersion', '', { login })).status).toBe(401);
  });

  test('calls under https as well: the connection just ends', async () => {
    const folder = temporaryFolder();
    const secure = await startEmulator({ tlsSelfSigned: `${folder.path}/ca.pem` });
    try {
      await secure.faults.add({ effect: { kind: 'connection reset' } });
      const code = await new Promise<string | undefined>((resolve) => {
        void import('node:https').then(({ request }) => {
          const sent = request(
            secure.url,
            {
              method: 'POST',
              agent: false,
              rejectUnauthorized: false,
              headers: {
                'Content-Type': 'text/xml',
                SOAPAction: `${NAMESPACE}GetWsdlVersion`,
                Authorization: basic(LOGINS.admin),
              },
            },
            (response) => {
              response.resume();
              resolve(String(response.statusCode));
            },
          );
          sent.on('error', (error: NodeJS.ErrnoException) => {
            resolve(error.code);
          });
          sent.end(envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`, TRACKING_IDENTIFIER));
        });
      });
      expect(code).toBe('ECONNRESET');
    } finally {
      await secure.close();
      folder.remove();
    }
  });
});

test('a call that a rule delays does not hold up the others', async () => {
  await atws.faults.add({ operation: 'GetWsdlVersion', delayMs: 2000 });
  let isAnswered = false;
  const delayed = call(atws.url, 'GetWsdlVersion').then(() => (isAnswered = true));
  expect(atwsResult(await call(atws.url, 'query', `<sXML>x</sXML>`)).returnCode).toBe(-1);
  expect(isAnswered).toBe(false);
  await delayed;
});

test('the server closes without waiting for delayed calls, which are answered', async () => {
  const closed = await start();
  await closed.faults.add({ delayMs: 600_000 });
  const warned = jest.fn();
  process.on('warning', warned);
  try {
    const calls = Array.from({ length: 12 }, () => call(closed.url, 'GetWsdlVersion'));
    await eventually(
      async () => (await closed.faults.list()).every(({ met }) => met === calls.length),
      'all calls delayed',
    );
    await closed.close();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect(warned).not.toHaveBeenCalled();
  } finally {
    process.off('warning', warned);
  }
});
