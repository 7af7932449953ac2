const { chmodSync, mkdtempSync, rmSync, statfsSync } = require('node:fs');

const MEMORY = '/dev/shm';
const GIBIBYTE = 2 ** 30;

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > 4 * GIBIBYTE && process.availableMemory() > 8 * GIBIBYTE;
  } catch {
    return false;
  }
}

/**
 * Keeps the temporary files of a test run in memory, unless TMPDIR names a place for them: on a disk every commit of
 * thousands of small data files waits for it.
 */
module.exports = function keepInMemory() {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return;
  const folder = mkdtempSync(`${MEMORY}/atws-tests-`);
  // The server of PostgreSQL is another user.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
