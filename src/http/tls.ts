// The certificate of HTTPS, given or made.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../input/config-error';
import { type Config } from '../config/settings';
import { reasonOf } from '../input/system-error';
import { readTextFile } from '../input/file-text';

/** A certificate and its key, PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** The certificate of the settings; undefined without one. Throws a ConfigError for one that cannot be used. */
export async function readTls({
  host,
  tlsCert,
  tlsKey,
  tlsSelfSigned,
}: Pick<Config, 'host' | 'tlsCert' | 'tlsKey' | 'tlsSelfSigned'>): Promise<Tls | undefined> {
  if (tlsSelfSigned !== undefined) return selfSigned(host, tlsSelfSigned);
  return tlsCert === undefined || tlsKey === undefined ? undefined : readPair(tlsCert, tlsKey);
}

function readPair(certFile: string, keyFile: string): Tls {
  const tls = {
    cert: readPem(certFile, 'The certificate', /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/),
    key: readPem(keyFile, 'The key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/),
  };
  if (/ENCRYPTED/.test(tls.key)) {
    throw new ConfigError(
      `The key ${keyFile} has a passphrase. Write it without: openssl pkey -in ${keyFile} -out plain.pem`,
    );
  }
  const certificate = attempt(() => new X509Certificate(tls.cert), `The certificate ${certFile} is damaged.`);
  const key = attempt(() => createPrivateKey(tls.key), `The key ${keyFile} is damaged.`);
  if (!certificate.checkPrivateKey(key)) {
    throw new ConfigError(`The key ${keyFile} does not belong to the certificate ${certFile}.`);
  }
  attempt(
    () => createSecureContext(tls),
    `The certificate ${certFile} and its key ${keyFile} are too weak or of a kind that TLS does not take.`,
  );
  return tls;
}

function readPem(file: string, what: string, begin: RegExp): string {
  const text = readTextFile(file, what);
  if (begin.test(text)) return text;
  throw new ConfigError(
    `${what} ${file} is not there in PEM form: a line like ${what === 'The key' ? '-----BEGIN PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'} is missing.`,
  );
}

function attempt<T>(work: () => T, problem: string): T {
  try {
    return work();
  } catch {
    // The errors of OpenSSL are not helpful.
    throw new ConfigError(problem);
  }
}

const COMMON_NAME = 'atws-emulator';

/** Makes a self-signed certificate for this run, and writes it to a file for clients to trust. */
async function selfSigned(host: string, certificateFile: string): Promise<Tls> {
  if (existsSync(certificateFile) && !isOurs(certificateFile)) {
    throw new ConfigError(
      `${certificateFile} is there and holds something else than a certificate of an earlier run. Name another file with --tls-self-signed.`,
    );
  }
  const { generate } = await import('selfsigned');
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  const { cert, private: key } = await generate([{ name: 'commonName', value: COMMON_NAME }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  try {
    writeFileSync(certificateFile, cert);
  } catch (error) {
    throw new ConfigError(
      `The certificate ${certificateFile} cannot be written: ${reasonOf(error) ?? String(error)}.`,
    );
  }
  return { cert, key };
}

/** Whether a file holds a self-signed certificate of ours, and nothing else. */
function isOurs(file: string): boolean {
  try {
    const text = readTextFile(file, 'The certificate');
    return text.trim() === '' || new X509Certificate(text).subject === `CN=${COMMON_NAME}`;
  } catch {
    return false;
  }
}
