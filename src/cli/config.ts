import { Command } from 'commander';
import { flagOf, masked, variableOf } from '../config/settings';
import { idleSettings, settingsInForce } from '../config/read';
import { settingsSources } from '../config/file';
import { withSettings } from './settings';
import { tableOf } from './table';
import { warn } from './warning';

/** `atws config`: lists the settings that would be in force, with their origins. */
export function configCommand(): Command {
  return withSettings(
    new Command('config').description('Show each setting, its value, and where it comes from.'),
  )
    .option('--json', 'print it as JSON')
    .action(async ({ json, config, ...flags }: { json?: true; config?: string }) => {
      const inForce = await settingsInForce(settingsSources(flags, config));
      idleSettings(inForce).forEach(warn);
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
