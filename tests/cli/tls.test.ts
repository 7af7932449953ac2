import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { generate } from 'selfsigned';
import { LOGINS, NAMESPACE, temporaryFolder } from '../support/emulator';
import { basic, envelope } from '../support/soap';
import { run, serve, type Served } from './support';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);

interface Got {
  readonly status: number | undefined;
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
          resolve({ status: response.statusCode, body: text });
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
    const health = await run(['healthcheck', '--url', server.url], {
      env: { NODE_EXTRA_CA_CERTS: fileOf('ca.pem') },
    });
    expect(health).toMatchObject({ code: 0, stdout: 'ready\n' });
  });
});

test('--tls-cert and --tls-key serve https with that certificate', async () => {
  const { cert } = await certificate();
  await serving(['--tls-cert', fileOf('cert.pem'), '--tls-key', fileOf('key.pem')], (server) =>
    expectServed(server, cert),
  );
});

test.each<[string, readonly string[], RegExp]>([
  [
    'a certificate without its key',
    ['--tls-cert', 'cert.pem'],
    /^atws: --tls-cert and --tls-key go together\.\n$/,
  ],
  [
    'a key without its certificate',
    ['--tls-key', 'key.pem'],
    /^atws: --tls-cert and --tls-key go together\.\n$/,
  ],
  [
    'files that are not there',
    ['--tls-cert', 'no.pem', '--tls-key', 'no.pem'],
    /^atws: The certificate cannot be used: ENOENT[^\n]*\n$/,
  ],
  [
    'files that are none',
    ['--tls-cert', 'text.pem', '--tls-key', 'text.pem'],
    /^atws: The certificate cannot be used: [^\n]*\n$/,
  ],
  ['a file that cannot be written', ['--tls-self-signed', 'no/ca.pem'], /^atws: ENOENT[^\n]*\n$/],
])('%s: one line, and exit code 1', async (_title, args, sentence) => {
  writeFileSync(fileOf('text.pem'), 'no certificate');
  await certificate();
  const { code, stdout, stderr } = await run(['serve', '--memory', '--port', '0', ...args], {
    cwd: folder.path,
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
});
