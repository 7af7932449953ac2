import { Command, Option } from 'commander';
import { settingsInForce } from './settings';

/** `atws generate`: makes a data file of any size, always the same for the same size. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Make a data file with the demo tenant and as many resources as you like.')
    .addOption(
      new Option(
        '--resources <count>',
        'resources in all, those of the demo tenant included',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('--data <file>', 'data file to make; it must not exist').makeOptionMandatory())
    .action(async (flags: { resources: string; data: string }) => {
      const { bcryptCost } = await settingsInForce(flags.data);
      const { generateFile } = await import('./generate-file.js');
      await generateFile(flags.data, flags.resources, bcryptCost);
    });
}
