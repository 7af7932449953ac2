import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { readConfig } from '../config';
import { Hasher } from '../passwords/hasher';
import { DataFileError, Store } from '../store/store';
import { demoTenant, fillTenant } from '../tenant/fill';
import { importResources, readImportFile, type ImportFile } from '../tenant/import';
import { newDataFile } from './new-data-file';
import { Progress } from './progress';

/** `atws import`: takes in all resources of a file, or none. */
export function importCommand(): Command {
  return new Command('import')
    .description('Take resources from a JSON or CSV file into a data file: all of them, or none.')
    .argument(
      '<file>',
      '.csv with field names as headers, a JSON array of resources, or a whole tenant like fixtures/demo.json',
    )
    .addOption(
      new Option(
        '--data <file>',
        'data file; a new one gets the demo tenant, or the tenant in <file>',
      ).default(readConfig({}).data),
    )
    .action(async (file: string, { data }: { data: string }) => {
      if (!existsSync(file)) throw new DataFileError(`There is no file ${file} to import.`);
      const hasher = new Hasher(readConfig({}).bcryptCost);
      try {
        const count = await importFile(await readImportFile(file), data, hasher);
        process.stdout.write(`${count} resources from ${file} are in ${data} now.\n`);
      } finally {
        await hasher.close();
      }
    });
}

async function importFile(file: ImportFile, data: string, hasher: Hasher): Promise<number> {
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
