import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { startEmulator, type Emulator } from '../../src/server/emulator';
import { runBuilt } from '../support/built';
import { Visitor } from '../support/visitor';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { IDS } from '../support/updates';

const folder = temporaryFolder();
const NAMES = ['tom.tech', 'Tanner', 'tanner'];
const ofTom = queryXml(where('UserName', 'Equals', 'tom.tech'));
const names = (text: string): readonly string[] => NAMES.filter((name) => text.includes(name));

let one: Emulator;
let other: Emulator;
let data: string;
let round = 0;

beforeEach(async () => {
  data = path.join(folder.path, `${(round += 1)}.db`);
  const settings = { data, bcryptCost: 4, logger: undefined };
  one = await startEmulator(settings);
  other = await startEmulator(settings);
});
afterEach(async () => {
  await one.close();
  await other.close();
});
afterAll(() => {
  folder.remove();
});

/** Redacts Tom as another process does, through the command. */
async function redactByCommand(): Promise<void> {
  const command = ['resource', 'redact', 'tom.tech', '--by', 'ada.admin', '--reason', 'asked for', '--yes'];
  const { stdout } = await runBuilt([...command, '--data', data], { env: { ATWS_BCRYPT_COST: '4' } });
  expect(stdout).toContain('is Redacted Resource now');
}

/** Who redacts, and for how long a call must be under way to be so when it is done. */
const REDACTIONS = [
  ['this server', () => one.resources.redact(IDS.tom, 'ada.admin', 'asked for'), 1500],
  ['another server over the data', () => other.resources.redact(IDS.tom, 'ada.admin', 'asked for'), 1500],
  ['the command, beside it', redactByCommand, 6000],
] as const;

describe.each(REDACTIONS)(
  'after a redaction by %s, the next answer of a server names nobody',
  (_who, redact, delayMs) => {
    test('whatever is asked', async () => {
      const ada = new Visitor(one);
      await ada.logIn(LOGINS.ada);
      const json = async (target: string): Promise<string> => (await fetch(one.adminUrl + target)).text();
      const asked: readonly (() => Promise<string>)[] = [
        async () => JSON.stringify(await one.requests()),
        () => json('/requests'),
        () => json(`/resources/${IDS.tom}`),
        () => json('/resources?search=tanner'),
        () => json('/resources?limit=1000'),
        () => json('/records?limit=1000'),
        async () => (await ada.get('/requests')).html,
        async () => (await ada.get('/resources')).html,
        async () => (await ada.get(`/resources/${IDS.tom}`)).html,
        async () => (await ada.get(`/resources/${IDS.tom}/records`)).html,
        async () => (await query(one.url, queryXml(where('id', 'Equals', String(IDS.tom))))).body,
        async () => (await query(one.url, queryXml(where('id', 'GreaterThan', '0')))).body,
      ];
      for (let next = 0; next < asked.length; next += 1) await asked[next]!();
      await query(one.url, ofTom);
      expect(names(await asked[0]!())).not.toEqual([]);
      await redact();
      for (const ask of asked) expect(names(await ask())).toEqual([]);
    });

    test('even of a call that is under way', async () => {
      await one.faults.add({ operation: 'query', times: 1, delayMs });
      const underWay = query(one.url, ofTom);
      while ((await one.faults.list())[0]?.met !== 1) await turn();
      await redact();
      await underWay;
      expect(await one.requests()).toEqual([]);
      // The first call after it is one again.
      await query(one.url, queryXml(where('id', 'Equals', String(IDS.tom))));
      expect(await one.requests()).toMatchObject([{ operation: 'query', status: 200 }]);
    });
  },
);

test('the first call to a server after a redaction elsewhere is remembered', async () => {
  await query(one.url, ofTom);
  await other.resources.redact(IDS.tom, 'ada.admin', 'asked for');
  await query(one.url, queryXml(where('id', 'Equals', String(IDS.tom))));
  expect(await one.requests()).toHaveLength(1);
});
