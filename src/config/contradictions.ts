// Settings that contradict each other, and settings without an effect.
import { masked, type SettingName } from './settings';

/** A setting in force, and its origin. */
export interface SettingInForce {
  readonly name: SettingName;
  readonly value: unknown;
  /** `overruled`: given, but contradicted by a setting of a stronger source. */
  readonly origin: 'flag' | 'environment' | 'file' | 'code' | 'default' | 'overruled';
  /** Its name in its source, such as `--port`. */
  readonly label: string;
}

/** Two settings that depend on each other. */
interface Pair {
  readonly one: SettingName;
  readonly other: SettingName;
  /** A sentence. */
  readonly because: string;
}

/** Pairs of settings that exclude each other. */
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

/** Pairs of settings of which `one` needs the `other`. */
export const NEEDS: readonly Pair[] = [
  { one: 'tlsCert', other: 'tlsKey', because: 'A certificate needs its key.' },
  { one: 'tlsKey', other: 'tlsCert', because: 'A key needs its certificate.' },
];

/**
 * Pairs of settings of which `one` has no effect with the `other`, or without it. A warning is enough, as servers that
 * differ may share a config file.
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

/** Whether a setting was given and switches something on. */
export function isGiven({ value, origin }: Pick<SettingInForce, 'value' | 'origin'>): boolean {
  return origin !== 'default' && origin !== 'overruled' && value !== false;
}

/** A setting with its value, for messages. */
export function shown({ name, value, label }: SettingInForce): string {
  return value === true ? label : `${label} ${JSON.stringify(masked(name, value))}`;
}
