import { existsSync } from 'node:fs';
import { SETTINGS } from '../config';
import { Hasher } from '../passwords/hasher';
import { DataFileError } from '../store/data-file-error';
import { Store } from '../store/store';
import { demoTenant, fillTenant } from '../tenant/fill';
import { importResources, readImportFile, type ImportFile } from '../tenant/import';
import { newDataFile } from './new-data-file';
import { Progress } from './progress';

/** Takes the resources of a file into a data file. */
export async function importFile(file: string, data: string): Promise<void> {
  if (!existsSync(file)) throw new DataFileError(`There is no file ${file} to import.`);
  const hasher = new Hasher(SETTINGS.bcryptCost.byDefault);
  try {
    const count = await take(await readImportFile(file), data, hasher);
    process.stdout.write(`${count} resources from ${file} are in ${data} now.\n`);
  } finally {
    await hasher.close();
  }
}

async function take(file: ImportFile, data: string, hasher: Hasher): Promise<number> {
  if (file.kind === 'tenant') {
    if (existsSync(data)) {
      throw new DataFileError(
        `${data} has a tenant already: name a new file with --data, or import resources only.`,
      );
    }
    await newDataFile(data, async (unfinished) => {
      const store = await Store.open(unfinished, (areas) => fillTenant(areas, file.tenant, hasher));
      await store.close();
    });
    return file.tenant.resources.length;
  }
  const store = await Store.open(data, (areas) => fillTenant(areas, demoTenant(), hasher));
  const progress = new Progress('Resources', file.count);
  try {
    return await importResources(store, file.rows, hasher, () => {
      progress.step();
    });
  } finally {
    progress.stop();
    await store.close();
  }
}
