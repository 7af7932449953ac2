import { LOGINS, temporaryFolder } from '../support/emulator';
import { basic, call } from '../support/soap';
import { change, IDS, typed } from '../support/updates';
import { serve } from '../support/built';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const SECRET = 'S!ecret-Word-2024';

/** Makes calls of every kind, and answers what stands in the log, and the ids of the answers. */
async function logged(
  args: readonly string[],
): Promise<{ readonly log: string; readonly ids: readonly string[] }> {
  const server = await serve(['--memory', '--port', '0', ...args], { cwd: folder.path });
  const answers = [
    await call(server.url, 'GetWsdlVersion'),
    await call(server.url, 'GetWsdlVersion', '', { login: { user: LOGINS.tom.user, password: SECRET } }),
  ];
  await change(server.url, IDS.reader, { Password: typed('Password', SECRET) });
  const { stderr, code } = await server.end('SIGTERM');
  expect(code).toBe(0);
  return { log: stderr, ids: answers.map(({ headers }) => headers.get('x-request-id') ?? '') };
}

test('--log-level info has a line of JSON for each call, with the id that its answer has', async () => {
  const { log, ids } = await logged(['--log-level', 'info']);
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const calls = lines.filter(({ msg }) => msg === 'call');
  expect(calls.map(({ operation, resourceId, status }) => ({ operation, resourceId, status }))).toEqual([
    { operation: 'GetWsdlVersion', resourceId: IDS.admin, status: 200 },
    { operation: 'GetWsdlVersion', resourceId: null, status: 401 },
    { operation: 'query', resourceId: IDS.admin, status: 200 },
    { operation: 'update', resourceId: IDS.admin, status: 200 },
  ]);
  // People are in the log by id: it cannot be rid of a name that is redacted later.
  expect(log).not.toContain('api.admin');
  expect(calls.slice(0, 2).map(({ request }) => request)).toEqual(ids);
  expect(new Set(calls.map(({ request }) => request)).size).toBe(calls.length);
  for (const { time, ms } of calls) {
    expect(new Date(time as string).toISOString()).toBe(time);
    expect(ms).toBeGreaterThanOrEqual(0);
  }
});

test.each(['info', 'debug', 'trace'])(
  'no password and no log-in header is in the log at %s',
  async (level) => {
    const { log } = await logged(['--log-level', level]);
    expect(log).not.toBe('');
    for (const secret of [SECRET, LOGINS.admin.password, basic(LOGINS.admin)])
      expect(log).not.toContain(secret);
    expect(log).not.toMatch(/authorization|basic/i);
  },
);

test.each([[[]], [['--log-level', 'warn']], [['--log-level', 'silent']]])(
  'with %j nothing is logged',
  async (args) => {
    expect((await logged(args)).log).toBe('');
  },
);
