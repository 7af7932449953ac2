// What is not normal at a server: a moved clock, fault rules.
import type { ClockState } from './clock';

/** A setting of the data file that makes a server answer otherwise than a new one. */
export interface Deviation {
  readonly name: 'Clock' | 'Faults';
  readonly text: string;
  /** In a few words: `3 d ahead`. */
  readonly short: string;
}

/** The deviations of a server: a moved clock, and fault rules. Both survive a restart, and are easily forgotten. */
export function deviations({ now, offset, frozen }: ClockState, faultRules: number): readonly Deviation[] {
  const shown = now.toISOString();
  const rules = faultRules === 1 ? '1 rule' : `${faultRules} rules`;
  const clock = { name: 'Clock', short: frozen ? 'stands still' : distance(offset) } as const;
  return [
    ...(frozen ? [{ ...clock, text: `stands still at ${shown}` }] : []),
    ...(!frozen && offset !== 0 ? [{ ...clock, text: `was moved, to ${shown} at present` }] : []),
    ...(faultRules > 0
      ? [{ name: 'Faults', text: `${rules} in force`, short: rules.replace('rule', 'fault rule') } as const]
      : []),
  ];
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** How far a clock was moved, in its largest unit. */
export function distance(offset: number): string {
  const [unit, name] = UNITS.find(([milliseconds]) => Math.abs(offset) >= milliseconds) ?? [1, 'ms'];
  return `${Math.round(Math.abs(offset) / unit)} ${name} ${offset > 0 ? 'ahead' : 'behind'}`;
}
