// The flags of `atws serve`, made of the list of settings.
import { Option, type Command } from 'commander';
import {
  defaultOf,
  flagOf,
  REMOVED_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type Config,
  type SettingName,
} from '../config/settings';
import { readConfig } from '../config/read';
import { CONFIG_FILE, settingsSources } from '../config/file';

/** Adds a flag for every setting to a command, and one for the config file. */
export function withSettings(command: Command): Command {
  for (const name of SETTING_NAMES) command.addOption(settingOption(name));
  // Removed settings are known flags, so that the error can name their replacement.
  for (const name of Object.keys(REMOVED_SETTINGS)) {
    command.addOption(new Option(`${flagOf(name)} [value]`).hideHelp());
  }
  return command.addOption(
    new Option(
      '--config <file>',
      `settings by name, JSON with comments (ATWS_CONFIG, default ${CONFIG_FILE} if it is there)`,
    ),
  );
}

/** The flag `--data` of a command that works on the data file without a server. */
export function dataOption(help: string): Option {
  return new Option('--data <file>', `${help} (${variableOf('data')}${defaultNote('data')})`);
}

/** The settings of a command that works on the data file of that flag, or else on that of `atws serve`. */
export function settingsInForce(data: string | undefined): Promise<Config> {
  return readConfig(settingsSources({ data, memory: false }, undefined));
}

function settingOption(name: SettingName): Option {
  const { help, ...setting } = SETTINGS[name];
  const value = 'placeholder' in setting ? ` <${setting.placeholder}>` : ' [on|off]';
  return new Option(`${flagOf(name)}${value}`, `${help} (${variableOf(name)}${defaultNote(name)})`);
}

/** The default in the help text. The library does not get it, as its default would override the variable. */
function defaultNote(name: SettingName): string {
  const byDefault = defaultOf(name);
  if (typeof byDefault === 'boolean') return `, default ${byDefault ? 'on' : 'off'}`;
  return typeof byDefault === 'string' || typeof byDefault === 'number' ? `, default ${byDefault}` : '';
}
