// Limits the connections of a server, and answers requests that cannot be read.

import {
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { turn } from '../runtime/timers';
import { sentence } from '../refusals/refusal';
import { send, type HttpAnswer } from './answer';
import { boundPieces } from './body-pieces';

/** The connections above the limit that get a 503 with a sentence; the system closes further ones at once. */
const SPARE_CONNECTIONS = 100;

/** Milliseconds that a connection above the limit may stay open without a request. */
const SPARE_MS = 5000;

/** Milliseconds that a client which is still sending has to read the answer, which closing at once would discard. */
const LINGER_MS = 1000;

/** The requests that are begun in one turn of the event loop: ordinary calls take one or two milliseconds then. */
const REQUESTS_A_TURN = 16;

/** The answers to bytes that are no HTTP request, by the code of the error. */
const UNREADABLE: Readonly<Record<string, () => HttpAnswer>> = {
  HPE_HEADER_OVERFLOW: () => plain(431, sentence('headersTooLarge')),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => plain(413, sentence('chunkExtensionsTooLarge')),
  ERR_HTTP_REQUEST_TIMEOUT: () => plain(408, sentence('requestTooSlow')),
};

/** The latest request of a connection with its answer, and the answer before. */
interface Latest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly before: ServerResponse | undefined;
}

/**
 * Passes requests to `app`, and answers the others itself: those on connections above `most`, and those that cannot be
 * parsed. `connected`: the event of a connection that carries requests.
 */
export function serve(
  server: Server,
  app: RequestListener,
  most: number,
  connected: 'connection' | 'secureConnection',
): void {
  const latecomers = new WeakSet<Socket>();
  const latest = new WeakMap<Duplex, Latest>();
  const begin = inRows();
  let open = 0;

  server.maxConnections = most + SPARE_CONNECTIONS;
  server.on(connected, (socket: Socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open <= most) return;
    latecomers.add(socket);
    socket.setTimeout(SPARE_MS);
  });

  /** Ends a connection whose bytes cannot be read on, with an answer behind those to the requests before. */
  const refuse = (socket: Duplex, refusal: HttpAnswer, isRead = true): void => {
    const { request, response, before } = latest.get(socket) ?? {};
    const isWhole = request?.complete === true;
    const last = isWhole ? response : before;
    // The answer to the request that goes on with these bytes is on its way already.
    if (!isWhole && response?.headersSent && !response.writableFinished) socket.destroy();
    else if (!last || last.writableFinished) end(socket, refusal, isRead);
    else {
      socket.pause();
      last.once('close', () => {
        end(socket, refusal, isRead);
      });
    }
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const before = latest.get(socket)?.response;
    latest.set(socket, { request, response, before });
    const isTooMany = open > most && latecomers.has(socket);
    boundPieces(request, () => {
      socket.pause();
      refuse(socket, plain(400, sentence('bodyCrumbled')), false);
    });
    const work = (): void => {
      // The connection was closed meanwhile.
      if (!socket.writable) return;
      const refused = isTooMany ? tooManyConnections() : problemOf(request);
      if (refused) send(response, refused);
      else app(request, response);
    };
    // Pipelined requests are begun one by one, as thousands can arrive in one packet.
    if (!before || before.writableFinished) begin(work);
    else {
      before.once('close', () => {
        begin(work);
      });
    }
  };
  server.on('request', answer);
  server.on('checkContinue', (request, response) => {
    // A client that sent Expect is told to continue when its body is read.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue();
    });
    answer(request, response);
  });
  server.on('checkExpectation', (_request, response) => {
    send(response, plain(417, sentence('expectationUnknown')));
  });
  server.on('connect', (_request, socket) => {
    refuse(socket, plain(405, sentence('noProxy')));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, UNREADABLE[error.code ?? '']?.() ?? plain(400, sentence('requestNotHttp')));
  });
}

/**
 * A function that begins requests in a row, once all are read that have arrived. That takes a processor half the time:
 * whenever the system reads something in between, it loses what it had of our code in its caches (docs/performance.md).
 */
function inRows(): (work: () => void) => void {
  const arrived: (() => void)[] = [];
  const beginAll = async (): Promise<void> => {
    while (arrived.length > 0) {
      await turn();
      for (const work of arrived.splice(0, REQUESTS_A_TURN)) work();
    }
  };
  return (work) => {
    if (arrived.push(work) === 1) void beginAll();
  };
}

/** The answer to a malformed request. Proxies may send the whole URL as the target. */
function problemOf(request: IncomingMessage): HttpAnswer | undefined {
  const { headers, httpVersion, url = '' } = request;
  if (headers.host === undefined && httpVersion !== '1.0') return plain(400, sentence('hostMissing'));
  const header = repeatedHeader(request);
  if (header !== undefined) return plain(400, sentence('headerRepeated', { header }));
  if (url.startsWith('/')) return undefined;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !/^https?:$/.test(target.protocol)) return plain(400, sentence('targetNotValid'));
  request.url = target.pathname + target.search;
  return undefined;
}

/** Headers that stand once: of two, a proxy may believe the other one (RFC 9112, section 3.2; RFC 9110, section 5.3). */
const ONCE = ['Host', 'Authorization'] as const;

/** The name of such a header that stands more than once. */
function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  return ONCE.find((name) => {
    const isIt = (header: string, index: number): boolean =>
      index % 2 === 0 && header.length === name.length && header.toLowerCase() === name.toLowerCase();
    const first = rawHeaders.findIndex(isIt);
    return first >= 0 && rawHeaders.findLastIndex(isIt) !== first;
  });
}

function tooManyConnections(): HttpAnswer {
  return {
    ...plain(503, sentence('tooManyConnections')),
    headers: { Connection: 'close', 'Retry-After': '1' },
  };
}

function plain(status: number, text: string): HttpAnswer {
  return { status, type: 'text/plain', body: `${text}\n` };
}

/** Sends the last answer on a connection, to no parsed request. `isRead`: what the client still sends is read. */
function end(socket: Duplex, { status, type, body }: HttpAnswer, isRead = true): void {
  // Further data causes further errors.
  if (!socket.writable) return;
  const text = String(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${type}; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  if (isRead) socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => {
    clearTimeout(cut);
  });
}
