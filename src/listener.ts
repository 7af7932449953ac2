import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { isIP, type AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { ConfigError, type Config } from './config';

/** An idle connection is kept this long: longer than clients do, so that they close first. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** When the server closes, requests get this long to be answered; connections that became idle go at once. */
const DRAIN_MS = 5000;
const SWEEP_MS = 20;

/** A server that listens. */
export interface Listener {
  /** Scheme, host and port as this machine reaches it. */
  readonly origin: string;
  /** Answers requests that are under way, ends connections that wait for the next one. */
  close(): Promise<void>;
}

/** A certificate and its key, PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Listens at an address, for https where there is a certificate. */
export async function listen(
  app: RequestListener,
  { host: wanted, port: wantedPort }: Pick<Config, 'host' | 'port'>,
  tls: Tls | undefined,
): Promise<Listener> {
  const server = tls ? createHttpsServer(tls, app) : createHttpServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, wanted, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return { origin: `${tls ? 'https' : 'http'}://${host}:${port}`, close: () => closeServer(server) };
}

/** The certificate that the settings name, if they do. Throws a ConfigError for one that cannot be used. */
export async function readTls({
  host,
  tlsCert,
  tlsKey,
  tlsSelfSigned,
}: Pick<Config, 'host' | 'tlsCert' | 'tlsKey' | 'tlsSelfSigned'>): Promise<Tls | undefined> {
  if (tlsSelfSigned !== undefined) return selfSigned(host, tlsSelfSigned);
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new ConfigError('--tls-cert and --tls-key go together.');
  try {
    const tls = { cert: readFileSync(tlsCert, 'utf8'), key: readFileSync(tlsKey, 'utf8') };
    createSecureContext(tls);
    return tls;
  } catch (error) {
    throw new ConfigError(`The certificate cannot be used: ${(error as Error).message}`);
  }
}

/** A certificate for this run; clients trust it by the file it is written to. */
async function selfSigned(host: string, certificateFile: string): Promise<Tls> {
  const { generate } = await import('selfsigned');
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'atws-emulator' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  writeFileSync(certificateFile, cert);
  return { cert, key };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
