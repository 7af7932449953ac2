import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { SavedStates, SnapshotInfo } from '../engine';
import { SCHEMA_VERSION } from '../sqlite/migrations';
import { SERVER_TABLES } from '../state-tables';
import type { Lane } from './lane';
import { dataTables, eraseIn, replaceByFile, restoreFrom } from './restore';
import type { Transactions } from './transactions';

/** What is noted of a snapshot, as the comment of its schema. */
interface Noted {
  readonly snapshot: string;
  /** Of the tables. */
  readonly version: number;
}

/** The states of a PostgreSQL database, each in a schema beside the data. */
export class PostgresStates implements SavedStates {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  list(): Promise<readonly SnapshotInfo[]> {
    return this.#transactions.single(async (lane) =>
      (await snapshotsOf(lane)).map(({ name, bytes }) => ({ name, bytes })),
    );
  }

  async has(name: string): Promise<boolean> {
    return (await this.list()).some((snapshot) => snapshot.name === name);
  }

  async remove(name: string): Promise<void> {
    await this.#transactions.single(async (lane) =>
      lane.script(`DROP SCHEMA IF EXISTS ${await schemaOf(lane, name)} CASCADE`),
    );
  }

  async keep(name: string): Promise<void> {
    const noted: Noted = { snapshot: name, version: SCHEMA_VERSION };
    const schema = await this.#transactions.alone('REPEATABLE READ', async (lane) => {
      const its = await schemaOf(lane, name);
      const tables = (await dataTables(lane)).filter((table) => !SERVER_TABLES.includes(table));
      await lane.script(`DROP SCHEMA IF EXISTS ${its} CASCADE; CREATE SCHEMA ${its};
        COMMENT ON SCHEMA ${its} IS '${JSON.stringify(noted)}';
        ${tables.map((table) => `CREATE TABLE ${its}.${table} AS TABLE ${table};`).join('\n')}`);
      return its;
    });
    // Who erases something after this look finds the snapshot in its place.
    await this.#transactions.alone('READ COMMITTED', (lane) => eraseIn(lane, schema));
  }

  async restore(name: string): Promise<void> {
    await this.#transactions.alone('READ COMMITTED', async (lane) => {
      const snapshot = (await snapshotsOf(lane)).find((one) => one.name === name);
      if (snapshot?.version !== SCHEMA_VERSION) {
        throw new DataFileError(sentence('databaseSnapshotOfOtherVersion', { name }));
      }
      await restoreFrom(lane, snapshot.schema);
    });
  }

  async replaceBy(file: string): Promise<void> {
    await this.#transactions.alone('READ COMMITTED', (lane) => replaceByFile(lane, file));
  }

  /** Erases in all snapshots what is erased in the data. */
  async cleanseAll(): Promise<void> {
    const snapshots = await this.#transactions.single(snapshotsOf);
    for (const { schema, version } of snapshots) {
      if (version === SCHEMA_VERSION) {
        await this.#transactions.alone('READ COMMITTED', (lane) => eraseIn(lane, schema));
      }
    }
  }

  async fileOf(_name: string): Promise<string> {
    return refused();
  }

  async put(_name: string, _bytes: Readable): Promise<void> {
    return refused();
  }

  async copyTo(_file: string): Promise<void> {
    return refused();
  }
}

function refused(): never {
  throw new DataFileError(sentence('databaseStatesElsewhere'));
}

/** Begins the names of the schemas of snapshots. */
const SNAPSHOT = '_snapshot_';

/** The schema of a snapshot, whose name may be longer than that of a schema. */
async function schemaOf(lane: Lane, name: string): Promise<string> {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const [[schema] = []] = await lane.rows(
    `SELECT quote_ident(current_schema() || '${SNAPSHOT}${digest}')`,
    [],
  );
  return String(schema);
}

interface Snapshot extends SnapshotInfo {
  readonly schema: string;
  readonly version: number;
}

/** By name. */
async function snapshotsOf(lane: Lane): Promise<readonly Snapshot[]> {
  const rows = await lane.rows(
    `SELECT quote_ident(n.nspname), obj_description(n.oid, 'pg_namespace'),
      (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
        WHERE c.relnamespace = n.oid AND c.relkind = 'r')
      FROM pg_namespace n WHERE starts_with(n.nspname, current_schema() || '${SNAPSHOT}')`,
    [],
  );
  return rows
    .flatMap(([schema, comment, bytes]) => {
      const noted = JSON.parse(String(comment)) as Noted | null;
      return noted === null
        ? []
        : [{ schema: String(schema), bytes: Number(bytes), name: noted.snapshot, version: noted.version }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
