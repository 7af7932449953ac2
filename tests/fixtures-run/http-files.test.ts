import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../../src/server/emulator';
import { start } from '../support/emulator';
import { readHttpFile, type HttpRequest } from './http-file';

/** Runs every request of the .http files from top to bottom, and checks what their comments promise. */

const ROOT = path.join(__dirname, '..', '..');
const source = (file: string): string => readFileSync(path.join(ROOT, 'fixtures', 'http', file), 'utf8');

let emulator: Emulator;

beforeEach(async () => {
  emulator = await start();
});

afterEach(async () => {
  await emulator.close();
});

/** What did not come as promised. */
async function run(file: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const request of readHttpFile(file, { host: new URL(emulator.url).origin })) {
    problems.push(...(await send(request)));
  }
  return problems;
}

async function send({ title, method, url, headers, body, status, contains }: HttpRequest): Promise<string[]> {
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  const answer = await response.text();
  if (response.status !== status) return [`${title}: ${response.status} ${answer}`];
  return contains === undefined || answer.includes(contains) ? [] : [`${title}: ${answer}`];
}

test.each(['soap.http', 'emulator-api.http', 'testing.http'])(
  'every request of %s is answered as it says',
  async (file) => {
    expect(await run(source(file))).toEqual([]);
  },
);

test('the SOAP requests call every operation of the contract', () => {
  const binding =
    readFileSync(path.join(ROOT, 'wsdl', 'atws-1.6.wsdl'), 'utf8').split('<wsdl:binding')[1] ?? '';
  const declared = [...binding.matchAll(/soapAction="([^"]*)"/g)].map(([, action]) => `"${String(action)}"`);
  const called = readHttpFile(source('soap.http'), {}).map(({ headers }) => headers['SOAPAction']);
  expect([...new Set(called)].sort()).toEqual(declared.sort());
});

test.each([
  ['# Expect: 200', '# Expect: 201'],
  ['# Contains: <Name>Resource</Name>', '# Contains: <Name>Spaceship</Name>'],
  ['@password = Api-Admin-2024', '@password = wrong'],
])('with %s replaced by %s a request fails', async (text, replacement) => {
  const spoiled = source('soap.http').replace(text, replacement);
  expect(spoiled).not.toBe(source('soap.http'));
  expect(await run(spoiled)).not.toEqual([]);
});

test.each([
  '### No status\nGET http://a/',
  '### No request\n# Expect: 200',
  '### x\n# Expect: 200\nGET {{b}}',
])('a file that cannot be run is refused: %j', (text) => {
  expect(() => readHttpFile(text, {})).toThrow(/needs|declared/);
});
