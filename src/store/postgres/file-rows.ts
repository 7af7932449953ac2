import { open } from 'node:fs/promises';
import type Sqlite from 'better-sqlite3';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import { newDataFile } from '../sqlite/data-file';
import { loadSqlite } from '../sqlite/driver';
import { SERVER_TABLES } from '../state-tables';
import { isJsonColumn, sortedJson } from './json-columns';
import type { Lane } from './lane';
import { codeOf } from './reasons';

/** Rows that are sent, fetched or written at a time: as many as nobody notices who waits for this process. */
const BATCH = 200;

/** Rows with bytes of photos are fewer. */
const BATCH_OF_BYTES = 4;

/** No more text is sent at a time, however few rows have it. */
const MOST_CHARACTERS = 2 ** 20;

/** Told of so many rows that are done. */
export type Step = (rows: number) => void;

const unseen: Step = () => undefined;

/** Reads one state of a SQLite data file, also while a server writes to it. */
export async function readingFile<T>(file: string, work: (data: Sqlite.Database) => Promise<T>): Promise<T> {
  const data = new (loadSqlite())(file, { readonly: true, fileMustExist: true });
  try {
    data.exec('BEGIN');
    return await work(data);
  } finally {
    data.close();
  }
}

/** The tables of a data file, without those about servers. */
export function tablesIn(data: Sqlite.Database): readonly string[] {
  return data
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all()
    .filter((table) => !SERVER_TABLES.includes(table));
}

/** The tables of the data in the database, without those about servers. */
export async function dataTables(lane: Lane): Promise<readonly string[]> {
  const rows = await lane.rows(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'atws_schema' ORDER BY 1",
    [],
  );
  return rows.map(([name]) => String(name)).filter((table) => !SERVER_TABLES.includes(table));
}

/** How many rows a data file has. */
export function countInFile(data: Sqlite.Database): number {
  return tablesIn(data).reduce(
    (sum, table) => sum + (data.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0),
    0,
  );
}

/** How many rows the data has that is in the database. */
export async function countIn(lane: Lane): Promise<number> {
  let sum = 0;
  for (const table of await dataTables(lane)) {
    const [[count] = []] = await lane.rows(`SELECT count(*) FROM ${table}`, []);
    sum += Number(count);
  }
  return sum;
}

/**
 * Adds the rows that a SQLite data file has in these tables, which are empty; `schema` stands before their names in the
 * database. Others may go on meanwhile. Throws a DataFileError for what PostgreSQL cannot hold.
 */
export async function addRowsOfFile(
  lane: Lane,
  data: Sqlite.Database,
  tables: readonly string[],
  { schema = '', step = unseen }: { readonly schema?: string; readonly step?: Step } = {},
): Promise<void> {
  for (const table of tables) {
    let rows: string[] = [];
    let characters = 0;
    const send = async (): Promise<void> => {
      if (rows.length === 0) return;
      await add(lane, schema, table, `[${rows.join()}]`);
      step(rows.length);
      rows = [];
      characters = 0;
    };
    for (const row of data.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).iterate()) {
      const text = JSON.stringify(withText(row));
      rows.push(text);
      characters += text.length;
      if (rows.length >= BATCH || characters >= MOST_CHARACTERS) await send();
    }
    await send();
  }
}

/** As JSON: the names of its members find their columns. */
async function add(lane: Lane, schema: string, table: string, rows: string): Promise<void> {
  try {
    await lane.rows(
      `INSERT INTO ${schema}${table} SELECT * FROM json_populate_recordset(NULL::${table}, ?::json)`,
      [rows],
      { prepare: schema === '' },
    );
  } catch (error) {
    // A value that no type or no check takes: SQLite knows NUL in a text.
    throw /^2[23]/.test(codeOf(error) ?? '')
      ? new DataFileError(sentence('databaseRefusesRow', { table }))
      : error;
  }
}

/** A row with its bytes and its JSON as PostgreSQL reads them. */
function withText(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (Buffer.isBuffer(value)) row[name] = String.raw`\x${value.toString('hex')}`;
    // A text would become a JSON text.
    else if (isJsonColumn(name)) row[name] = JSON.parse(String(value)) as unknown;
  }
  return row;
}

/**
 * Writes a SQLite data file, which is empty or not there yet, with the rows of the tables that `schema` stands before.
 * In a transaction that sees one state; others may go on meanwhile.
 */
export async function writeFile(
  lane: Lane,
  file: string,
  { schema = '', step = unseen }: { readonly schema?: string; readonly step?: Step } = {},
): Promise<void> {
  newDataFile(file);
  const data = new (loadSqlite())(file);
  try {
    // Whatever is cut short is thrown away; the whole goes to the disk at its end.
    for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF'])
      data.pragma(setting);
    data.exec('BEGIN');
    for (const table of tablesIn(data)) {
      const { names, select, batch } = shapeIn(data, table);
      const insert = data.prepare(
        `INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`,
      );
      data.exec(`DELETE FROM ${table}`);
      for await (const rows of batches(lane, `${select} FROM ${schema}${table}`, batch)) {
        for (const row of rows) insert.run(row);
        step(rows.length);
      }
    }
    data.exec('COMMIT');
    data.pragma('journal_mode = DELETE');
  } finally {
    data.close();
  }
  const written = await open(file, 'r+');
  try {
    await written.sync();
  } finally {
    await written.close();
  }
}

/** Throws a DataFileError of the first table that has not the same rows in a data file and in the database. */
export async function requireSameRows(lane: Lane, data: Sqlite.Database, step: Step): Promise<void> {
  for (const table of tablesIn(data)) {
    const { names, select, order, batch } = shapeIn(data, table);
    const expected = data.prepare<[], unknown[]>(`${select} FROM ${table} ${order}`).raw().iterate();
    try {
      for await (const rows of batches(lane, `${select} FROM ${table} ${order}`, batch)) {
        for (const row of rows) {
          const { value } = expected.next() as IteratorResult<unknown[], undefined>;
          if (value === undefined || !isSame(value, row, names)) throw different(table);
        }
        step(rows.length);
      }
      if (expected.next().done !== true) throw different(table);
    } finally {
      expected.return?.();
    }
  }
}

function different(table: string): DataFileError {
  return new DataFileError(sentence('moveRowsDiffer', { table }));
}

function isSame(one: readonly unknown[], other: readonly unknown[], names: readonly string[]): boolean {
  return (
    one.length === other.length &&
    one.every((value, index) => {
      const its = other[index];
      if (isJsonColumn(names[index] ?? '')) return sortedJson(value) === sortedJson(its);
      return Buffer.isBuffer(value) && Buffer.isBuffer(its) ? value.equals(its) : value === its;
    })
  );
}

/** How the rows of a table are read from both, in the same order. */
interface Shape {
  readonly names: readonly string[];
  readonly select: string;
  readonly order: string;
  /** Rows at a time. */
  readonly batch: number;
}

function shapeIn(data: Sqlite.Database, table: string): Shape {
  const columns = data.pragma(`table_info(${table})`) as readonly {
    readonly name: string;
    readonly type: string;
    readonly pk: number;
  }[];
  const names = columns.map(({ name }) => `"${name}"`);
  const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => `"${name}"`);
  const order = (keys.length > 0 ? keys : names).map((name) => `${name} NULLS FIRST`);
  return {
    names,
    select: `SELECT ${names.join()}`,
    order: `ORDER BY ${order.join()}`,
    batch: columns.some(({ type }) => type === 'BLOB') ? BATCH_OF_BYTES : BATCH,
  };
}

/** What a query finds, a part at a time, in the transaction that the lane is in. */
async function* batches(lane: Lane, query: string, size: number): AsyncGenerator<unknown[][]> {
  await lane.script(`DECLARE rows_to_move NO SCROLL CURSOR FOR ${query}`);
  for (;;) {
    const rows = await lane.rows(`FETCH ${size} FROM rows_to_move`, [], { prepare: false });
    if (rows.length === 0) break;
    yield rows;
  }
  await lane.script('CLOSE rows_to_move');
}
