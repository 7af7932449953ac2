import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { ConfigError } from '../input/config-error';
import { requireDataFile } from './data-file';
import { shownPlace } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';
import { Store, type Stores } from '../store/store';
import { exportCsv, exportTenant } from '../tenant/export';
import { writeWhole } from './write-whole';

/** The flags of `atws export`. */
export interface ExportFlags {
  readonly data: string;
  readonly format?: 'json' | 'csv';
  readonly withPasswordHashes?: true;
  readonly force?: true;
}

/** Exports a data file as JSON or CSV; the file appears as a whole. */
export async function exportFile(file: string, flags: ExportFlags): Promise<void> {
  const { data, withPasswordHashes = false } = flags;
  const isCsv = (flags.format ?? (/\.csv$/i.test(file) ? 'csv' : 'json')) === 'csv';
  requireConsistent(file, isCsv, flags);
  const text = await read(data, (stores) => (isCsv ? exportCsv(stores) : jsonOf(stores, withPasswordHashes)));
  if (file === '-') {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    return;
  }
  // Readable by its owner only, as it holds personal data.
  writeWhole(file, text, 0o600);
  const what = isCsv ? 'resources' : 'tenant';
  const secrets = withPasswordHashes ? 'with the hashes of passwords' : 'without passwords';
  process.stdout.write(`${file} has the ${what} of ${shownPlace(data)}, ${secrets}.\n`);
}

function requireConsistent(
  file: string,
  isCsv: boolean,
  { data, withPasswordHashes, force }: ExportFlags,
): void {
  if (isCsv && withPasswordHashes) {
    throw new ConfigError('CSV has no secrets; --with-password-hashes is for JSON.');
  }
  requireDataFile(data);
  if (file !== '-' && existsSync(file) && !force) {
    throw new DataFileError(`${file} exists; name another file, or add --force to replace it.`);
  }
}

async function jsonOf(stores: Stores, withPasswordHashes: boolean): Promise<string> {
  return `${JSON.stringify(await exportTenant(stores, { withPasswordHashes }), null, 2)}\n`;
}

async function read(data: string, work: (stores: Stores) => Promise<string>): Promise<string> {
  const store = await Store.open(data, async () => {
    throw new DataFileError(`There is nothing in ${shownPlace(data)}.`);
  });
  try {
    return await store.transaction(work);
  } finally {
    await store.close();
  }
}
