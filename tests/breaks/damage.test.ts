// Thorough: npm run test:quick leaves it out.
import { isUtf8 } from 'node:buffer';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import pino from 'pino';
import { run } from '../support/command';
import { Visitor } from '../support/visitor';
import { LOGINS, NAMESPACE, start, temporaryFolder, TRACKING_IDENTIFIER } from '../support/emulator';
import { basic, envelope, escape, parse, queryXml, where } from '../support/soap';
import { entity, IDS } from '../support/updates';
import { send } from '../support/wire';

/** A data file whose bytes are not those that were written. SQLite has no checksums: some damage nobody can see. */

const PAGE = 4096;

/** More of them: `DAMAGES=1000 npx jest tests/breaks/damage`. */
const DAMAGES = Number(process.env['DAMAGES'] ?? 25);

/** What only SQLite says, or what only a stack has. */
const RAW =
  /SQLITE|disk image|no such (?:table|column)|constraint failed|datatype mismatch|\n\s+at \S+ \(|TypeError|RangeError/;

const folder = temporaryFolder();
const whole = path.join(folder.path, 'whole.db');
let bytes: Buffer;
beforeAll(async () => {
  const atws = await start({ memory: false, data: whole });
  await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
  await atws.close();
  bytes = readFileSync(whole);
});
afterAll(() => {
  folder.remove();
});

/** One thing that happens to the bytes of a file; places and amounts are parts of the whole, from 0 to 1. */
const damage = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      flip: fc.array(fc.tuple(fraction(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 30 }),
    }),
  },
  fc.record({ zeros: fraction() }),
  fc.record({ noise: fraction(), of: fc.uint8Array({ minLength: 64, maxLength: 64 }) }),
  fc.record({ swap: fc.tuple(fraction(), fraction()) }),
);
type Damage = Partial<{
  flip: [number, number][];
  zeros: number;
  noise: number;
  of: Uint8Array;
  swap: [number, number];
}>;

function fraction(): fc.Arbitrary<number> {
  // Biased, most of them would be 0: a file without a header is refused before it is used.
  return fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionths) => millionths / 1e6);
}

function damaged({ flip = [], zeros, noise, of = new Uint8Array(), swap }: Damage): Buffer {
  const result = Buffer.from(bytes);
  const page = (part: number): number => PAGE * Math.floor((part * bytes.length) / PAGE);
  for (const [part, mask] of flip) {
    const at = Math.floor(part * bytes.length);
    result.writeUInt8(result.readUInt8(at) ^ mask, at);
  }
  if (zeros !== undefined) result.fill(0, page(zeros), page(zeros) + PAGE);
  if (noise !== undefined) result.fill(of, page(noise), page(noise) + PAGE);
  if (swap) {
    const [one, other] = [page(swap[0]), page(swap[1])];
    bytes.copy(result, one, other, other + PAGE);
    bytes.copy(result, other, one, one + PAGE);
  }
  return result;
}

const CALLS: readonly string[] = [
  ['query', `<sXML>${escape(queryXml(''))}</sXML>`],
  ['query', `<sXML>${escape(queryXml('', 'Role'))}</sXML>`],
  ['query', `<sXML>${escape(queryXml(where('LastName', 'Contains', 'a')))}</sXML>`],
  ['query', `<sXML>${escape(queryXml(where('id', 'Equals', String(IDS.tom))))}</sXML>`],
  ['query', `<sXML>${escape(queryXml(where('UserName', 'Equals', 'tom.tech')))}</sXML>`],
  ['update', `<Entities>${entity(IDS.tom, { Title: 'Changed' })}</Entities>`],
  ['GetFieldInfo', '<psObjectType>Resource</psObjectType>'],
  ['GetEntityInfo', ''],
  ['getThresholdAndUsageInfo', ''],
  ['getZoneInfo', '<UserName>api.admin@example.com</UserName>'],
  ['GetWsdlVersion', ''],
].map(([action = '', inner = '']) =>
  envelope(`<${action} xmlns="${NAMESPACE}">${inner}</${action}>`, TRACKING_IDENTIFIER),
);

const ROUTES = [
  '/resources?limit=500',
  `/resources/${IDS.tom}`,
  `/resources/${IDS.tom}/associations`,
  '/privacy-history',
  '/privacy-history?format=csv',
  '/licenses',
  '/records',
  '/deleted-resources',
  '/outbox',
  '/tenant',
  '/clock',
  '/faults',
  '/snapshots',
  '/readyz',
];

const PAGES = ['/profile', '/resources', `/resources/${IDS.tom}`, '/privacy-history', '/usage', '/outbox'];

/** Uses a server in every way; answers how many calls failed. */
async function useAll(file: string): Promise<number> {
  const log: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => log.push(line) });
  const started = await start({ memory: false, data: file, logger }).then(
    (atws) => ({ atws, problem: file }),
    (error: unknown) => ({ atws: undefined, problem: String(error) }),
  );
  const { atws, problem } = started;
  expect(problem).toContain(file);
  expect(problem).toMatch(/^(?!\w+Error: )|^DataFileError: /);
  expect(problem).not.toMatch(RAW);
  if (!atws) return 0;
  let failures = 0;
  try {
    for (const login of [LOGINS.admin, LOGINS.reader]) {
      for (const body of CALLS) {
        const { status, body: answer } = await send(atws.url, { login, body });
        expect([200, 401, 500]).toContain(status);
        expect(answer).not.toMatch(RAW);
        if (status === 500) failures += 1;
      }
    }
    for (const route of ROUTES) {
      const answer = await fetch(atws.adminUrl + route);
      const text = await answer.text();
      expect(text).not.toMatch(RAW);
      if (answer.headers.get('content-type')?.includes('json')) JSON.parse(text);
      else expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    }
    const done = await fetch(`${atws.adminUrl}/resources/${IDS.mo}/inactivate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"by": "ada.admin"}',
    });
    expect(await done.text()).not.toMatch(RAW);
    const visitor = new Visitor(atws);
    const pages = [await visitor.logIn(LOGINS.ada)];
    for (const page of PAGES) pages.push(await visitor.get(page));
    for (const { html } of pages) expect(html).not.toMatch(RAW);
    expect(await failureOf(atws.resources.list())).not.toMatch(RAW);
    expect(await failureOf(atws.snapshot('one'))).not.toMatch(RAW);
  } finally {
    expect(await failureOf(atws.close())).not.toMatch(RAW);
  }
  return failures;
}

/** What a promise was rejected with; empty where it was not. */
function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: unknown) => String(error),
  );
}

test('whatever is damaged, every answer is one: XML, JSON or a page, without a stack or the words of SQLite', async () => {
  let count = 0;
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(damage, async (one) => {
      count += 1;
      const file = path.join(folder.path, `${count}.db`);
      writeFileSync(file, damaged(one));
      failures += await useAll(file);
    }),
    { numRuns: DAMAGES, endOnFailure: true },
  );
  // Otherwise nothing was damaged that is used.
  expect(failures).toBeGreaterThan(0);
}, 600_000);

const COMMANDS: readonly (readonly string[])[] = [
  ['export', '--data'],
  ['backup', '{new}', '--data'],
  ['resource', 'list', '--data'],
  ['resource', 'show', 'tom.tech', '--data'],
  ['resource', 'inactivate', 'tom.tech', '--by', 'ada.admin', '--yes', '--data'],
  ['privacy-history', '--data'],
  ['import', '{csv}', '--data'],
  ['serve', '--port', '0', '--data'],
];

const CSV =
  'UserName,FirstName,LastName,Email,EmailTypeCode,Active,LocationID,ResourceType,UserType,PayrollType,NumberFormat,HireDate,LicenseType\n' +
  'ann.example,Ann,Example,ann@example.com,PRIMARY,true,90682,Employee,37,1,"X,XXX.XX",2024-01-02,4\n';

test.each<[string, (broken: Buffer) => void]>([
  [
    'a header of noise',
    (broken) => {
      broken.fill(0x5a, 0, 100);
    },
  ],
  [
    'no first page',
    (broken) => {
      broken.fill(0, 0, PAGE);
    },
  ],
  [
    'noise in place of every second page',
    (broken) => {
      for (let at = PAGE; at < broken.length; at += 2 * PAGE) broken.fill(0x5a, at, at + PAGE);
    },
  ],
])(
  'a command says in one line that a data file with %s cannot be used',
  async (title, breakIt) => {
    const broken = Buffer.from(bytes);
    breakIt(broken);
    const csv = path.join(folder.path, 'one.csv');
    writeFileSync(csv, CSV);
    for (const [index, command] of COMMANDS.entries()) {
      const file = path.join(folder.path, `${title} ${index}.db`);
      writeFileSync(file, broken);
      const args = command.map((word) => word.replace('{new}', `${file}.copy`).replace('{csv}', csv));
      const { code, stdout, stderr } = await run([...args, file]);
      expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
      expect(stderr).toMatch(/^atws: [^\n]*data file[^\n]* (?:damaged|no SQLite database)[^\n]*\n$/);
      expect(stderr).not.toMatch(RAW);
    }
  },
  120_000,
);

test.each<[string, string]>([
  ['bytes that are no text', "FirstName = CAST(x'41ff42' AS TEXT)"],
  ['half a character', "LastName = CAST(x'41c3' AS TEXT)"],
  ['characters that XML has none of', "Title = 'A' || char(1) || char(0) || char(65535)"],
  ['a tag in a date', "HireDate = '2024-01-02<b>'"],
  ['bytes that are no text in a date', "HireDate = CAST(x'32ff' AS TEXT)"],
])('%s in a row are no hole in the XML of an answer', async (title, assignment) => {
  const file = path.join(folder.path, `${title}.db`);
  copyFileSync(whole, file);
  const sqlite = new Sqlite(file);
  sqlite.pragma('ignore_check_constraints = ON');
  sqlite.exec(`UPDATE resources SET ${assignment} WHERE id = ${IDS.tom}`);
  sqlite.close();
  const atws = await start({ memory: false, data: file });
  for (const body of CALLS) {
    const response = await fetch(atws.url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml; charset=utf-8', Authorization: basic(LOGINS.admin) },
      body,
    });
    const bytesOfAnswer = Buffer.from(await response.arrayBuffer());
    expect(isUtf8(bytesOfAnswer)).toBe(true);
    expect(parse(bytesOfAnswer.toString()).name).toBe('Envelope');
  }
  await atws.close();
});

test('the whole file is not damaged', async () => {
  const file = path.join(folder.path, 'copy.db');
  copyFileSync(whole, file);
  expect(await useAll(file)).toBe(0);
});
