// Counts by text, within a limit.
import type { CallResult } from './call-result';

/** The most texts that are counted by themselves; later ones are counted together. */
const MOST_TEXTS = 100;

/** The name under which later texts are counted together. */
export const OTHERS = 'others';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** The calls of an hour that went wrong. */
export interface HourOfRefusals {
  readonly refused: number;
  readonly injected: number;
}

/** How often texts came. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(text: string): void {
    const known = this.#counts.has(text) || this.#counts.size < MOST_TEXTS ? text : OTHERS;
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
  }

  /** The most frequent first. */
  list(): readonly (readonly [text: string, count: number])[] {
    return [...this.#counts].sort(([, one], [, other]) => other - one);
  }

  clear(): void {
    this.#counts.clear();
  }
}

/** Which calls there were, in figures; in memory, and forgotten together with the calls. */
export class Tally {
  readonly operations = new Counts();
  readonly trackingIdentifiers = new Counts();
  /** By sentence. */
  readonly refusals = new Counts();
  readonly #hours = new Map<number, HourOfRefusals>();
  #since: string | null = null;

  /** When the first call was answered; null before it. */
  get since(): string | null {
    return this.#since;
  }

  add(
    call: {
      readonly at: string;
      readonly operation: string | null;
      readonly trackingIdentifier: string | null;
      readonly message: string | null;
    },
    result: CallResult,
    /** Whether the call counts for the threshold. */
    isCounted: boolean,
  ): void {
    this.#since ??= call.at;
    this.operations.add(call.operation ?? 'none found');
    this.trackingIdentifiers.add(call.trackingIdentifier ?? 'none');
    if (result === 'refused') this.refusals.add(call.message ?? 'no sentence');
    if (result === 'answered' || !isCounted) return;
    const hour = Math.floor(Date.parse(call.at) / HOUR_MS);
    const { refused, injected } = this.#hours.get(hour) ?? { refused: 0, injected: 0 };
    this.#hours.set(
      hour,
      result === 'refused' ? { refused: refused + 1, injected } : { refused, injected: injected + 1 },
    );
    const [first] = this.#hours.keys();
    if (this.#hours.size > HOURS && first !== undefined) this.#hours.delete(first);
  }

  /** The refusals and faults of the hour that begins at this instant. */
  hour(from: string): HourOfRefusals {
    return this.#hours.get(Math.floor(Date.parse(from) / HOUR_MS)) ?? { refused: 0, injected: 0 };
  }

  clear(): void {
    this.operations.clear();
    this.trackingIdentifiers.clear();
    this.refusals.clear();
    this.#hours.clear();
    this.#since = null;
  }
}
