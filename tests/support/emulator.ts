import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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

/** The places of data; suites of the store run once on each. */
export const STORES = ['memory', 'file'] as const;

/** Starts an emulator on a free port, in memory unless `store` is `file`. */
export async function start(
  options: EmulatorOptions & { readonly store?: (typeof STORES)[number] } = {},
): Promise<Emulator> {
  const { store = 'memory', ...settings } = options;
  if (store === 'memory') return startEmulator({ port: 0, memory: true, bcryptCost: 4, ...settings });
  const folder = temporaryFolder();
  const emulator = await startEmulator({
    port: 0,
    data: path.join(folder.path, 'atws.db'),
    bcryptCost: 4,
    ...settings,
  });
  return {
    ...emulator,
    close: async () => {
      await emulator.close();
      folder.remove();
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
