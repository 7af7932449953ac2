import { Command } from 'commander';
import { shownPlace } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';
import { requireDataFile } from './data-file';

/** `atws scrub`: completes redactions that something older was in the way of. */
export function scrubCommand(): Command {
  return new Command('scrub')
    .description('Rewrite what still holds unused bytes of redacted people, and tell what is in the way.')
    .requiredOption('--data <place>', 'data file, or postgres://user@host/database')
    .action(async ({ data }: { data: string }) => {
      requireDataFile(data);
      const place = shownPlace(data);
      const { Store } = await import('../store/store.js');
      const store = await Store.open(data, async () => {
        throw new DataFileError(`There is nothing in ${place}.`);
      });
      try {
        const needed = await store.scrub();
        if (needed !== undefined) {
          throw new DataFileError(
            `${place} still holds unused bytes of what was redacted, because of ${needed}. No statement finds them. ` +
              'Servers try again every minute.',
          );
        }
      } finally {
        await store.close();
      }
      process.stdout.write(`${place} holds nothing of what was redacted.\n`);
    });
}
