import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { storedFields } from '../../src/entities/resource';
import { TimeZone } from '../../src/entities/time-zone';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { generatedResource, type TenantIds } from '../../src/tenant/generate';
import { violationOf } from '../../src/updates/checks';
import { resourceChecks } from '../../src/updates/resource-checks';
import { run } from '../support/command';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';

const demo = demoTenant();
const GROUND: TenantIds = {
  locations: [90682, 90683],
  userTypes: [37, 39],
  roles: [29683401, 29683402],
  firstId: 29690000,
};

describe('a generated resource', () => {
  const sample = Array.from({ length: 2000 }, (_, number) => generatedResource(number, GROUND));

  test('is always the same for the same number, and another one for another', () => {
    expect(generatedResource(7, GROUND)).toEqual(generatedResource(7, GROUND));
    expect(generatedResource(7, GROUND).record).toMatchObject({ id: 29690007 });
    expect(new Set(sample.map((one) => JSON.stringify(one))).size).toBe(sample.length);
  });

  test('has a user name and an address of its own', () => {
    expect(new Set(sample.map(({ record }) => record.UserName)).size).toBe(sample.length);
    expect(new Set(sample.map(({ record }) => record.Email)).size).toBe(sample.length);
  });

  test.each([
    'Gender',
    'Greeting',
    'TravelAvailabilityPct',
    'SurveyResourceRating',
    'Email2',
    'MiddleName',
  ] as const)('has %s at times, and at times has not', (field) => {
    const empty = sample.filter(({ record }) => record[field] === null || record[field] === '');
    expect(empty.length).toBeGreaterThan(100);
    expect(empty.length).toBeLessThan(1900);
  });

  test('passes the rules that updates and imports pass', async () => {
    const hasher = new Hasher(4);
    const store = await Store.open(undefined, (stores) => fillTenant(stores, demo, hasher));
    try {
      const context = {
        timeZone: new TimeZone('America/New_York'),
        picklists: await store.tenant.picklists(),
        listedEntities: store.listedEntities,
        resources: store.resources,
        actorId: undefined,
        emptyElements: 'error' as const,
      };
      for (const number of [...sample.keys(), 999_999, 5_000_000]) {
        const { record } = generatedResource(number, GROUND);
        const submitted = new Map(
          storedFields.map(({ name }) => [name, record[name] === null ? null : String(record[name])]),
        );
        const values = new Map();
        const draft = { stored: undefined, submitted, values };
        expect(await violationOf(draft, resourceChecks(storedFields), context)).toBeUndefined();
        expect(Object.fromEntries(values)).toMatchObject({ UserName: record.UserName });
      }
    } finally {
      await store.close();
      await hasher.close();
    }
  });
});

describe('atws generate', () => {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder.path, name);
  afterAll(() => {
    folder.remove();
  });

  const contentOf = (name: string): unknown => {
    const sqlite = new Sqlite(file(name));
    const tables = sqlite
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    // Each file has a key of its own, which is no part of the tenant.
    sqlite.exec("UPDATE emulator_state SET name_key = ''");
    const content = tables.map((table) => [table, sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()]);
    sqlite.close();
    // Each data file has a key of its own.
    return content.filter(([table]) => table !== 'emulator_state');
  };

  test('makes the same tenant each time, of exactly the size that was asked for, with the demo log-ins', async () => {
    const outcomes = await Promise.all(
      ['one.db', 'two.db'].map((name) => run(['generate', '--resources', '300', '--data', file(name)])),
    );
    expect(outcomes).toEqual(
      ['one.db', 'two.db'].map((name) => ({
        code: 0,
        stdout: `${file(name)} holds 300 resources.\n`,
        stderr: '',
      })),
    );
    expect(contentOf('one.db')).toEqual(contentOf('two.db'));
    const sqlite = new Sqlite(file('one.db'));
    expect(sqlite.prepare('SELECT count(*) FROM resources').pluck().get()).toBe(300);
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    sqlite.close();
    const emulator = await start({ memory: false, data: file('one.db') });
    const { status } = await call(emulator.url, 'GetWsdlVersion', '', { login: LOGINS.admin });
    await emulator.close();
    expect(status).toBe(200);
  });

  test('leaves a file that exists alone', async () => {
    writeFileSync(file('mine.db'), 'mine');
    expect(await run(['generate', '--resources', '300', '--data', file('mine.db')])).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${file('mine.db')} exists; name another file with --data.\n`,
    });
  });

  test.each(['0', '-1', '1', 'many', '', '100.5', 'Infinity'])(
    'does not take %j as a count',
    async (count) => {
      expect(await run(['generate', `--resources=${count}`, '--data', file('bad.db')])).toEqual({
        code: 1,
        stdout: '',
        stderr: `atws: --resources must be a whole number from ${demo.resources.length}, not ${count}.\n`,
      });
      expect(existsSync(file('bad.db'))).toBe(false);
    },
  );

  test('the least it makes is the demo tenant', async () => {
    const { code } = await run([
      'generate',
      '--resources',
      String(demo.resources.length),
      '--data',
      file('least.db'),
    ]);
    expect(code).toBe(0);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('least'))).toEqual(['least.db']);
  });
});
