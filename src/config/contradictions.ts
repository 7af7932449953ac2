import { masked, type SettingName } from './settings';

/** A setting in force, and where it comes from. */
export interface SettingInForce {
  readonly name: SettingName;
  readonly value: unknown;
  /** `overruled`: given, but a setting that it contradicts was given at a stronger place. */
  readonly origin: 'flag' | 'environment' | 'file' | 'code' | 'default' | 'overruled';
  /** What it is called where it was given, such as `--port`. */
  readonly label: string;
}

/** What two settings have to do with each other. */
interface Pair {
  readonly one: SettingName;
  readonly other: SettingName;
  /** A sentence. */
  readonly because: string;
}

/** Settings that cannot both be obeyed. */
export const CONTRADICTIONS: readonly Pair[] = [
  { one: 'memory', other: 'data', because: 'Data is kept in memory or in a file.' },
  {
    one: 'tlsSelfSigned',
    other: 'tlsCert',
    because: 'The certificate is made for this run or read from a file.',
  },
  {
    one: 'tlsSelfSigned',
    other: 'tlsKey',
    because: 'A certificate that is made for this run comes with its own key.',
  },
];

/** Settings of which `one` is of no use without the `other`. */
export const NEEDS: readonly Pair[] = [
  { one: 'tlsCert', other: 'tlsKey', because: 'A certificate needs its key.' },
  { one: 'tlsKey', other: 'tlsCert', because: 'A key needs its certificate.' },
];

/**
 * Settings that change nothing with the other one, or without it. They do no harm, and a config file may be shared by
 * servers that differ.
 */
export const IDLE: readonly (Pair & { readonly when: 'given' | 'not given' })[] = [
  {
    one: 'mailFrom',
    other: 'smtpUrl',
    when: 'not given',
    because: 'Messages stay in the outbox.',
  },
  {
    one: 'searchSeconds',
    other: 'memory',
    when: 'given',
    because: 'It limits the search of data files.',
  },
  {
    one: 'allowReset',
    other: 'memory',
    when: 'given',
    because: 'Data in memory may always be reset.',
  },
];

/** Whether somebody asked for what a setting does. */
export function isGiven({ value, origin }: Pick<SettingInForce, 'value' | 'origin'>): boolean {
  return origin !== 'default' && origin !== 'overruled' && value !== false;
}

/** A setting as it was given, for messages. */
export function shown({ name, value, label }: SettingInForce): string {
  return value === true ? label : `${label} ${JSON.stringify(masked(name, value))}`;
}
