/** What a rule does to the calls it meets. */
export type FaultEffect =
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'httpStatus'; readonly status: number }
  | { readonly kind: 'connection reset' | 'truncated body' | 'malformed XML' }
  | { readonly kind: 'expired threshold' | 'IntegrationCode is invalid.' };

/** A fault made on purpose. */
export interface FaultRule {
  /** Only calls of this operation; left out: all. */
  readonly operation?: string | undefined;
  /** So many calls, then never again; left out: always. */
  readonly times?: number | undefined;
  /** From 0 to 1; left out: 1. */
  readonly probability?: number | undefined;
  /** Wait this long before the call is answered. */
  readonly delayMs?: number | undefined;
  /** Left out: the call is only delayed. */
  readonly effect?: FaultEffect | undefined;
}

/** A rule in force. */
export interface FaultRuleInForce extends FaultRule {
  readonly id: number;
  /** How many calls it met. */
  readonly met: number;
}

/** Faults that tests order. The first rule that fits a call is the one that holds. */
export class FaultRules {
  readonly #rules = new Map<number, FaultRuleInForce>();
  readonly #random: () => number;
  #lastId = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  add(rule: FaultRule): FaultRuleInForce {
    this.#lastId += 1;
    const added = { ...rule, id: this.#lastId, met: 0 };
    this.#rules.set(added.id, added);
    return added;
  }

  list(): readonly FaultRuleInForce[] {
    return [...this.#rules.values()];
  }

  /** Whether there was such a rule. */
  remove(id: number): boolean {
    return this.#rules.delete(id);
  }

  clear(): void {
    this.#rules.clear();
  }

  /** The rule that a call meets; it counts as met. */
  meet(operation: string | null): FaultRule | undefined {
    for (const rule of this.#rules.values()) {
      const isMeant =
        rule.operation === undefined || rule.operation.toLowerCase() === operation?.toLowerCase();
      if (!isMeant || !isLeft(rule) || this.#random() >= (rule.probability ?? 1)) continue;
      this.#rules.set(rule.id, { ...rule, met: rule.met + 1 });
      return rule;
    }
    return undefined;
  }
}

function isLeft({ times, met }: FaultRuleInForce): boolean {
  return times === undefined || met < times;
}
