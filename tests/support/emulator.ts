import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { testDatabase } from './postgres';
import { programs } from './postgres-run.cjs';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/server/emulator';

/** The demo tenant's log-ins, as in README and fixtures. */
export const LOGINS = {
  admin: { user: 'api.admin@example.com', password: 'Api-Admin-2024' },
  reader: { user: 'api.reader@example.com', password: 'Api-Reader-2024' },
  ada: { user: 'ada.admin@example.com', password: 'Ada-Admin-2024' },
  tom: { user: 'tom.tech@example.com', password: 'Tom-Tech-2024' },
  ina: { user: 'ina.active@example.com', password: 'Ina-Active-2024' },
} as const;

export type Login = { readonly user: string; readonly password: string };

export const TRACKING_IDENTIFIER = 'DEMO-TRACKING-IDENTIFIER-01';
export const NAMESPACE = 'http://autotask.net/ATWS/v1_6/';

export type StoreKind = 'memory' | 'file' | 'postgres';

/**
 * Where the data of a suite lives; suites that go through the store run once on each. Without PostgreSQL on this
 * machine there are two; in CI it must be there.
 */
export const STORES: readonly StoreKind[] =
  programs() !== undefined || process.env['CI'] !== undefined
    ? ['memory', 'file', 'postgres']
    : ['memory', 'file'];

/** Where suites of a thousand queries have their data: not in memory, as nearly all others have it, but in `test:odd`. */
export const QUERIED: readonly StoreKind[] =
  process.env['THOROUGH'] === 'true' ? STORES : STORES.filter((store) => store !== 'memory');

/** Where suites with a look into the data have it: in a file, or with TEST_STORE=postgres in PostgreSQL. */
export const LOOKED_INTO: StoreKind = process.env['TEST_STORE'] === 'postgres' ? 'postgres' : 'file';

/** A place for the data of a suite, which is gone after `remove`. */
export interface Place {
  /** What `Store.open` opens. */
  readonly data: string | undefined;
  readonly remove: () => Promise<void>;
}

/** A place where there is nothing yet, or, in PostgreSQL, the demo tenant. */
export async function placeIn(store: StoreKind, content: 'empty' | 'demo' = 'empty'): Promise<Place> {
  if (store === 'postgres') {
    const database = await testDatabase(content);
    return { data: database.url, remove: () => database.drop() };
  }
  const folder = temporaryFolder();
  return {
    data: store === 'file' ? path.join(folder.path, 'atws.db') : undefined,
    remove: async () => {
      folder.remove();
    },
  };
}

/** A running emulator on a free port, in memory unless another `store` is named. */
export async function start(
  options: EmulatorOptions & { readonly store?: StoreKind } = {},
): Promise<Emulator> {
  const { store = 'memory', ...settings } = options;
  if (store === 'memory') return startEmulator({ port: 0, memory: true, bcryptCost: 4, ...settings });
  const place = await placeIn(store, settings.seed === undefined ? 'demo' : 'empty');
  const emulator = await startEmulator({
    port: 0,
    ...(place.data !== undefined && { data: place.data }),
    bcryptCost: 4,
    ...settings,
  });
  return {
    ...emulator,
    close: async () => {
      await emulator.close();
      await place.remove();
    },
  };
}

/** Runs a test with an emulator of its own, started by `startEmulator`. */
export async function having(
  options: EmulatorOptions,
  test: (atws: Emulator) => Promise<void>,
): Promise<void> {
  const atws = await startEmulator({ bcryptCost: 4, ...options });
  try {
    await test(atws);
  } finally {
    await atws.close();
  }
}

/** A temporary folder of one test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-'));
  return {
    path: folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
