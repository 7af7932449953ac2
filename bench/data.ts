import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { CLI, SCHEMA } from './service';

/** A file that was generated for another form of the tables is of no use. */
const FORM = createHash('sha256').update(readFileSync(SCHEMA)).digest('hex').slice(0, 12);

const CACHE = path.join(os.tmpdir(), 'atws-bench');

/** A stored resource, by column. */
export type Row = Readonly<Record<string, string | number | null>> & { readonly id: number };

/** The data file of one series of measurements: a copy of a generated one, which is cached for the next run. */
export class Data {
  readonly file: string;
  readonly #sqlite: Sqlite.Database;

  constructor(readonly rows: number) {
    mkdirSync(CACHE, { recursive: true, mode: 0o700 });
    const generated = path.join(CACHE, `${rows}-${FORM}.db`);
    if (!existsSync(generated)) {
      execFileSync(process.execPath, [CLI, 'generate', '--resources', String(rows), '--data', generated]);
    }
    this.file = path.join(CACHE, `${rows}-of-${process.pid}.db`);
    copyFileSync(generated, this.file);
    this.#sqlite = new Sqlite(this.file);
  }

  read(id: number): Row {
    return this.#sqlite.prepare<[number], Row>('SELECT * FROM resources WHERE id = ?').get(id) ?? { id };
  }

  /** Ids of generated resources by ascending id, from a position on. */
  ids(position: number, count: number): number[] {
    const sql = 'SELECT id FROM resources ORDER BY id LIMIT ? OFFSET ?';
    return this.#sqlite.prepare<[number, number], number>(sql).pluck().all(count, position);
  }

  remove(): void {
    this.#sqlite.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.file + suffix, { force: true });
  }
}

/** Runs `work` with the data of so many resources, which is removed then. */
export async function withData<T>(rows: number, work: (data: Data) => Promise<T>): Promise<T> {
  const data = new Data(rows);
  try {
    return await work(data);
  } finally {
    data.remove();
  }
}
