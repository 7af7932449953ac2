// Installs a better-sqlite3 that runs on this Node into this clone. A step of every script that needs it.
//
// Version 13 brings its native parts along, but crashes on Node 20; version 12 runs everywhere, but an install script
// downloads or compiles its native part, and npm 12 and pnpm block such scripts. A lock file holds one version: it is
// 12, with its script turned off (`allowScripts`), so that `npm ci` does the same with every npm. Here Node 20 gets the
// native part of version 12, and a later Node gets version 13.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'node_modules', 'better-sqlite3');
const NODE = Number.parseInt(process.versions.node, 10);
const VERSION = NODE < 22 ? 12 : 13;

if (!runs()) {
  say(`getting SQLite for Node ${NODE}, once${VERSION === 12 ? '; to compile it may take minutes' : ''}`);
  const isDone =
    (installed() === VERSION ||
      npm(`install --no-save --ignore-scripts "better-sqlite3@${VERSION}"`, ROOT)) &&
    (VERSION === 13 || npm('run --silent install', FOLDER));
  if (!isDone || !runs()) {
    say(
      installed() !== VERSION
        ? `better-sqlite3 could not be installed; type: npm install --no-save better-sqlite3@${VERSION}`
        : VERSION === 12
          ? 'SQLite could be neither downloaded nor compiled; install Python 3, make and g++ and type the same again, or use Node 22 or later'
          : 'better-sqlite3 has no SQLite for this machine; type: npm explore better-sqlite3 -- npm run build-release (which takes Python 3, make and g++)',
    );
    process.exit(1);
  }
}

/** The installed major version. */
function installed() {
  const manifest = path.join(FOLDER, 'package.json');
  return existsSync(manifest)
    ? Number.parseInt(JSON.parse(readFileSync(manifest, 'utf8')).version, 10)
    : undefined;
}

function runs() {
  if (installed() === undefined || (installed() > 12 && NODE < 22)) return false;
  // In another process, as a loaded module cannot be replaced.
  const script = `new (require('better-sqlite3'))(':memory:').close();`;
  return spawnSync(process.execPath, ['-e', script], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

function npm(args, cwd) {
  const { status, stderr } = spawnSync(`npm ${args}`, {
    cwd,
    encoding: 'utf8',
    maxBuffer: Infinity,
    shell: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Only after a failure, as compilers warn a lot.
  if (status !== 0) process.stderr.write(stderr);
  return status === 0;
}

function say(sentence) {
  console.error(`atws-emulator: ${sentence}`);
}
