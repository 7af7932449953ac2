import type { StoredFaultRule } from './fault-rule-store';
import type { Store } from '../store';

/** The effect of a rule on the calls it meets. */
export type FaultEffect =
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'httpStatus'; readonly status: number }
  | { readonly kind: 'connection reset' | 'truncated body' | 'malformed XML' }
  | { readonly kind: 'expired threshold' | 'IntegrationCode is invalid.' };

/** A fault made on purpose. */
export interface FaultRule {
  /** Only calls of this operation; left out: all. */
  readonly operation?: string | undefined;
  /** The number of calls, then never again; left out: always. */
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

/** Faults that tests order, for all servers over the data file. The first rule that fits a call is the one that holds. */
export class FaultRules {
  readonly #store: Pick<Store, 'state' | 'faultRules' | 'transaction'>;
  readonly #random: () => number;

  constructor(
    store: Pick<Store, 'state' | 'faultRules' | 'transaction'>,
    random: () => number = Math.random,
  ) {
    this.#store = store;
    this.#random = random;
  }

  async add(rule: FaultRule): Promise<FaultRuleInForce> {
    const { times = null } = rule;
    const id = await this.#store.transaction(({ faultRules }) => faultRules.add(JSON.stringify(rule), times));
    return { ...rule, id, met: 0 };
  }

  /** The oldest first. */
  async list(): Promise<readonly FaultRuleInForce[]> {
    return (await this.#store.faultRules.list()).map(inForce);
  }

  /** Whether there was such a rule. */
  remove(id: number): Promise<boolean> {
    return this.#store.faultRules.remove(id);
  }

  clear(): Promise<void> {
    return this.#store.faultRules.clear();
  }

  /** The rule that a call meets; it counts as met. */
  async match(operation: string | null): Promise<FaultRuleInForce | undefined> {
    if (this.#store.state.last.faultRules === 0) return undefined;
    for (const rule of await this.list()) {
      const isMeant =
        rule.operation === undefined || rule.operation.toLowerCase() === operation?.toLowerCase();
      const isLeft = rule.times === undefined || rule.met < rule.times;
      if (!isMeant || !isLeft || this.#random() >= (rule.probability ?? 1)) continue;
      if (await this.#store.faultRules.countMet(rule.id)) return rule;
    }
    return undefined;
  }
}

/** An effect in a few words. */
export function effectText(effect: FaultEffect): string {
  if (effect.kind === 'fault') return 'SOAP fault';
  return effect.kind === 'httpStatus' ? `HTTP ${effect.status}` : effect.kind;
}

function inForce({ id, rule, met }: StoredFaultRule): FaultRuleInForce {
  return { ...(JSON.parse(rule) as FaultRule), id, met };
}
