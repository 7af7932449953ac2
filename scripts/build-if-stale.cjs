// Builds dist/ where it is missing or older than its sources. A step of `npm start`, `npm pack` and
// `npm run test:quick`.
//
//   node scripts/build-if-stale.cjs FILE SCRIPT    runs the script of package.json that makes the file of dist/
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { newerSource } = require('./sources.cjs');

const ROOT = path.join(__dirname, '..');

const [file, script] = process.argv.slice(2);
if (newerSource(file) !== undefined) {
  const isThere = existsSync(path.join(ROOT, 'dist', file));
  console.error(`atws-emulator: building dist/${isThere ? ' anew, as a source has changed' : ''}`);
  const { status } = spawnSync(`npm run --silent ${script}`, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: true,
  });
  process.exit(status ?? 1);
}
