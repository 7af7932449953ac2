// `atws export`: writes the tenant of a data file as JSON or CSV.
import { Command, Option } from 'commander';
import type { ExportFlags } from './export-file';
import { settingsInForce, dataOption } from './settings';

const NOTES = `
JSON is the whole tenant, which atws import makes a new data file of. CSV has the resources, for a spreadsheet or for
atws import into a tenant that is there: no passwords, and no text that a spreadsheet takes for a formula. Both have
internal costs. Photos, messages and histories are in neither: atws backup copies all.
`;

/** `atws export`: writes a tenant, or its resources, to a file that `atws import` reads. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a data file, which may be in use, as JSON or CSV that atws import reads.')
    .argument('[file]', 'file to write; - or nothing is standard output', '-')
    .addOption(dataOption('data file'))
    .addOption(
      new Option(
        '--format <format>',
        'what to write; left out, CSV to a file of that name, or else JSON',
      ).choices(['json', 'csv']),
    )
    .addOption(
      new Option('--with-password-hashes', 'JSON with the hashes of passwords, so that they go on working'),
    )
    .addOption(new Option('--force', 'replace the file when it exists'))
    .addHelpText('after', NOTES)
    .action(async (file: string, flags: Omit<ExportFlags, 'data'> & { data?: string }) => {
      const { data } = await settingsInForce(flags.data);
      const { exportFile } = await import('./export-file.js');
      await exportFile(file, { ...flags, data });
    });
}
