// Loads better-sqlite3, with a sentence where it does not fit this Node.

import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';
import { InstallationError, isClone } from '../../config/installation';

const LIBRARY = 'better-sqlite3';

/** The first version that brings its native parts along. It ends a process of Node 20 without a word. */
const PREBUILT = 13;

const load = createRequire(__filename);

/**
 * The library, after its native part. Throws an InstallationError where that is missing, or was built for another
 * Node. What runs in the main thread loads it here only.
 */
export function loadSqlite(): typeof Sqlite {
  const version = installedVersion();
  if (version === undefined) throw unusable('is not installed', version);
  if (majorOf(version) >= PREBUILT && !takesPrebuilt()) throw unusable('needs Node 22 or later', version);
  try {
    const library = load(LIBRARY) as typeof Sqlite;
    // The native part is loaded with the first database.
    new library(':memory:').close();
    return library;
  } catch (error) {
    const isForeign = String(error).includes('NODE_MODULE_VERSION');
    throw unusable(isForeign ? 'was built for another Node' : 'has no native part for it', version);
  }
}

function installedVersion(): string | undefined {
  try {
    return (load(`${LIBRARY}/package.json`) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}

function unusable(problem: string, version: string | undefined): InstallationError {
  const { platform, arch, versions } = process;
  const library = version === undefined ? LIBRARY : `${LIBRARY} ${version}`;
  return new InstallationError(
    `SQLite does not run on Node ${versions.node} (${platform} ${arch}), as ${library} ${problem}; type: ${remedy(version)}`,
  );
}

function remedy(version: string | undefined): string {
  if (isClone) return 'npm run build';
  const isPrebuilt = version !== undefined && majorOf(version) >= PREBUILT;
  if (takesPrebuilt()) {
    return isPrebuilt
      ? `npm explore ${LIBRARY} -- npm run build-release (which takes Python 3, make and g++)`
      : `npm install ${LIBRARY}@13`;
  }
  return version === undefined || isPrebuilt
    ? `npm install ${LIBRARY}@12`
    : `npm rebuild ${LIBRARY} (which takes Python 3, make and g++ where nothing can be downloaded)`;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

function takesPrebuilt(): boolean {
  return majorOf(process.versions.node) >= 22;
}
