import http from 'node:http';
import net from 'node:net';
import { basic, envelope, faultCode, faultString, find, parse, type Answer } from '../support/soap';
import { LOGINS, NAMESPACE, type Login } from '../support/emulator';

export const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_1_2 = 'http://www.w3.org/2003/05/soap-envelope';

/** The header every call needs. */
export const TRACKING_HEADER = `<AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode>DEMO-TRACKING-IDENTIFIER-01</IntegrationCode></AutotaskIntegrations>`;

/** Matches texts that reveal the implementation of the emulator. */
const LEAK =
  /\bat (?:\S+ \()?(?:\/|file:|node:)|node_modules|\.[jt]s:\d+|\/(?:work|home|tmp|dist|src)\/|TypeError/;

export interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  /** A header that is undefined is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly login?: Login | null;
  readonly body?: string | Uint8Array;
  readonly agent?: http.Agent;
}

export interface WireAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Sends a request unchanged, by default a POST with the headers of a well-behaved client, and checks every answer: it
 * has its type and charset, its XML is well-formed from the first byte on, and it reveals no implementation.
 */
export async function send(url: string, request: WireRequest = {}): Promise<WireAnswer> {
  const answer = await exchange(url, request);
  if (request.method !== 'HEAD') expectClean(answer);
  return answer;
}

export function expectClean({ headers, body }: Pick<WireAnswer, 'headers' | 'body'>): void {
  expect(body).not.toMatch(LEAK);
  expect(headers['content-type']).toMatch(
    /^(?:text\/(?:xml|html|plain)|application\/soap\+xml); charset=utf-8$/,
  );
  if (/xml;/.test(String(headers['content-type']))) {
    expect(body.startsWith('<?xml ')).toBe(true);
    parse(body);
  }
}

function exchange(url: string, request: WireRequest): Promise<WireAnswer> {
  const { method = 'POST', path, headers = {}, login = LOGINS.admin, body = '', agent } = request;
  const { hostname, port, pathname, search } = new URL(url);
  const all: Record<string, string | undefined> = {
    ...(method === 'POST' && { 'Content-Type': 'text/xml; charset=utf-8' }),
    ...(login && { Authorization: basic(login) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sending = http.request({
      hostname,
      port,
      method,
      path: path ?? pathname + search,
      agent: agent ?? new http.Agent({ keepAlive: false }),
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    });
    sending.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          body: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)),
        });
      });
    });
    sending.on('error', reject);
    if ('Expect' in headers) sending.on('continue', () => sending.end(body));
    else sending.end(body);
  });
}

/** Writes bytes to a connection and reads until the server closes it. */
export function talk(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (received += text));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(received);
    });
  });
}

/** Posts a whole envelope; without an action the body element decides. */
export function postXml(
  url: string,
  xml: string | Uint8Array,
  { action, headers = {}, ...more }: WireRequest & { readonly action?: string } = {},
): Promise<WireAnswer> {
  return send(url, {
    ...more,
    headers: { ...(action !== undefined && { SOAPAction: `"${NAMESPACE}${action}"` }), ...headers },
    body: xml,
  });
}

/** An envelope of GetWsdlVersion, the simplest call with log-in and tracking identifier. */
export const VERSION_CALL = envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`);

/** Expects the answer to `VERSION_CALL`. */
export function expectVersion({ status, body }: Pick<Answer, 'status' | 'body'>): void {
  expect({ status, version: textOf(body, 'GetWsdlVersionResult') }).toEqual({
    status: 200,
    version: '1.6.8',
  });
}

/** Expects a SOAP 1.1 fault with HTTP status 500, in the form of the real service. */
export function expectFault(answer: WireAnswer, code: string, sentence: string | RegExp): void {
  expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
  expect(faultCode(answer.body)).toBe(`soap:${code}`);
  const text = faultString(answer.body) ?? '';
  expect(text).toMatch(/^System\.Web\.Services\.Protocols\.SoapException: /);
  const faultText = text.replace('System.Web.Services.Protocols.SoapException: ', '');
  if (typeof sentence === 'string') expect(faultText).toBe(sentence);
  else expect(faultText).toMatch(sentence);
  expect(answer.status).toBe(500);
}

/** Expects a SOAP 1.2 fault in the form of the framework, with the HTTP status of its code. */
export function expectFault12(answer: WireAnswer, code: string, sentence: string | RegExp): void {
  expect(answer.headers['content-type']).toBe('application/soap+xml; charset=utf-8');
  const [envelope] = [parse(answer.body)];
  expect(envelope.uri).toBe(SOAP_1_2);
  const fault = find(envelope, 'Fault');
  const parts = fault?.children.map(({ uri, name }) => [uri, name]);
  const withDetail = ['Code', 'Reason', 'Detail'].map((name) => [SOAP_1_2, name]);
  expect(parts).toEqual(code === 'MustUnderstand' ? withDetail.slice(0, 2) : withDetail);
  expect(textOf(answer.body, 'Value')).toBe(`soap:${code}`);
  expect(find(envelope, 'Text')?.attributes).toEqual({ 'xml:lang': 'en' });
  const text = textOf(answer.body, 'Text') ?? '';
  expect(text).toMatch(/^System\.Web\.Services\.Protocols\.SoapException: /);
  const faultText = text.replace('System.Web.Services.Protocols.SoapException: ', '');
  if (typeof sentence === 'string') expect(faultText).toBe(sentence);
  else expect(faultText).toMatch(sentence);
  expect(answer.status).toBe(code === 'Sender' ? 400 : 500);
}

export function textOf(body: string, name: string): string | undefined {
  return find(parse(body), name)?.text;
}
