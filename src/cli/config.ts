import { Command } from 'commander';
import { flagOf, masked, settingsInForce, variableOf } from '../config';
import { configSources } from './config-file';
import { withSettings } from './settings';
import { tableOf } from './table';

/** `atws config`: which settings would be in force, and where each comes from. */
export function configCommand(): Command {
  return withSettings(
    new Command('config').description('Show each setting, its value, and where it comes from.'),
  )
    .option('--json', 'print it as JSON')
    .action(async ({ json, config, ...flags }: { json?: true; config?: string }) => {
      const inForce = await settingsInForce(flags, configSources(config));
      const settings = inForce.map(({ name, value, origin }) => ({
        setting: name,
        value: masked(name, value),
        origin,
        flag: flagOf(name),
        variable: variableOf(name),
      }));
      process.stdout.write(
        json
          ? `${JSON.stringify(settings, null, 2)}\n`
          : tableOf(settings, ['setting', 'value', 'origin', 'flag', 'variable']),
      );
    });
}
