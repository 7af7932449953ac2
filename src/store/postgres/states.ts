import { createHash } from 'node:crypto';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { closeSync, openSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { SavedStates, SnapshotInfo } from '../engine';
import { dataFileError } from '../sqlite/data-file';
import { SCHEMA_VERSION } from '../sqlite/migrations';
import { receive } from '../sqlite/snapshots';
import { requireOurs } from '../sqlite/states';
import { addRowsOfFile, dataTables, readingFile, tablesIn, writeFile } from './file-rows';
import type { Lane } from './lane';
import { withoutStatistics } from './personal';
import { eraseIn, replaceByFile, restoreFrom } from './restore';
import type { Isolation, Transactions } from './transactions';

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
    await this.#inTurn('READ COMMITTED', async (lane) => {
      await lane.script(`DROP SCHEMA IF EXISTS ${await schemaOf(lane, name)} CASCADE`);
    });
  }

  async keep(name: string): Promise<void> {
    await this.#put(name, 'REPEATABLE READ', async (lane, schema) => {
      const tables = await dataTables(lane);
      await lane.script(tables.map((table) => madeAs(schema, table, '')).join('\n'));
    });
  }

  async put(name: string, bytes: Readable): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'incoming.db');
      await receive(bytes, file);
      await requireOurs(name, file);
      await readingFile(file, (data) =>
        this.#put(name, 'READ COMMITTED', async (lane, schema) => {
          const tables = tablesIn(data);
          await lane.script(tables.map((table) => madeAs(schema, table, 'WITH NO DATA')).join('\n'));
          await addRowsOfFile(lane, data, tables, { schema: `${schema}.` });
          await eraseIn(lane, schema);
        }),
      );
    });
  }

  /** Keeps under a name what `fill` puts into a schema. */
  async #put(
    name: string,
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    fill: (lane: Lane, schema: string) => Promise<void>,
  ): Promise<void> {
    const noted: Noted = { snapshot: name, version: SCHEMA_VERSION };
    const schema = await this.#inTurn(isolation, async (lane) => {
      const its = await schemaOf(lane, name);
      await lane.script(`DROP SCHEMA IF EXISTS ${its} CASCADE; CREATE SCHEMA ${its};
        COMMENT ON SCHEMA ${its} IS '${JSON.stringify(noted)}'`);
      await fill(lane, its);
      return its;
    });
    // An erasure that begins after this one finds the snapshot in its place.
    await this.#erase(schema);
  }

  /** Erases in a snapshot what is erased in the data; it may have been removed meanwhile. */
  #erase(schema: string): Promise<void> {
    return this.#inTurn('READ COMMITTED', async (lane) => {
      if ((await snapshotsOf(lane)).some((snapshot) => snapshot.schema === schema))
        await eraseIn(lane, schema);
    });
  }

  /** A transaction beside which no server keeps, removes or goes back to a state. */
  #inTurn<T>(isolation: Isolation, work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#transactions.alone(isolation, async (lane) => {
      // LOCK takes no snapshot: REPEATABLE READ takes its own with the first query, when the lock is held.
      await lane.script('LOCK TABLE emulator_state IN SHARE UPDATE EXCLUSIVE MODE');
      return work(lane);
    });
  }

  async restore(name: string): Promise<void> {
    await this.#inTurn('READ COMMITTED', async (lane) => {
      await restoreFrom(lane, await usableSchemaOf(lane, name));
    });
  }

  async replaceBy(file: string): Promise<void> {
    await readingFile(file, (data) => this.#inTurn('READ COMMITTED', (lane) => replaceByFile(lane, data)));
  }

  /** Erases in all snapshots what is erased in the data. */
  async cleanseAll(): Promise<void> {
    const snapshots = await this.#transactions.single(snapshotsOf);
    for (const { schema, version } of snapshots) {
      if (version === SCHEMA_VERSION) {
        await this.#erase(schema);
      }
    }
  }

  fileOf(name: string): Promise<FileHandle> {
    // Its folder goes while it is open: a process that is killed during a download leaves nothing.
    return inFolder(async (folder) => {
      const file = path.join(folder, 'state.db');
      await this.#write(file, (lane) => usableSchemaOf(lane, name));
      return open(file);
    });
  }

  async copyTo(file: string): Promise<void> {
    await this.#write(file, async () => undefined);
  }

  /** Writes a data file with the tables of a schema; undefined: with the data. */
  async #write(file: string, schemaIn: (lane: Lane) => Promise<string | undefined>): Promise<void> {
    await this.#transactions.alone('REPEATABLE READ', async (lane) => {
      const schema = await schemaIn(lane);
      await newFile(file, () => writeFile(lane, file, schema === undefined ? {} : { schema: `${schema}.` }));
    });
  }
}

/** Makes a file, for its owner only, as it holds personal data. What is not whole is removed. Throws a DataFileError. */
export async function newFile(file: string, write: () => Promise<void>): Promise<void> {
  await ofFile(file, async () => {
    closeSync(openSync(file, 'wx', 0o600));
    try {
      await write();
    } catch (error) {
      for (const suffix of ['', '-journal']) rmSync(file + suffix, { force: true });
      throw error;
    }
  });
}

/** What the system and SQLite refuse is about the file, and what else is refused about the database. */
export async function ofFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { path: at, code } = error as { readonly path?: unknown; readonly code?: unknown };
    const isOfFile = at !== undefined || (typeof code === 'string' && code.startsWith('SQLITE_'));
    throw isOfFile ? dataFileError(file, error, false) : error;
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'atws-state-'));
  try {
    return await work(folder);
  } finally {
    // Some systems keep a folder in which a file is open.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A statement that makes a table of a snapshot of what is in the data. */
function madeAs(schema: string, table: string, withRows: '' | 'WITH NO DATA'): string {
  return `CREATE TABLE ${schema}.${table} AS TABLE ${table} ${withRows}; ${withoutStatistics(table, `${schema}.`)}`;
}

/** The schema of a snapshot. Throws a DataFileError where it is of other tables. */
async function usableSchemaOf(lane: Lane, name: string): Promise<string> {
  const snapshot = (await snapshotsOf(lane)).find((one) => one.name === name);
  if (snapshot?.version !== SCHEMA_VERSION) {
    throw new DataFileError(sentence('databaseSnapshotOfOtherVersion', { name }));
  }
  return snapshot.schema;
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
