// The PostgreSQL server of a test run. It is started by the first suite that needs one, and stopped at the end.
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { idsOfPostgres, programs, startCluster, stopCluster } = require('../../scripts/postgres-cluster.cjs');

/** A folder for the run, known to all of its processes. */
function prepare() {
  // Before the folder of temporary files that it is in is removed.
  process.prependOnceListener('exit', stop);
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
    renameSync(`${done}.new`, done);
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

function stop() {
  const folder = process.env.TEST_POSTGRES_RUN;
  if (folder === undefined || !existsSync(folder)) return;
  stopCluster(folder);
  rmSync(folder, { recursive: true, force: true });
}

module.exports = { idsOfPostgres, once, prepare, programs, serverUrl, startCluster, stop };
