import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { generate } from 'selfsigned';
import { LOGINS, NAMESPACE, temporaryFolder } from '../support/emulator';
import { basic, envelope } from '../support/soap';
import { runBuilt, serve, type Served } from '../support/built';
import { run } from '../support/command';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks as a client that trusts one certificate. */
function ask(url: string, ca: string, body?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      url,
      {
        ca,
        agent: false,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'Content-Type': 'text/xml',
          SOAPAction: `${NAMESPACE}GetWsdlVersion`,
          Authorization: basic(LOGINS.admin),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: text });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

async function serving(args: readonly string[], test: (server: Served) => Promise<void>): Promise<void> {
  const server = await serve(['--memory', '--port', '0', ...args]);
  try {
    await test(server);
  } finally {
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  }
}

/** A client that trusts a certificate can call, and is sent on to https. */
async function expectServed({ url }: Served, ca: string): Promise<void> {
  expect(url).toMatch(/^https:/);
  for (const host of ['127.0.0.1', 'localhost']) {
    const here = url.replace('127.0.0.1', host);
    expect((await ask(here, ca, envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`))).status).toBe(200);
    expect((await ask(here.replace('.asmx', '.wsdl'), ca)).body).toContain(`location="${here}"`);
  }
}

async function certificate(): Promise<{ readonly cert: string; readonly key: string }> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'test' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  writeFileSync(fileOf('cert.pem'), cert);
  writeFileSync(fileOf('key.pem'), key);
  return { cert, key };
}

test('--tls-self-signed serves https; a client trusts it by the file that was written', async () => {
  await serving(['--tls-self-signed', fileOf('ca.pem')], async (server) => {
    const ca = readFileSync(fileOf('ca.pem'), 'utf8');
    expect(ca).toContain('BEGIN CERTIFICATE');
    expect(ca).not.toContain('PRIVATE KEY');
    await expectServed(server, ca);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    const health = await runBuilt(['healthcheck', '--url', server.url], {
      env: { NODE_EXTRA_CA_CERTS: fileOf('ca.pem') },
    });
    expect(health).toMatchObject({ code: 0, stdout: 'ready\n' });
  });
});

test('--tls-self-signed writes over the certificate of an earlier run, and files with a mark are read', async () => {
  await serving(['--tls-self-signed', fileOf('ca.pem')], async () => undefined);
  const { cert, key } = await certificate();
  writeFileSync(fileOf('marked.pem'), `\ufeff${cert}`);
  writeFileSync(fileOf('marked.key'), `\ufeff${key}`);
  await serving(['--tls-cert', fileOf('marked.pem'), '--tls-key', fileOf('marked.key')], (server) =>
    expectServed(server, cert),
  );
});

test('--tls-cert and --tls-key serve https with that certificate', async () => {
  const { cert } = await certificate();
  await serving(['--tls-cert', fileOf('cert.pem'), '--tls-key', fileOf('key.pem')], (server) =>
    expectServed(server, cert),
  );
});

test.each<[string, readonly string[], string]>([
  [
    'a certificate without its key',
    ['--tls-cert', 'cert.pem'],
    '--tls-cert "cert.pem" is given without --tls-key. A certificate needs its key.',
  ],
  [
    'a key without its certificate',
    ['--tls-key', 'key.pem'],
    '--tls-key "key.pem" is given without --tls-cert. A key needs its certificate.',
  ],
  [
    'files that are not there',
    ['--tls-cert', 'no.pem', '--tls-key', 'no.pem'],
    'The certificate no.pem cannot be read: there is no such file or folder.',
  ],
  [
    'files that are none',
    ['--tls-cert', 'text.pem', '--tls-key', 'text.pem'],
    'The certificate text.pem is not there in PEM form: a line like -----BEGIN CERTIFICATE----- is missing.',
  ],
  [
    'a key that is none',
    ['--tls-cert', 'cert.pem', '--tls-key', 'cert.pem'],
    'The key cert.pem is not there in PEM form: a line like -----BEGIN PRIVATE KEY----- is missing.',
  ],
  [
    'a damaged certificate',
    ['--tls-cert', 'damaged.pem', '--tls-key', 'key.pem'],
    'The certificate damaged.pem is damaged.',
  ],
  [
    'a damaged key',
    ['--tls-cert', 'cert.pem', '--tls-key', 'damaged.key'],
    'The key damaged.key is damaged.',
  ],
  [
    'a key of another certificate',
    ['--tls-cert', 'cert.pem', '--tls-key', 'other.key'],
    'The key other.key does not belong to the certificate cert.pem.',
  ],
  [
    'a key with a passphrase',
    ['--tls-cert', 'cert.pem', '--tls-key', 'locked.key'],
    'The key locked.key has a passphrase. Write it without: openssl pkey -in locked.key -out plain.pem',
  ],
  [
    'a file that cannot be written',
    ['--tls-self-signed', 'no/ca.pem'],
    'The certificate no/ca.pem cannot be written: there is no such file or folder.',
  ],
  [
    'a file that holds something else',
    ['--tls-self-signed', 'key.pem'],
    'key.pem is there and holds something else than a certificate of an earlier run. Name another file with --tls-self-signed.',
  ],
  [
    'a certificate that is made and one that is read',
    ['--tls-self-signed', 'ca.pem', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem'],
    '--tls-self-signed "ca.pem" and --tls-cert "cert.pem" contradict each other. The certificate is made for this run or read from a file. Leave one of them out.',
  ],
])('%s: one line, and exit code 1', async (_title, args, sentence) => {
  const { cert, key } = await certificate();
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const files = {
    'text.pem': 'no certificate',
    'damaged.pem': cert.replace(/\n.{20}/, '\n'),
    'damaged.key': key.replace(/\n.{20}/, '\n'),
    'other.key': other.export({ type: 'pkcs8', format: 'pem' }),
    'locked.key': other.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(fileOf(name), text);
  const { code, stdout, stderr } = await run(['serve', '--memory', '--port', '0', ...args], {
    cwd: folder.path,
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(`atws: ${sentence}\n`);
  expect(readFileSync(fileOf('key.pem'), 'utf8')).toBe(key);
});

/** One path of each kind: SOAP, its WSDL and help page, the console and its files, a link of a message, the JSON API. */
const PATHS = [
  '/ATServices/1.6/atws.asmx',
  '/ATServices/1.6/atws.wsdl',
  '/',
  '/admin/log-in',
  '/admin/assets/console.css',
  '/set-password?token=x',
  '/_emulator/openapi.json',
  '/no-such-path',
];

test('no answer binds the name of the server to https, which is for its owner to do', async () => {
  await serving([], async ({ url }) => {
    for (const where of PATHS) {
      expect((await fetch(new URL(where, url))).headers.get('strict-transport-security')).toBeNull();
    }
  });
  await serving(['--tls-self-signed', fileOf('hsts.pem')], async ({ url }) => {
    const ca = readFileSync(fileOf('hsts.pem'), 'utf8');
    for (const where of PATHS) {
      const { status, headers } = await ask(new URL(where, url).href, ca);
      expect(status).toBeDefined();
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });
});
