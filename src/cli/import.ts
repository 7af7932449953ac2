import { Command, Option } from 'commander';
import { SETTINGS } from '../config';

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
      ).default(SETTINGS.data.byDefault),
    )
    .action(async (file: string, { data }: { data: string }) => {
      const { importFile } = await import('./import-file.js');
      await importFile(file, data);
    });
}
