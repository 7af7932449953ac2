import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { CLI } from '../support/built';
import { temporaryFolder } from '../support/emulator';

/**
 * A disk that is full: /dev/full has no room for what is written to it, and a limit on the size of files has none for
 * what goes beyond. Neither takes any rights.
 */

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of bash; `$ATWS` is the built command. */
async function shell(script: string, cwd: string): Promise<Ended> {
  const child = spawn('bash', ['-c', script], {
    cwd,
    env: { ...process.env, ATWS: `${process.execPath} ${CLI}`, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}

let cwd: string;
beforeEach(async () => {
  cwd = path.join(folder.path, String(readdirSync(folder.path).length));
  mkdirSync(cwd);
  const { code, stderr } = await shell('$ATWS generate --resources 100 --data my.db', cwd);
  if (code !== 0) throw new Error(stderr);
});

const LIMIT = '(?:the disk takes no more, or the file|it) would be larger than files may be here';

test.each<[what: string, script: string, sentence: RegExp, left: readonly string[]]>([
  [
    'the output of export',
    '$ATWS export --data my.db > /dev/full',
    /^atws: The output cannot be written: the disk is full\.\n$/,
    ['my.db'],
  ],
  [
    'the output of resource list',
    '$ATWS resource list --data my.db > /dev/full',
    /^atws: The output cannot be written: the disk is full\.\n$/,
    ['my.db'],
  ],
  [
    'what serve says at its start',
    '$ATWS serve --memory --port 0 > /dev/full',
    /^atws: The output cannot be written: the disk is full\.\n$/,
    ['my.db'],
  ],
  [
    'an export',
    '(ulimit -f 40; $ATWS export out.json --data my.db)',
    new RegExp(`^atws: The file out\\.json cannot be written: ${LIMIT}\\.\\n$`),
    ['my.db'],
  ],
  [
    'a backup',
    '(ulimit -f 100; $ATWS backup copy.db --data my.db)',
    new RegExp(`^atws: The data file cannot be copied: ${LIMIT}\\.\\n$`),
    ['my.db'],
  ],
  [
    'a new data file',
    '(ulimit -f 100; $ATWS generate --resources 300 --data new.db)',
    new RegExp(`^atws: The data file new\\.db\\.unfinished cannot be used: ${LIMIT}\\.\\n$`),
    ['my.db'],
  ],
  [
    'a config',
    '(ulimit -f 1; $ATWS init)',
    new RegExp(`^atws: The file atws\\.config\\.jsonc cannot be written: ${LIMIT}\\.\\n$`),
    ['my.db'],
  ],
  [
    'the seed beside a config',
    '(ulimit -f 5; $ATWS init)',
    new RegExp(`^atws: The file atws\\.seed\\.jsonc cannot be written: ${LIMIT}\\.\\n$`),
    ['my.db'],
  ],
  [
    'a certificate',
    '(ulimit -f 0; $ATWS serve --memory --port 0 --tls-self-signed ca.pem)',
    new RegExp(`^atws: The certificate ca\\.pem cannot be written: ${LIMIT}\\.\\n$`),
    ['my.db', 'ca.pem'],
  ],
])(
  '%s that finds no room is one line, exit code 1, and nothing half done',
  async (_what, script, sentence, left) => {
    const { code, stderr } = await shell(script, cwd);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(1);
    expect(readdirSync(cwd).sort()).toEqual([...left].sort());
  },
);

test.each(['--help', '--version', 'serve --help', 'help serve', 'config'])(
  'atws %s whose output finds no room says so',
  async (command) => {
    const { code, stderr } = await shell(`$ATWS ${command} > /dev/full`, cwd);
    expect(stderr).toBe('atws: The output cannot be written: the disk is full.\n');
    expect(code).toBe(1);
  },
);

test.each(['--help', 'config', 'export --data my.db', 'resource list --data my.db --json'])(
  'atws %s whose reader has gone is quiet',
  async (command) => {
    const { stdout, stderr } = await shell(
      `(sleep 0.01; $ATWS ${command}; echo "ended with $?" >&2) | true`,
      cwd,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'ended with 0\n' });
  },
);

test('a server that finds no room for a new data file ends, and the next start fills the file', async () => {
  const full = await shell('(ulimit -f 8; $ATWS serve --data new.db --port 0)', cwd);
  expect(full.stderr).toMatch(new RegExp(`^atws: The data file new\\.db cannot be used: ${LIMIT}\\.\\n$`));
  expect(full.code).toBe(1);
  const { stdout, code } = await shell(
    '$ATWS serve --data new.db --port 0 > said & until grep -q Ctrl-C said; do sleep 0.1; done; kill %1; wait %1; code=$?; cat said; exit $code',
    cwd,
  );
  expect(stdout).toContain('tom.tech@example.com');
  expect(code).toBe(0);
  expect(countOf(path.join(cwd, 'new.db'), 'UserName = ?', 'tom.tech')).toBe(1);
});

test('an import that finds no room imports nothing', async () => {
  const people = Array.from({ length: 3000 }, (_, index) => ({
    UserName: `p${index}`,
    FirstName: 'x'.repeat(40),
    LastName: 'y'.repeat(40),
    Email: `p${index}@example.com`,
    EmailTypeCode: 'PRIMARY',
    Active: 'true',
    LocationID: '90682',
    ResourceType: 'Employee',
    UserType: '37',
    PayrollType: '1',
    NumberFormat: 'X,XXX.XX',
    HireDate: '2024-01-02',
    LicenseType: '4',
  }));
  writeFileSync(path.join(cwd, 'people.json'), JSON.stringify(people));
  const { code, stderr } = await shell('(ulimit -f 800; $ATWS import people.json --data my.db)', cwd);
  expect(stderr).toMatch(new RegExp(`^atws: The data file cannot be used: ${LIMIT}\\.\\n$`));
  expect(code).toBe(1);
  expect(countOf(path.join(cwd, 'my.db'), 'UserName LIKE ?', 'p%.%')).toBeDefined();
  expect(countOf(path.join(cwd, 'my.db'), 'UserName GLOB ?', 'p[0-9]*')).toBe(0);
});

test.each(['export', 'resource list', 'privacy-history', 'config'])(
  '%s whose reader has enough ends quietly',
  async (command) => {
    const data = command === 'config' ? '' : '--data my.db';
    const { stderr, stdout } = await shell(
      `$ATWS ${command} ${data} | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`,
      cwd,
    );
    expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '0\n' });
  },
);

test('a log without room does not end the server, and the server ends', async () => {
  const { stdout } = await shell(
    `$ATWS serve --memory --port 0 --log-level info 2> /dev/full > said &
     while ! grep -q Ctrl-C said; do :; done
     url=$(sed -n 's/^  Endpoint  //p' said)
     for call in 1 2 3; do curl -s -o /dev/null -w '%{http_code} ' -H 'Content-Type: text/xml' -d x $url; done
     kill -TERM $!; wait $!; echo $?`,
    cwd,
  );
  expect(stdout).toBe('401 401 401 0\n');
});

test('a server whose disk is full refuses updates in a sentence, loses none that it acknowledged, and says at its end what it could not store', async () => {
  // A reader keeps the write-ahead log from beginning anew.
  const reader = new Sqlite(path.join(cwd, 'my.db'));
  writeFileSync(path.join(cwd, 'update.mjs'), UPDATES);
  await shell('$ATWS resource list --data my.db', cwd);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM resources').get();
  const { stdout, stderr, code } = await shell(
    `(ulimit -f 600; exec $ATWS serve --data my.db --port 0 > said) &
     while ! grep -q Ctrl-C said; do :; done
     ${process.execPath} update.mjs $(sed -n 's,^  JSON API  \\(.*\\)/openapi.json,\\1,p' said)
     kill -TERM $!; wait $!`,
    cwd,
  );
  reader.close();
  const { acknowledged, refused, ready } = JSON.parse(stdout) as Record<string, never>;
  expect(refused).toMatch(new RegExp(`^The data file cannot be used: ${LIMIT}\\.$`));
  expect(ready).toBe(503);
  expect(stderr).toMatch(new RegExp(`atws: The data file cannot be used: ${LIMIT}\\.\\n$`));
  expect(stderr).not.toMatch(/\\n? +at /);
  expect(code).toBe(1);
  expect(acknowledged).toBeGreaterThan(0);
  expect(countOf(path.join(cwd, 'my.db'), 'UserName GLOB ?', 'new[0-9]*')).toBe(acknowledged);
});

/** Makes resources until one is refused. */
const UPDATES = `
  const api = process.argv[2];
  for (let count = 0; ; count += 1) {
    const fields = {
      UserName: 'new' + count, FirstName: 'x'.repeat(40), LastName: 'L', Email: 'new' + count + '@example.com',
      EmailTypeCode: 'PRIMARY', Active: true, LocationID: 90682, ResourceType: 'Employee', UserType: 37,
      PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2024-01-02', LicenseType: 4, Password: 'Ab-cdef-12345',
    };
    const answer = await fetch(api + '/resources', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: 'ada.admin', fields }),
    });
    if (answer.ok) continue;
    const { detail } = await answer.json();
    const { status } = await fetch(api + '/readyz');
    // What is smaller may find room yet.
    if (status === 200) {
      count -= 1;
      continue;
    }
    console.log(JSON.stringify({ acknowledged: count, refused: detail, ready: status }));
    break;
  }
`;

function countOf(file: string, condition: string, parameter: string): unknown {
  expect(existsSync(file)).toBe(true);
  const sqlite = new Sqlite(file);
  try {
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    return sqlite.prepare(`SELECT count(*) FROM resources WHERE ${condition}`).pluck().get(parameter);
  } finally {
    sqlite.close();
  }
}
