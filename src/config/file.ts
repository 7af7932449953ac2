import { existsSync } from 'node:fs';
import path from 'node:path';
import { getNodeValue } from 'jsonc-parser';
import { ConfigError } from '../input/config-error';
import { isDatabaseUrl } from './database-url';
import { SETTING_NAMES, SETTINGS, type GivenSettings } from './settings';
import { readTextFile } from '../input/file-text';
import { JsonTextError, readJson, type JsonText } from '../input/json-text';
import { fromFlags, type SettingsSource } from './read';
import { fromEnvironment } from './environment';

/** The default name of the config file. */
export const CONFIG_FILE = 'atws.config.jsonc';

/** The sources of a command's settings: its flags, the environment, and the config file if there is one. */
export function settingsSources(flags: GivenSettings, file: string | undefined): readonly SettingsSource[] {
  if (file?.trim() === '') throw new ConfigError('--config must be the name of a file, not "".');
  const named = file ?? process.env['ATWS_CONFIG'];
  const strongest = [fromFlags(flags), fromEnvironment(process.env)];
  if (named === undefined && !existsSync(CONFIG_FILE)) return strongest;
  return [...strongest, readConfigFile(named ?? CONFIG_FILE)];
}

/** Reads JSON with comments, an object of settings by name. Paths are made relative to the working directory. */
function readConfigFile(file: string): SettingsSource {
  const { root, lines } = textOf(file);
  const lineOf = new Map<string, number>();
  const given: Record<string, unknown> = {};
  for (const { children: [key, value] = [] } of root.children ?? []) {
    if (!key || !value) continue;
    const name = String(key.value);
    const line = lines.at(key.offset);
    const before = lineOf.get(name);
    if (before !== undefined) {
      throw new ConfigError(`${name} is in ${file} twice, in line ${before} and in line ${line}.`);
    }
    lineOf.set(name, line);
    given[name] = fromFolder(path.dirname(file), name, getNodeValue(value));
  }
  const labelOf = (name: string): string => `${name} (${file}, line ${lineOf.get(name) ?? 1})`;
  return { origin: 'file', given, labelOf };
}

function textOf(file: string): JsonText {
  try {
    const json = readJson(readTextFile(file, 'The config file'));
    if (json.root.type === 'object') return json;
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ConfigError(`${file}, line ${error.line}: ${error.message}.`);
  }
  throw new ConfigError(`${file} must hold an object of settings, { "port": 9000 }.`);
}

const FILES: readonly string[] = SETTING_NAMES.filter((name) => {
  const setting = SETTINGS[name];
  return 'placeholder' in setting && /^file\b/.test(setting.placeholder);
});

function fromFolder(folder: string, name: string, value: unknown): unknown {
  const isRelative =
    typeof value === 'string' && value.trim() !== '' && !path.isAbsolute(value) && !isDatabaseUrl(value);
  return FILES.includes(name) && isRelative ? path.join(folder, value) : value;
}
