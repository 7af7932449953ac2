// Builds dist/ where it is missing or older than what it is built of. A step of `npm start` and `npm pack`.
//
//   node scripts/build-if-stale.cjs FILE SCRIPT    runs the script of package.json that makes the file of dist/
const { spawnSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const SOURCES = [
  'fixtures/demo.json',
  'package.json',
  'rolldown.config.mjs',
  'schema.sql',
  'scripts',
  'src',
  'tsconfig.build.json',
  'wsdl',
];

const [file, script] = process.argv.slice(2);
const built = statSync(path.join(ROOT, 'dist', file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (built < Math.max(...SOURCES.map((source) => changedAt(path.join(ROOT, source))))) {
  console.error(`atws-emulator: building dist/${built === 0 ? '' : ' anew, as a source has changed'}`);
  const { status } = spawnSync(`npm run --silent ${script}`, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: true,
  });
  process.exit(status ?? 1);
}

/** When a file, or the newest in a folder, was changed: milliseconds. */
function changedAt(place) {
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(place).map((name) => changedAt(path.join(place, name))));
}
