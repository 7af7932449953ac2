import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import type { Emulator } from '../../src/server/emulator';
import { LOGINS, NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { basic } from '../support/soap';
import { VERSION_CALL } from '../support/wire';

/** Clients that end their side of the connection once they have sent all: `nc -N`, and sockets of Perl. */

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describe.each(['http', 'https'] as const)('a client that sends all and ends its side, by %s', (scheme) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start(
      scheme === 'https' ? { tlsSelfSigned: path.join(folder.path, 'certificate.pem') } : {},
    );
  });
  afterAll(() => emulator.close());

  /** What comes back until the server ends its side, too. */
  function tell(bytes: string): Promise<string> {
    const { hostname, port } = new URL(emulator.origin);
    return new Promise((resolve, reject) => {
      const to = { host: hostname, port: Number(port), allowHalfOpen: true };
      const send = (): void => {
        socket.end(bytes);
      };
      const socket =
        scheme === 'https' ? tls.connect({ ...to, rejectUnauthorized: false }, send) : net.connect(to, send);
      let heard = '';
      socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
      socket.on('error', reject).on('end', () => {
        socket.destroy();
        resolve(heard);
      });
    });
  }

  const call = (version: string, ...headers: readonly string[]): string =>
    [
      `POST ${new URL(emulator.url).pathname} HTTP/${version}`,
      'Host: localhost',
      'Content-Type: text/xml',
      `Content-Length: ${Buffer.byteLength(VERSION_CALL)}`,
      `Authorization: ${basic(LOGINS.admin)}`,
      `SOAPAction: ${NAMESPACE}GetWsdlVersion`,
      ...headers,
      '',
      VERSION_CALL,
    ].join('\r\n');

  const VERSION = '<GetWsdlVersionResult>1.6.8</GetWsdlVersionResult>';

  test.each<readonly [string, string, readonly string[]]>([
    ['HTTP/1.1', '1.1', []],
    ['HTTP/1.1 that is to be closed', '1.1', ['Connection: close']],
    ['HTTP/1.1 that expects 100 Continue', '1.1', ['Expect: 100-continue']],
    ['HTTP/1.0', '1.0', []],
    ['HTTP/1.0 that is to be kept', '1.0', ['Connection: keep-alive']],
  ])('has the answer to a call of %s, and the end of the connection', async (_what, version, headers) => {
    const heard = await tell(call(version, ...headers));
    expect(heard).toMatch(/^(HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 200 OK\r\n/);
    expect(heard).toContain(VERSION);
  });

  test('has the answer to a call that takes time', async () => {
    await emulator.faults.add({ operation: 'GetWsdlVersion', delayMs: 500, times: 1 });
    expect(await tell(call('1.1'))).toContain(VERSION);
  });

  test('has the answers to all calls that it sent at once', async () => {
    expect((await tell(call('1.1').repeat(3))).split(VERSION)).toHaveLength(4);
  });

  test.each([
    ['a page of the console', '/admin/log-in'],
    ['the JSON API', '/_emulator/clock'],
    ['the WSDL', '/ATServices/1.6/atws.wsdl'],
  ])('has %s', async (_what, target) => {
    const heard = await tell(`GET ${target} HTTP/1.1\r\nHost: ${new URL(emulator.origin).host}\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('has a sentence where the request is not whole', async () => {
    expect(await tell(call('1.1').slice(0, -20))).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\nBad Request\. \w/,
    );
  });
});
