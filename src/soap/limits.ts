// The limits of the real service: threshold, latency and threads.

import { wait } from '../runtime/timers';
import type { Clock } from '../runtime/clock';
import type { Call } from '../operations/operation';
import { refusal } from '../refusals/refusal';
import type { Store } from '../store/store';
import { TIMEFRAME_MINUTES } from '../store/emulator/usage-store';

/** The settings of the service's limits; requests are counted in any case. */
interface LimitSettings {
  /** Requests an hour. */
  readonly threshold: number;
  /** Refuse calls above the threshold. */
  readonly enforceThreshold: boolean;
  /** Delay answers from half of the threshold on, as the real service does. */
  readonly usageLatency: boolean;
  /** The concurrent calls of one tracking identifier for one entity type; 0: unlimited. */
  readonly threadLimit: number;
}

/** The delays by the used part of the threshold (vendor documentation). */
const LATENCIES = [
  { from: 0.75, milliseconds: 1000 },
  { from: 0.5, milliseconds: 500 },
] as const;

/** Enforces the limits of the real service: threshold, latency and threads. */
export class Limits {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #settings: LimitSettings;
  readonly #underWay = new Map<string, number>();

  constructor(store: Store, clock: Clock, settings: LimitSettings) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Runs a call within the limits. Throws a Refusal where one is exceeded. */
  async within<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const { threshold, enforceThreshold, usageLatency, threadLimit } = this.#settings;
    if (enforceThreshold || usageLatency) {
      const used = await this.#store.usage.count(this.#clock.now());
      if (enforceThreshold && used >= threshold) {
        throw refusal('thresholdExceeded', { threshold, minutes: TIMEFRAME_MINUTES });
      }
      if (usageLatency) await wait(latency(used / threshold));
    }
    return threadLimit === 0 ? work() : this.#asThread(call, work);
  }

  async #asThread<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const { threadLimit } = this.#settings;
    const thread = `${String(call.integrationCode)} ${entityOf(call)}`;
    const others = this.#underWay.get(thread) ?? 0;
    if (others >= threadLimit) throw refusal('threadLimitExceeded', { limit: threadLimit });
    this.#underWay.set(thread, others + 1);
    try {
      return await work();
    } finally {
      const left = Number(this.#underWay.get(thread)) - 1;
      if (left === 0) this.#underWay.delete(thread);
      else this.#underWay.set(thread, left);
    }
  }
}

/** The delay of an answer in milliseconds, by the used part of the threshold. */
export function latency(used: number): number {
  return LATENCIES.find(({ from }) => used >= from)?.milliseconds ?? 0;
}

/** The entity type of a call, by a quick look at its parameters. */
function entityOf({ parameters }: Call): string {
  const [, queried] = /<entity>\s*(\w+)/i.exec(String(parameters.text('sXML'))) ?? [];
  const names = [
    ...parameters.entities('Entities').map(({ type }) => type),
    queried,
    parameters.text('psObjectType'),
    parameters.text('psTable'),
  ];
  return String(names.find(Boolean)).toLowerCase();
}
