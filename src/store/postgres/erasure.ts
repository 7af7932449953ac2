import { wait } from '../../runtime/timers';
import type { Lane } from './lane';
import { PERSONAL } from './personal';
import { codeOf } from './reasons';

/** Transactions of servers end within two seconds; one that lasts is not waited for. */
const LOOKS = 40;
const LOOK_MS = 50;

/** A pending VACUUM FULL holds up all later statements on its table. */
const LOCK_TIMEOUT = '2s';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Rewrites the tables with personal data without their deleted rows. Answers in words what still holds such rows:
 * nothing is done then, or it is to be done again.
 */
export async function rewriteTables(lane: Lane): Promise<string | undefined> {
  const [[next] = []] = await lane.rows('SELECT pg_snapshot_xmax(pg_current_snapshot())::xid', []);
  const foreign = await foreignTable(lane);
  if (foreign !== undefined) return foreign;
  for (let look = 1; ; look += 1) {
    const older = await olderThan(lane, String(next));
    if (older === undefined) break;
    if (look === LOOKS) return older;
    await wait(LOOK_MS);
  }
  await lane.script(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  try {
    for (const table of PERSONAL) await lane.script(`VACUUM FULL ${table}`);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    return 'a long search or another program that uses the tables';
  } finally {
    await lane.script('RESET lock_timeout');
  }
}

/** A table is rewritten by its owner only; for others, PostgreSQL does nothing and says so in a warning. */
async function foreignTable(lane: Lane): Promise<string | undefined> {
  const [[table] = []] = (await lane.rows(
    `SELECT relname FROM pg_class WHERE oid = ANY (?::text[]::regclass[]) AND NOT pg_has_role(relowner, 'USAGE')
      ORDER BY 1 LIMIT 1`,
    [PERSONAL],
  )) as (readonly string[])[];
  return table === undefined ? undefined : `the table ${table}, which belongs to another user,`;
}

/**
 * The oldest transaction or replication slot because of which rows deleted before `transaction` stay: what reads in this
 * database, and what writes in any, as each statement keeps what was there when the oldest writing transaction began.
 */
async function olderThan(lane: Lane, transaction: string): Promise<string | undefined> {
  const [[what] = []] = (await lane.rows(
    `SELECT what FROM (
        SELECT 'a transaction that is open in the process ' || pid, unnest(ARRAY[backend_xid,
            CASE WHEN datname IS NULL OR datname = current_database() THEN backend_xmin END])
          FROM pg_stat_activity WHERE pid <> pg_backend_pid()
        UNION ALL SELECT 'the prepared transaction ' || gid, transaction FROM pg_prepared_xacts
        UNION ALL SELECT 'the replication slot ' || slot_name, xmin FROM pg_replication_slots
      ) AS holder (what, since)
      WHERE since IS NOT NULL AND age(since) > age(?::xid) ORDER BY age(since) DESC, what LIMIT 1`,
    [transaction],
  )) as (readonly string[])[];
  return what;
}
