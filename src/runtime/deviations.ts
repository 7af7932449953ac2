import type { ClockState } from './clock';

/** A setting of the data file that makes a server answer otherwise than a new one. */
export interface Deviation {
  readonly name: string;
  readonly text: string;
}

/** The deviations of a server: a moved clock, and fault rules. Both survive a restart, and are easily forgotten. */
export function deviations({ now, offset, frozen }: ClockState, faultRules: number): readonly Deviation[] {
  const shown = now.toISOString();
  return [
    ...(frozen ? [{ name: 'Clock', text: `stands still at ${shown}` }] : []),
    ...(!frozen && offset !== 0 ? [{ name: 'Clock', text: `was moved, to ${shown} at present` }] : []),
    ...(faultRules > 0
      ? [{ name: 'Faults', text: faultRules === 1 ? '1 rule in force' : `${faultRules} rules in force` }]
      : []),
  ];
}
