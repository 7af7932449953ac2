import type { Emulator, EmulatorOptions } from './emulator';
import type { SeedEntities } from '../tenant/seed';
import { requireNode } from '../config/installation';

/**
 * Assembles an emulator and starts it: settings, store, contract, listener. Without settings it listens on a
 * free port of loopback and keeps its data in memory. Throws an InstallationError where Node is too old or SQLite
 * does not run, and a ConfigError, ContractError, DataFileError or ImportError for wrong options.
 */
export async function startEmulator<const E extends SeedEntities = SeedEntities>(
  options: EmulatorOptions<E> = {},
): Promise<Emulator<E>> {
  // Checked before the import, which an old Node cannot parse.
  requireNode();
  const emulator = await import('./emulator.js');
  return emulator.startEmulator(options);
}
