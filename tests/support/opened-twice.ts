import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { startEmulator } from '../../src/server/emulator';
import { Store } from '../../src/store/store';
import { temporaryFolder } from './emulator';

/** A data file with the demo tenant, opened by two stores, as by two processes. */
export interface OpenedTwice {
  readonly store: Store;
  readonly other: Sqlite.Database;
  close(): Promise<void>;
}

export async function openTwice(): Promise<OpenedTwice> {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  await (await startEmulator({ data: file, bcryptCost: 4 })).close();
  const store = await Store.open(file, () => Promise.reject(new Error('The file is there')));
  const other = new Sqlite(file);
  return {
    store,
    other,
    close: async () => {
      other.close();
      await store.close();
      folder.remove();
    },
  };
}
