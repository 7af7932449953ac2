import { execFileSync } from 'node:child_process';
import http from 'node:http';
import type { Socket } from 'node:net';
import { LOGINS, NAMESPACE, type Login } from '../support/emulator';
import { atwsResult, basic, envelope, escape, queryXml, where, type AtwsResult } from '../support/soap';
import { entity, type SentFields } from '../updates/support';

export interface Heard {
  readonly status: number;
  readonly body: string;
}

/** A client with one connection that it keeps: the same worker answers it each time. */
export class Client {
  readonly #origin: string;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #connections = new Set<Socket>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  send(method: string, path: string, headers: http.OutgoingHttpHeaders = {}, body = ''): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers };
      const sending = http.request(this.#origin + path, options, (response) => {
        let heard = '';
        response.setEncoding('utf8').on('data', (text: string) => (heard += text));
        response.on('error', reject).on('end', () => {
          resolve({ status: Number(response.statusCode), body: heard });
        });
      });
      sending.on('socket', (socket) => this.#connections.add(socket));
      sending.on('error', reject).end(body);
    });
  }

  call(operation: string, inner = '', login: Login = LOGINS.admin): Promise<Heard> {
    return this.send(
      'POST',
      '/ATServices/1.6/atws.asmx',
      {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: NAMESPACE + operation,
        Authorization: basic(login),
      },
      envelope(`<${operation} xmlns="${NAMESPACE}">${inner}</${operation}>`),
    );
  }

  /** One field of a resource, as a query shows it; undefined where there is no such resource, or it has none. */
  async read(id: number, field: string): Promise<string | undefined> {
    const xml = escape(queryXml(where('id', 'Equals', String(id))));
    return this.#result(await this.call('query', `<sXML>${xml}</sXML>`)).entities[0]?.[field];
  }

  /** Throws an Error where it is refused. */
  async update(id: number, fields: SentFields): Promise<void> {
    const heard = await this.call('update', `<Entities>${entity(id, fields)}</Entities>`);
    const { errors } = this.#result(heard);
    if (errors.length > 0) throw new Error(errors.join());
  }

  /** Calls the JSON API. Answers what it answered; undefined where that is nothing. */
  async api(method: string, path: string, body?: object): Promise<unknown> {
    const json = { 'Content-Type': 'application/json' };
    const text = body && JSON.stringify(body);
    const heard = await this.send(method, `/_emulator${path}`, method === 'GET' ? {} : json, text);
    if (heard.status >= 300) throw new Error(`${method} ${path}: ${heard.status} ${heard.body}`);
    return heard.body === '' ? undefined : JSON.parse(heard.body);
  }

  /** How many connections it needed so far. */
  get connections(): number {
    return this.#connections.size;
  }

  close(): void {
    this.#agent.destroy();
  }

  #result({ status, body }: Heard): AtwsResult {
    return atwsResult({ status, body, headers: new Headers() });
  }
}

/** Clients that connect one after the other: the workers get them in turn. */
export async function connect(origin: string, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  for (let n = 0; n < count; n += 1) {
    const client = new Client(origin);
    await client.send('GET', '/healthz');
    clients.push(client);
  }
  return clients;
}

/** The processes that a process has started, and that have not ended. */
export function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, state = '']) => parent === String(pid) && !state.startsWith('Z'))
    .map(([child]) => Number(child));
}
