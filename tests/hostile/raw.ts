import net from 'node:net';
import { LOGINS, NAMESPACE } from '../support/emulator';
import { basic } from '../support/soap';
import { VERSION_CALL } from '../support/wire';

/** What came back on a connection, as far as it was read. */
export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What gives away where or how the emulator is built. */
const LEAK =
  /\bat (?:\S+ \()?(?:\/|file:|node:)|node_modules|\.[jt]s:\d+|\/(?:home|tmp|dist|src)\/|\b\w*Error\b/;

const HEAD_END = '\r\n\r\n';

/** Writes bytes to a connection of its own, and reads one answer; it need not have sent a whole request. */
export function exchange(origin: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    let heard = '';
    const done = (): void => {
      socket.destroy();
      resolve(answerOf(heard));
    };
    socket.setEncoding('latin1');
    socket.setTimeout(20_000, () => {
      socket.destroy();
      reject(new Error(`No answer to ${JSON.stringify(String(bytes).slice(0, 300))}, heard ${heard}`));
    });
    socket.on('data', (text: string) => {
      heard += text;
      if (isWhole(heard)) done();
    });
    // A reset takes away what was not read yet: what was heard before it counts.
    socket.on('error', () => undefined);
    socket.on('close', done);
  });
}

function isWhole(heard: string): boolean {
  const end = heard.indexOf(HEAD_END);
  if (end === -1) return false;
  const { status, headers, body } = answerOf(heard);
  if (status === 100 || status === 204 || status === 304) return true;
  if (headers.get('transfer-encoding') === 'chunked') return body.endsWith('0\r\n\r\n');
  const length = headers.get('content-length');
  return length !== undefined && body.length >= Number(length);
}

function answerOf(heard: string): RawAnswer {
  const end = heard.indexOf(HEAD_END);
  const [first = '', ...lines] = heard.slice(0, Math.max(end, 0)).split('\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers: new Map(
      lines.map((line) => {
        const [name = '', ...value] = line.split(':');
        return [name.toLowerCase(), value.join(':').trim()];
      }),
    ),
    body: end === -1 ? '' : heard.slice(end + HEAD_END.length),
  };
}

/** A request without its body. */
export function head(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}`;
}

/** A whole SOAP call of an administrator. Chunks of the body are not made: with `Transfer-Encoding`, it is sent as it is. */
export function soapCall(
  url: string,
  action: string,
  headers: Readonly<Record<string, string>> = {},
  body = VERSION_CALL,
): string {
  const all = {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: `"${NAMESPACE}${action}"`,
    Authorization: basic(LOGINS.admin),
    ...('Transfer-Encoding' in headers ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
  };
  return head('POST', new URL(url).pathname, all) + body;
}

/** Expects an answer that refuses, or does what was asked for; that the emulator fails is neither. */
export function expectSound({ status, body }: RawAnswer): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  if (status >= 400) {
    expect(body).toMatch(/\w+ \w+/);
    expect(body).not.toMatch(LEAK);
  }
}
