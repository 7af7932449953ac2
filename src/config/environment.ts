import { SETTING_NAMES, variableOf } from './settings';
import { unknownSetting, type SettingsSource } from './read';

/** The settings that environment variables give. */
export function fromEnvironment(environment: NodeJS.ProcessEnv): SettingsSource {
  return {
    origin: 'environment',
    given: Object.fromEntries(SETTING_NAMES.map((name) => [name, environment[variableOf(name)]])),
    labelOf: variableOf,
  };
}

/** Removes empty variables, which scripts and compose files pass on for unset ones. */
export function unsetEmptyVariables(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('ATWS_') && value?.trim() === '') Reflect.deleteProperty(environment, name);
  }
}

/** A warning for each unknown variable `ATWS_...`. `others`: the known ones that are no settings. */
export function unknownVariables(
  environment: NodeJS.ProcessEnv,
  others: ReadonlySet<string>,
): readonly string[] {
  const settings = new Set(SETTING_NAMES.map(variableOf));
  return Object.keys(environment)
    .filter((name) => name.startsWith('ATWS_') && !settings.has(name) && !others.has(name))
    .map((variable) => unknownSetting(nameOf(variable), variable, variableOf));
}

/** `timeZone` of `ATWS_TIME_ZONE`. */
function nameOf(variable: string): string {
  return variable
    .replace(/^ATWS_/, '')
    .toLowerCase()
    .replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
}
