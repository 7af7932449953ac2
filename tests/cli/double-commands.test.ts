import { startEmulator, type Emulator } from '../../src/index';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS } from '../support/updates';
import { run, type Outcome } from '../support/command';

/** The commands that test suites in any language arrange things with. */

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.reset());
afterAll(() => atws.close());

const ask = (...args: readonly string[]): Promise<Outcome> => run([...args, '--url', atws.url]);
const said = (stdout: unknown): Outcome => ({ code: 0, stdout: stdout as string, stderr: '' });
const refused = (sentence: string): Outcome => ({ code: 1, stdout: '', stderr: `atws: ${sentence}\n` });
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await ask(...args, '--json')).stdout);

describe('atws faults', () => {
  test('adds a rule that holds for calls, lists it with what it met, and removes it', async () => {
    expect(
      await ask(
        ...['faults', 'add', '--operation', 'GetWsdlVersion', '--times', '2', '--probability', '1'],
        ...['--delay-ms', '1', '--kind', 'httpStatus', '--status', '503'],
      ),
    ).toEqual(said(like(/^Fault rule \d+ is in force\.\n$/)));
    expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(503);
    expect((await ask('faults', 'list')).stdout).toMatch(
      /GetWsdlVersion .* httpStatus: 503 .* 1 .* 1 .* 1 of 2 /,
    );
    const [rule] = (await json('faults', 'list')) as { id: number }[];
    expect(rule).toMatchObject({ times: 2, met: 1, effect: { kind: 'httpStatus', status: 503 } });
    expect(await ask('faults', 'remove', String(rule?.id))).toEqual(
      said(`Fault rule ${rule?.id} is removed.\n`),
    );
    expect(await ask('faults', 'list')).toEqual(said('There are no fault rules.\n'));
  });

  test('prints what it adds as JSON, as the JSON API has it', async () => {
    expect(await json('faults', 'add', '--kind', 'fault', '--text', 'Down')).toMatchObject({
      met: 0,
      effect: { kind: 'fault', text: 'Down' },
    });
    expect(await json('faults', 'add', '--delay-ms', '5')).toMatchObject({ delayMs: 5 });
    expect(await ask('faults', 'clear')).toEqual(said('All fault rules are removed.\n'));
    expect(await json('faults', 'list')).toEqual([]);
  });

  test.each<[readonly string[], string]>([
    [['add', '--kind', 'fault', '--text', 'x', '--times', 'x'], 'times must be a number, not "x".'],
    [['add', '--operation', 'quer', '--delay-ms', '1'], 'There is no operation quer. Did you mean query?'],
    [['add', '--text', 'x'], 'effect.kind is missing: it must be "fault", '],
    [['add', '--kind', 'truncated body', '--text', 'x'], 'An effect of kind "truncated body" takes no text.'],
    [['add'], 'A fault rule needs an effect'],
    [['remove', '4711'], 'There is no fault rule 4711.'],
    [['remove', '..'], 'There is no DELETE'],
  ])('%j is refused', async (args, sentence) => {
    const outcome = await ask('faults', ...args);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain(`atws: ${sentence}`);
    expect(await atws.faults.list()).toEqual([]);
  });
});

describe('atws clock', () => {
  test('shows, sets, moves, stops and resets the clock', async () => {
    expect(await ask('clock', 'show')).toEqual(
      said(like(/^The clock shows .*Z, the true time, and goes on\.\n$/)),
    );
    expect(await ask('clock', 'set', '2024-02-29T12:00:00Z', '--freeze')).toEqual(
      said(
        like(
          /^The clock shows 2024-02-29T12:00:00\.000Z, \d+d.* behind the true time, and stands still\.\n$/,
        ),
      ),
    );
    expect(await json('clock', 'advance', '1d2h3m4s5ms')).toMatchObject({
      now: '2024-03-01T14:03:04.005Z',
      frozen: true,
    });
    expect((await run(['clock', 'advance', '--url', atws.url, '--', '-90s'])).stdout).toContain(
      '14:01:34.005Z',
    );
    expect((await ask('clock', 'unfreeze')).stdout).toMatch(/goes on/);
    expect((await ask('clock', 'freeze')).stdout).toMatch(/stands still/);
    expect(await json('clock', 'reset')).toMatchObject({ offset: 0, frozen: false });
  });

  test.each<[readonly string[], string]>([
    [['advance', '5'], 'A duration is like 1d2h, 1h30m, 90s or 250ms, not 5.'],
    [['advance', '1h30'], 'A duration is like 1d2h, 1h30m, 90s or 250ms, not 1h30.'],
    [['advance', '9999999d'], 'The clock shows times from 1900 to 9999.'],
    [['set', 'noon'], 'now must be an instant, like 2026-03-05T10:00:00Z, not "noon".'],
  ])('%j is refused', async (args, sentence) => {
    expect(await ask('clock', ...args)).toEqual(refused(sentence));
    expect(await atws.clock.state()).toMatchObject({ offset: 0, frozen: false });
  });
});

describe('atws outbox', () => {
  const change = async (): Promise<void> => {
    await accept(atws.url, IDS.mo, { Email: 'mo.one@example.com' });
  };

  test('lists messages, shows one, and forgets them when that is confirmed', async () => {
    expect(await ask('outbox', 'list')).toEqual(said('There are no messages.\n'));
    await change();
    expect((await ask('outbox', 'list')).stdout).toMatch(
      / recipient .*\n[^]* mo\.one@example\.com .* not yet /,
    );
    const [message] = (await json('outbox', 'list', '--to', 'MO.one@example.com')) as { id: number }[];
    expect(await json('outbox', 'list', '--to', 'nobody@example.com')).toEqual([]);
    const { stdout } = await ask('outbox', 'show', String(message?.id));
    expect(stdout).toMatch(
      /^To: {7}mo\.one@example\.com\nSubject: .*\nWritten: .*Z\nSent: {5}not yet\n\n.*http/s,
    );
    expect(await json('outbox', 'show', String(message?.id))).toEqual(message);
    expect((await ask('outbox', 'clear')).stderr).toContain('Add --yes');
    expect(await atws.outbox()).toHaveLength(1);
    expect(await ask('outbox', 'clear', '--yes')).toMatchObject({
      code: 0,
      stdout: 'The outbox is empty.\n',
    });
    expect(await atws.outbox()).toEqual([]);
  });

  test('waits for a message that comes later, and gives up in time', async () => {
    const waiting = ask('outbox', 'wait', '--to', 'mo.one@example.com', '--seconds', '60', '--json');
    await change();
    const { code, stdout } = await waiting;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ recipient: 'mo.one@example.com' });
    const { id } = JSON.parse(stdout) as { id: number };
    expect(
      await ask('outbox', 'wait', '--to', 'mo.one@example.com', '--after', String(id), '--seconds', '0'),
    ).toEqual(refused('No message to mo.one@example.com came within 0 seconds.'));
  });

  test.each<[readonly string[], string]>([
    [['show', '4711'], 'There is no message 4711.'],
    [['show', 'first'], 'id must be a whole number, not "first".'],
    [['list', '--limit', 'many'], 'limit must be a number, not "many".'],
    [['wait', '--to', 'a@b.c', '--seconds', 'long'], '--seconds must be a number of seconds, not long.'],
  ])('%j is refused', async (args, sentence) => {
    expect(await ask('outbox', ...args)).toEqual(refused(sentence));
  });
});

describe('atws tenant', () => {
  test('shows what is true of the tenant, and what resources refer to', async () => {
    const { stdout } = await ask('tenant', 'show');
    for (const text of ['example.com', 'America/New_York', 'DEMO-TRACKING-IDENTIFIER-01', 'Asset']) {
      expect(stdout).toContain(text);
    }
    for (const text of ['Albany Headquarters', 'API Reader', 'Network Engineer'])
      expect(stdout).toContain(text);
    expect(await json('tenant', 'show')).toMatchObject({ domain: 'example.com', strongPasswords: true });
  });

  test('of a data file is shown without a server', async () => {
    const folder = temporaryFolder();
    const data = `${folder.path}/own.db`;
    const own = await startEmulator({ data, bcryptCost: 4, seed: { domain: 'acme.test' } });
    await own.close();
    expect((await run(['tenant', 'show', '--data', data, '--json'])).stdout).toContain(
      '"domain": "acme.test"',
    );
    folder.remove();
  });
});

describe('resources', () => {
  test.each([String(IDS.tom), 'tom.tech', 'TOM.tech@example.com'])('are named as %s', async (who) => {
    expect(await json('resource', 'show', who)).toMatchObject({ id: IDS.tom });
    expect(await json('resource', 'inactivate', who, '--by', 'ada.admin@example.com', '--yes')).toMatchObject(
      { state: 'inactive' },
    );
  });

  test.each<[readonly string[], string]>([
    [['show', 'nobody'], 'There is no resource nobody.'],
    [['show', ''], 'Name a resource by its id or user name.'],
    [
      ['create', '--by', 'ada.admin', '--set', 'FristName=A'],
      'There is no fields.FristName. Did you mean FirstName?',
    ],
    [['list', '--limit', '0'], 'limit must be at least 1, not 0.'],
  ])('%j is refused', async (args, sentence) => {
    expect(await ask('resource', ...args)).toEqual(refused(sentence));
  });
});

describe('atws requests', () => {
  test('shows the calls of a user, or those with a status', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await call(atws.url, 'GetWsdlVersion', '', { login: LOGINS.reader });
    await call(atws.url, 'GetWsdlVersion', '', { login: { ...LOGINS.reader, password: 'wrong' } });
    const lines = async (...args: string[]): Promise<number> =>
      (await ask('requests', ...args)).stdout.split('\n').length - 1;
    expect(await lines('--user', 'api.reader')).toBe(2);
    expect(await lines('--user', 'API.reader@example.com', '--status', '401')).toBe(1);
    expect(await ask('requests', '--operation', 'qery')).toEqual(
      refused('There is no operation qery. Did you mean query?'),
    );
  });
});
