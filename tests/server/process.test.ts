import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../support/built';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { basic } from '../support/soap';

const LIBRARY = builtFile('index.js');

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Runs a script of Node that must end by itself. */
function run(
  name: string,
  script: string,
): Promise<{ code: number | null; output: string; ms: number; left: string[] }> {
  const cwd = mkdtempSync(path.join(folder.path, 'run-'));
  const file = path.join(cwd, name);
  writeFileSync(file, script);
  const started = performance.now();
  const temporary = path.join(cwd, 'temporary');
  mkdirSync(temporary);
  const child = spawn(process.execPath, [file], {
    cwd,
    env: { ...process.env, TMPDIR: temporary, NODE_COMPILE_CACHE: '' },
  });
  const cut = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(cut);
      resolve({ code, output, ms: performance.now() - started, left: readdirSync(temporary) });
    });
  });
}

/** Uses an emulator with everything that could keep a process from ending. */
const USE = `
  async function use(startEmulator, options) {
    const atws = await startEmulator(options);
    const call = (init) => fetch(atws.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml',
        SOAPAction: 'http://autotask.net/ATWS/v1_6/GetWsdlVersion',
        Authorization: ${JSON.stringify(basic(LOGINS.admin))},
      },
      body: '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><AutotaskIntegrations xmlns="http://autotask.net/ATWS/v1_6/"><IntegrationCode>DEMO-TRACKING-IDENTIFIER-01</IntegrationCode></AutotaskIntegrations></s:Header><s:Body/></s:Envelope>',
      ...init,
    });
    console.log((await call()).status);
    await atws.snapshot('one');
    await atws.reset();
    await atws.restore('one');
    await atws.resources.redact(29682913, 'ada.admin', 'On request');
    // A client that gives up on a call that is delayed for long.
    await atws.faults.add({ delayMs: 600000 });
    const giveUp = new AbortController();
    const givenUp = call({ signal: giveUp.signal }).catch(() => undefined);
    while ((await atws.faults.list())[0].met === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    giveUp.abort();
    await givenUp;
    await atws.close();
    console.log('closed');
  }
`;

describe.each([
  ['in memory', {}],
  ['on a data file', { data: 'atws.db' }],
  ['with metrics and https', { metrics: true, tlsSelfSigned: 'unused.pem', memory: true }],
] as const)('a script that starts, uses and closes an emulator %s ends by itself', (_title, options) => {
  const settings = JSON.stringify(options);
  const insecure = "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; process.removeAllListeners('warning');";
  test.each([
    ['by require', 'use.cjs', `use(require(${JSON.stringify(LIBRARY)}).startEmulator, ${settings});`],
    [
      'by import',
      'use.mjs',
      `import { startEmulator } from ${JSON.stringify(pathToFileURL(LIBRARY).href)};\nawait use(startEmulator, ${settings});`,
    ],
    [
      'by import()',
      'dynamic.cjs',
      `import(${JSON.stringify(pathToFileURL(LIBRARY).href)}).then(({ startEmulator }) => use(startEmulator, ${settings}));`,
    ],
  ])('%s', async (_way, name, script) => {
    const { code, output, ms, left } = await run(name, `${insecure}\n${USE}\n${script}`);
    expect({ code, output }).toEqual({ code: 0, output: '200\nclosed\n' });
    expect(ms).toBeLessThan(15_000);
    expect(left).toEqual([]);
  });
});
