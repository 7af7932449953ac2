import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { ConfigError, SETTING_NAMES, SETTINGS, type ConfigSources } from '../config';

/** The config file that is read when none is named. */
export const CONFIG_FILE = 'atws.config.jsonc';

/** What stands behind the flags: the environment, and the config file if there is one. */
export function configSources(file: string | undefined): ConfigSources {
  const environment = process.env;
  const named = file ?? environment['ATWS_CONFIG'];
  if (named === undefined && !existsSync(CONFIG_FILE)) return { environment };
  return { environment, file: readConfigFile(named ?? CONFIG_FILE) };
}

/** JSON with comments: an object of settings by name. Names of files come out as this process takes them. */
function readConfigFile(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The config file cannot be read: ${(error as Error).message}`);
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new ConfigError(`${file}, line ${line}: ${printParseErrorCode(error.error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file} must hold an object of settings.`);
  }
  return { ...value, ...filesFrom(path.dirname(file), value as Readonly<Record<string, unknown>>) };
}

function filesFrom(folder: string, settings: Readonly<Record<string, unknown>>): Record<string, string> {
  const files = SETTING_NAMES.filter(
    (name) => 'placeholder' in SETTINGS[name] && SETTINGS[name].placeholder === 'file',
  );
  return Object.fromEntries(
    files.flatMap((name) => {
      const file = settings[name];
      if (typeof file !== 'string' || file === '' || path.isAbsolute(file)) return [];
      return [[name, path.join(folder, file)]];
    }),
  );
}
