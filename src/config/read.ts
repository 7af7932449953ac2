import { ConfigError } from '../input/config-error';
import {
  defaultOf,
  flagOf,
  masked,
  REMOVED_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type Config,
  type GivenSettings,
  type SettingName,
} from './settings';
import { CONTRADICTIONS, IDLE, isGiven, NEEDS, shown, type SettingInForce } from './contradictions';
import { nearest } from '../input/suggestion';

/** A source of settings: code, flags, environment or config file. */
export interface SettingsSource {
  readonly origin: 'flag' | 'environment' | 'file' | 'code';
  /** By name; undefined for a setting that is not given. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The name of a setting in this source, for messages. */
  readonly labelOf: (name: string) => string;
}

/** Settings as a program gives them. */
export function fromCode(given: GivenSettings): SettingsSource {
  return { origin: 'code', given: { ...given }, labelOf: (name) => name };
}

/** Settings as flags of a command. */
export function fromFlags(given: GivenSettings): SettingsSource {
  return { origin: 'flag', given: { ...given }, labelOf: flagOf };
}

/**
 * The settings in force, from sources in descending strength, and then the defaults. Throws a ConfigError for the first
 * setting that is unknown, invalid, or contradicts another one of the same source. Of two settings that contradict
 * each other, that of the stronger source is in force.
 */
export async function settingsInForce(sources: readonly SettingsSource[]): Promise<SettingInForce[]> {
  for (const { given, labelOf } of sources) {
    for (const name of Object.keys(given)) requireSetting(name, labelOf);
  }
  const settings = new Map<SettingName, SettingInForce>();
  for (const name of SETTING_NAMES) settings.set(name, await settingOf(name, sources));
  overrule(settings, [...sources.map(({ origin }) => origin), 'default']);
  for (const { one, other, because } of NEEDS) {
    const setting = settings.get(one);
    if (!setting || !isGiven(setting) || isGivenAmong(settings, other)) continue;
    throw new ConfigError(`${shown(setting)} is given without ${labelBeside(setting, other)}. ${because}`);
  }
  return [...settings.values()];
}

/** Overrules the weaker setting of each contradictory pair. `origins`: the strongest first. */
function overrule(
  settings: Map<SettingName, SettingInForce>,
  origins: readonly SettingInForce['origin'][],
): void {
  for (const { one, other, because } of CONTRADICTIONS) {
    const [first, second] = [one, other]
      .flatMap((name) => settings.get(name) ?? [])
      .filter(isGiven)
      .toSorted((a, b) => origins.indexOf(a.origin) - origins.indexOf(b.origin));
    if (!first || !second) continue;
    if (first.origin === second.origin) {
      throw new ConfigError(
        `${shown(first)} and ${shown(second)} contradict each other. ${because} Leave one of them out.`,
      );
    }
    settings.set(second.name, { ...second, value: defaultOf(second.name), origin: 'overruled' });
  }
}

/** A warning for each setting without effect beside the others. */
export function idleSettings(inForce: readonly SettingInForce[]): readonly string[] {
  const settings = new Map(inForce.map((setting) => [setting.name, setting]));
  return IDLE.flatMap(({ one, other, when, because }) => {
    const setting = settings.get(one);
    if (!setting || setting.origin === 'default') return [];
    const isOtherGiven = isGivenAmong(settings, other);
    if (isOtherGiven !== (when === 'given')) return [];
    return `${setting.label} changes nothing ${isOtherGiven ? 'with' : 'without'} ${labelBeside(setting, other)}. ${because}`;
  });
}

/** The name of another setting in the source of this one. */
function labelBeside({ origin }: SettingInForce, other: SettingName): string {
  if (origin === 'flag') return flagOf(other);
  return origin === 'environment' ? variableOf(other) : other;
}

/** The settings by name. */
export async function readConfig(sources: readonly SettingsSource[]): Promise<Config> {
  return configOf(await settingsInForce(sources));
}

export function configOf(settings: readonly SettingInForce[]): Config {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value])) as Config;
}

/** The sentence about an unknown setting: its replacement, or a suggestion. `labelOf`: names the suggestion. */
export function unknownSetting(name: string, label: string, labelOf: (name: string) => string): string {
  if (Object.hasOwn(REMOVED_SETTINGS, name))
    return `There is no ${label} any more: ${REMOVED_SETTINGS[name] ?? ''}`;
  const near = nearest(name, SETTING_NAMES);
  const hint = near === undefined ? 'atws config lists all of them.' : `Did you mean ${labelOf(near)}?`;
  return `There is no setting ${label}. ${hint}`;
}

async function settingOf(name: SettingName, sources: readonly SettingsSource[]): Promise<SettingInForce> {
  const source = sources.find(({ given }) => given[name] !== undefined);
  if (!source) return { name, value: defaultOf(name), origin: 'default', label: name };
  const label = source.labelOf(name);
  return { name, value: await parsed(name, source.given[name], label), origin: source.origin, label };
}

async function parsed(name: SettingName, value: unknown, label: string): Promise<unknown> {
  const result = SETTINGS[name].kind(await import('./kinds.js')).safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConfigError(
    `${label} ${issue?.message ?? 'is not valid'}, not ${JSON.stringify(masked(name, value))}.`,
  );
}

function isGivenAmong(settings: ReadonlyMap<SettingName, SettingInForce>, name: SettingName): boolean {
  const setting = settings.get(name);
  return setting !== undefined && isGiven(setting);
}

function requireSetting(name: string, labelOf: (name: string) => string): void {
  if (!Object.hasOwn(SETTINGS, name)) {
    throw new ConfigError(unknownSetting(name, labelOf(name), (near) => near));
  }
}
