// The sources of dist/, and whether one was changed since the build.
const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const SOURCES = [
  'fixtures/demo.json',
  'package.json',
  'rolldown.config.mjs',
  'schema.sql',
  'scripts/build-ahead.cjs',
  'scripts/build-if-stale.cjs',
  'scripts/declarations.mjs',
  'scripts/sources.cjs',
  'scripts/third-party-notices.mjs',
  'src',
  'tsconfig.build.json',
  'wsdl',
];

/** The latest source of a file of dist/ that is newer than it, as a path from the root; undefined without one. */
function newerSource(built, sources = SOURCES) {
  const builtAt = statSync(path.join(ROOT, 'dist', built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let [latest, latestAt] = [undefined, builtAt];
  for (const source of sources.flatMap(filesIn)) {
    const at = changedAt(source);
    if (at > latestAt) [latest, latestAt] = [source, at];
  }
  return latest;
}

/** Throws for a file of dist/ that is older than a source. */
function requireBuilt(built, sources) {
  const newer = newerSource(built, sources);
  if (newer === undefined) return;
  const fault = existsSync(path.join(ROOT, 'dist', built)) ? `older than ${newer}` : 'not there';
  throw new Error(`dist/${built} is ${fault}: type npm run build, and test again.`);
}

/** A module of src/ with the modules that it imports at run time. */
function modulesOf(module, found = new Set()) {
  if (found.has(module)) return found;
  found.add(module);
  const source = readFileSync(path.join(ROOT, module), 'utf8');
  for (const [, imported] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']*)'/gm)) {
    modulesOf(`${path.posix.join(path.posix.dirname(module), imported)}.ts`, found);
  }
  return found;
}

/** The files of a folder and its subfolders; a file itself. */
function filesIn(place) {
  if (!statSync(path.join(ROOT, place)).isDirectory()) return [place];
  return readdirSync(path.join(ROOT, place)).flatMap((name) => filesIn(path.posix.join(place, name)));
}

function changedAt(file) {
  return statSync(path.join(ROOT, file)).mtimeMs;
}

module.exports = { filesIn, modulesOf, newerSource, requireBuilt };
