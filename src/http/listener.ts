// Listens for HTTP or HTTPS, and closes without cutting answers off.

import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Config } from '../config/settings';
import { ConfigError } from '../input/config-error';
import { serve } from './connections';
import { reasonOf } from '../input/system-error';
import type { Tls } from './tls';

/** Keep-alive of idle connections: longer than the usual 60 s of clients and proxies, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** The time limit of the TLS handshake. */
const HANDSHAKE_MS = 10_000;

/** The interval of the check for requests past their time limit. */
const CHECK_MS = 1000;

/** The time that running requests have when the server closes; idle connections are closed at once. */
const DRAIN_MS = 5000;
/** The time that connections without a request have then: browsers open some in advance, but one may be on its way. */
const SILENT_MS = 500;
const SWEEP_MS = 20;

/** A listening server. */
export interface Listener {
  /** Scheme, host and port for clients on this machine. */
  readonly origin: string;
  /** Finishes running requests, and closes idle connections. */
  close(): Promise<void>;
}

/** Listens at an address, with https where there is a certificate. Throws a ConfigError where that fails. */
export async function listen(
  app: RequestListener,
  {
    host: wanted,
    port: wantedPort,
    requestSeconds,
    maxConnections,
  }: Pick<Config, 'host' | 'port' | 'requestSeconds' | 'maxConnections'>,
  tls: Tls | undefined,
): Promise<Listener> {
  const options: ServerOptions = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: requestSeconds * 1000,
    connectionsCheckingInterval: CHECK_MS,
    // Requests without a Host header are answered with a sentence of ours.
    requireHostHeader: false,
  };
  const handshakeTimeout = Math.min(HANDSHAKE_MS, requestSeconds * 1000);
  const server = tls
    ? createHttpsServer({ ...options, ...tls, handshakeTimeout, allowHalfOpen: true })
    : createHttpServer(options);
  // Node has no option for it: clients may end their side of a connection before the answer (nc -N, Perl).
  Object.assign(server, { httpAllowHalfOpen: true });
  serve(server, app, maxConnections, tls ? 'secureConnection' : 'connection');
  const traffic = trafficOf(server);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(listenError(error, wanted, wantedPort));
    };
    server.once('error', fail);
    server.listen(wantedPort, wanted, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${REACHED_BY[address] ?? address}]` : (REACHED_BY[address] ?? address);
  return {
    origin: `${tls ? 'https' : 'http'}://${host}:${port}`,
    close: () => closeServer(server, traffic),
  };
}

/** The addresses to connect to for the wildcard addresses. */
const REACHED_BY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const IN_USE = (host: string, port: number): string =>
  `Port ${port} of ${host} is in use, perhaps by another atws serve. Stop that, or take another port with --port; 0 takes a free one.`;
const NO_RIGHT = (host: string, port: number): string =>
  `This user has no right to listen on port ${port} of ${host}. Take a port from 1024 on with --port.`;
const NO_ADDRESS = (host: string): string =>
  `This machine has no address ${host} to listen on. Give one that it has with --host: 127.0.0.1 is this machine only, 0.0.0.0 all that it has.`;
const NO_NAME = (host: string): string =>
  `There is no address for the name ${host}. Give an address of this machine with --host, such as 127.0.0.1.`;

/** The sentences about a failure to listen, by the code of the error. */
const LISTEN_PROBLEMS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: IN_USE,
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EADDRNOTAVAIL: NO_ADDRESS,
  EAFNOSUPPORT: NO_ADDRESS,
  EINVAL: NO_ADDRESS,
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
};

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ConfigError {
  const sentence =
    LISTEN_PROBLEMS[error.code ?? '']?.(host, port) ??
    `The server cannot listen on port ${port} of ${host}: ${reasonOf(error) ?? error.message}.`;
  return new ConfigError(sentence);
}

/** What the connections of a server carry. */
interface Traffic {
  /** The answers that are not sent yet, by connection. Once the server closes, they have the header `Connection: close`. */
  readonly underWay: ReadonlyMap<Socket, ReadonlySet<ServerResponse>>;
  /** The connections without a request so far, which Node does not count as idle; with TLS, handshakes that do not end, too. */
  readonly silent: ReadonlySet<Socket>;
}

function trafficOf(server: Server): Traffic {
  const underWay = new Map<Socket, Set<ServerResponse>>();
  const silent = new Set<Socket>();
  const watch = (socket: Socket): void => {
    silent.add(socket);
    underWay.set(socket, new Set());
    socket.once('close', () => {
      silent.delete(socket);
      // Answers that wait behind another one are not told so.
      underWay.delete(socket);
    });
  };
  server.on('connection', watch);
  // From the end of its handshake on, a connection is another object, which has the same client.
  server.on('secureConnection', (secure: Socket) => {
    for (const raw of silent) {
      if (raw.remotePort === secure.remotePort && raw.remoteAddress === secure.remoteAddress)
        silent.delete(raw);
    }
    watch(secure);
  });
  // Node has another event for requests with Expect.
  for (const event of ['request', 'checkContinue']) {
    server.prependListener(event, ({ socket }: IncomingMessage, response: ServerResponse) => {
      silent.delete(socket);
      const answers = underWay.get(socket);
      answers?.add(response);
      response.once('close', () => answers?.delete(response));
      if (!server.listening) response.setHeader('Connection', 'close');
    });
  }
  return { underWay, silent };
}

function closeServer(server: Server, { underWay, silent }: Traffic): Promise<void> {
  for (const answer of [...underWay.values()].flatMap((answers) => [...answers])) {
    if (!answer.headersSent) answer.setHeader('Connection', 'close');
  }
  return new Promise((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    const hush = setTimeout(() => {
      for (const socket of silent) socket.destroy();
    }, SILENT_MS);
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(hush);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
