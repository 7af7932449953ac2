// `atws import`: brings resources, or a whole tenant, into a data file.
import { Command, Option } from 'commander';
import type { ImportFlags } from './import-file';
import { settingsInForce, dataOption } from './settings';

const NOTES = `
FILE is CSV as Excel or PowerShell writes it, with names or labels of fields as headers; a JSON array of resources; or
a whole tenant, like fixtures/demo.json or what atws export writes. - reads standard input. A folder, or a single HAR or
XML file, is read for Resources in captured answers of the real service. docs/data.md tells all of it.
`;

/** `atws import`: imports all resources of a file, or none. */
export function importCommand(): Command {
  const again = (value: string, values: readonly string[]): string[] => [...values, value];
  return new Command('import')
    .description('Take resources into a data file: all of them, or none.')
    .argument('<file>', 'CSV, JSON, a folder of captured answers, or - for standard input')
    .addOption(
      dataOption('data file; a new one gets the demo tenant with its people, or the tenant in <file>'),
    )
    .addOption(new Option('--empty', 'start a new data file without the people of the demo tenant'))
    .addOption(
      new Option('--domain <domain>', 'what user names of a tenant that starts empty have behind the @'),
    )
    .addOption(
      new Option(
        '--tracking-identifier <text>',
        'what clients of a tenant that starts empty send as IntegrationCode',
      ),
    )
    .addOption(
      new Option(
        '--administrators <level>',
        'captured security level that has all rights, by id or name; again for more',
      )
        .argParser(again)
        .default([], 'none'),
    )
    .addOption(
      new Option('--password <user=password>', 'password of an imported resource; again for more')
        .argParser(again)
        .default([], 'none'),
    )
    .addOption(new Option('--encoding <label>', 'encoding of the file, where it is neither UTF-8 nor UTF-16'))
    .addHelpText('after', NOTES)
    .action(async (file: string, flags: Omit<ImportFlags, 'data'> & { data?: string }) => {
      const { data, bcryptCost } = await settingsInForce(flags.data);
      const { importFile } = await import('./import-file.js');
      await importFile(file, { ...flags, data }, bcryptCost);
    });
}
