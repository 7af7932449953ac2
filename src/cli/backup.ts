import { shownPlace } from '../config/database-url';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { DataFileError } from '../store/data-file-error';
import { requireDataFile } from './data-file';

/** `atws backup`: makes a consistent copy of a data file, which may be in use. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Make a consistent copy of a data file, which may be in use.')
    .argument('<file>', 'copy to make; it must not exist')
    .requiredOption('--data <file>', 'data file')
    .action(async (copy: string, { data }: { data: string }) => {
      requireDataFile(data);
      if (existsSync(copy)) throw new DataFileError(`${copy} exists; name another file.`);
      const { Store } = await import('../store/store.js');
      const store = await Store.open(data, async () => {
        throw new DataFileError(`There is nothing in ${shownPlace(data)}.`);
      });
      try {
        await store.copyTo(copy);
      } finally {
        await store.close();
      }
      process.stdout.write(`${copy} is a copy of ${shownPlace(data)}.\n`);
    });
}
