// PostgreSQL servers of their own, for tests and the benchmark.
const { execFileSync, spawn } = require('node:child_process');
const { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } = require('node:fs');
const { createServer } = require('node:net');
const path = require('node:path');

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

/**
 * A server of its own, whose data is in a folder; to be stopped by who started it.
 * `more`: settings beside ours.
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
    /** The process that all others of it are children of. */
    pid: () => Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    /** `mode`: fast ends connections first, immediate is a crash. */
    restart: (mode) => control('-o', options, '-m', mode, 'restart'),
    stop: () => control('-m', 'immediate', 'stop'),
  };
}

function idsOfPostgres() {
  return ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
}

/** Stops the server whose data is in a folder, if there is one. */
function stopCluster(folder) {
  if (!existsSync(path.join(folder, 'data', 'postmaster.pid'))) return;
  const data = path.join(folder, 'data');
  asPostgres(path.join(programs(), 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop']);
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

module.exports = { idsOfPostgres, programs, startCluster, stopCluster };
