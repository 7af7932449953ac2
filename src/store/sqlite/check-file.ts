import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { isTimeZone } from '../../entities/time-zone';
import { RELEASED_SHAPES, SCHEMA_VERSION } from './migrations';

/** What is wrong with a file of which somebody says that it is a data file of ours, or else its version. */
export type Checked =
  { readonly problem: 'foreign' | 'other tables' | 'damaged' | 'no tenant' } | { readonly version: number };

/**
 * A big file takes seconds, so this happens in a thread of its own. Views, triggers and checks that somebody else wrote
 * are programs: what has other statements than ours is not looked into.
 */
const THREAD = `
  const { parentPort, workerData: { sqlite, file, schema, application, shapes } } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const Sqlite = require(sqlite);
  const OF_SQLITE = new Set([
    'CREATE TABLE sqlite_sequence(name,seq)',
    'CREATE TABLE sqlite_stat1(tbl,idx,stat)',
    'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)',
  ]);
  function shapeOf(database) {
    const made = database
      .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
      .raw()
      .all()
      .filter(([, , , sql]) => !OF_SQLITE.has(sql));
    // A migration writes what schema.sql does on other lines.
    const plain = (sql) => String(sql).replace(/--.*/g, '').replace(/["\\s]/g, '');
    const statements = made.map(([type, name, table, sql]) => [type, name, table, plain(sql)]);
    return createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  }
  function checked() {
    const fresh = new Sqlite(':memory:');
    fresh.exec(schema);
    const known = [...shapes, shapeOf(fresh)];
    fresh.close();
    const database = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const read = (pragma) => database.pragma(pragma, { simple: true });
      database.pragma('trusted_schema = OFF');
      const version = read('user_version');
      if (read('application_id') !== application || version < 1 || version > known.length) {
        return { problem: 'foreign' };
      }
      if (shapeOf(database) !== known[version - 1]) return { problem: 'other tables' };
      database.pragma('cell_size_check = ON');
      if (read('integrity_check(1)') !== 'ok' || read('foreign_key_check') !== undefined) {
        return { problem: 'damaged' };
      }
      return { version, timeZones: database.prepare('SELECT time_zone FROM tenant').pluck().all() };
    } finally {
      database.close();
    }
  }
  try {
    parentPort.postMessage(checked());
  } catch (error) {
    parentPort.postMessage({ problem: error.code === 'SQLITE_NOTADB' ? 'foreign' : 'damaged' });
  }
`;

/** `schemaFile` makes a database of the present version; `application` marks those of ours. */
export function checkFile(file: string, schemaFile: string, application: number): Promise<Checked> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: {
        file,
        application,
        sqlite: require.resolve('better-sqlite3'),
        schema: readFileSync(schemaFile, 'utf8'),
        shapes: RELEASED_SHAPES.slice(0, SCHEMA_VERSION - 1),
      },
    });
    thread.once('error', reject);
    thread.once('message', (found: Checked & { readonly timeZones?: readonly string[] }) => {
      if ('problem' in found) resolve(found);
      else {
        const isTenant = found.timeZones?.length === 1 && found.timeZones.every(isTimeZone);
        resolve(isTenant ? { version: found.version } : { problem: 'no tenant' });
      }
    });
  });
}
