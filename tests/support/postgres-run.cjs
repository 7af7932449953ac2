// The PostgreSQL server of a test run. It is started by the first suite that needs one, and stopped at the end.
const { execFileSync, spawn } = require('node:child_process');
const {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { createServer } = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');

/** Where Debian has the programs of each version; the newest one, or undefined where there is none. */
function programs() {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).filter((version) =>
    existsSync(path.join(folder, version, 'bin', 'initdb')),
  );
  const newest = versions.sort((one, other) => Number(one) - Number(other)).at(-1);
  return newest && path.join(folder, newest, 'bin');
}

/** A folder for the run, known to all of its processes. */
function prepare() {
  process.once('exit', stop);
  // Whoever interrupts a run leaves no server behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  process.env.TEST_POSTGRES_RUN = mkdtempSync(path.join(os.tmpdir(), 'atws-postgres-'));
}

/** Does `work` in one process of the run; others wait, and get the text it answered. */
async function once(name, work) {
  const folder = process.env.TEST_POSTGRES_RUN;
  const done = path.join(folder, `${name}.done`);
  const failed = path.join(folder, `${name}.failed`);
  try {
    mkdirSync(path.join(folder, `${name}.begun`));
  } catch {
    while (!existsSync(done)) {
      if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
      await wait(20);
    }
    return readFileSync(done, 'utf8');
  }
  try {
    const text = await work();
    writeFileSync(`${done}.new`, text);
    require('node:fs').renameSync(`${done}.new`, done);
    return text;
  } catch (error) {
    writeFileSync(failed, String(error));
    throw error;
  }
}

/** The URL of the server, without a database. */
function serverUrl() {
  return once('server', async () => {
    const folder = process.env.TEST_POSTGRES_RUN;
    return (await startCluster(folder)).url;
  });
}

/**
 * A server of its own, whose data is in a folder; stopped with the run at the latest where that is the folder of the
 * run. `more`: settings beside ours.
 */
async function startCluster(folder, more = {}) {
  const bin = programs();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const data = path.join(folder, 'data');
  mkdirSync(data);
  if (isRoot()) for (const one of [folder, data]) chownSync(one, ...idsOfPostgres());
  const locale = process.env.TEST_POSTGRES_LOCALE?.split(' ') ?? ['--locale=C.UTF-8'];
  asPostgres(path.join(bin, 'initdb'), [
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    ...locale,
    '-D',
    data,
  ]);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: data,
    fsync: 'off',
    max_connections: 200,
    ...more,
  };
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  const control = (...args) =>
    later(...asUser(path.join(bin, 'pg_ctl'), ['-D', data, '-l', path.join(data, 'log'), '-w', ...args]));
  await control('-o', options, 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}`,
    /** `mode`: fast ends connections first, immediate is a crash. */
    restart: (mode) => control('-o', options, '-m', mode, 'restart'),
    stop: () => control('-m', 'immediate', 'stop'),
  };
}

function idsOfPostgres() {
  return ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
}

function stop() {
  const folder = process.env.TEST_POSTGRES_RUN;
  if (folder === undefined || !existsSync(folder)) return;
  if (existsSync(path.join(folder, 'data', 'postmaster.pid'))) {
    asPostgres(path.join(programs(), 'pg_ctl'), [
      '-D',
      path.join(folder, 'data'),
      '-m',
      'immediate',
      '-w',
      'stop',
    ]);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** PostgreSQL does not run as root. */
function asPostgres(program, args) {
  execFileSync(...asUser(program, args), { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
}

/** A program and its arguments, run as another user where we are root. */
function asUser(program, args) {
  return isRoot() ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];
}

/** Runs a program while the process goes on. */
function later(program, args) {
  return new Promise((resolve, reject) => {
    spawn(program, args, { stdio: 'ignore', cwd: '/' }).on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

function isRoot() {
  return process.getuid?.() === 0;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { idsOfPostgres, once, prepare, programs, serverUrl, startCluster, stop };
