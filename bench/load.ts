import { AUTOCANNON } from './autocannon';
import type { Request } from './generator';
import { callOnce, type Server } from './servers';
import { findWrk } from './wrk';
import type { Call } from './service';

/** What calls the servers. */
export const GENERATOR = findWrk() ?? AUTOCANNON;

const CONNECTIONS = 8;

/** What one round saw. */
export interface Round {
  readonly perSecond: number;
  /** How long the server computed for one answer, in milliseconds; undefined where the system does not tell. */
  readonly computed: number | undefined;
  /** How long answers took, in milliseconds, ascending. */
  readonly latencies: Float64Array;
}

/** Calls a server back to back, for so many seconds. Throws when a call fails. */
export async function load(server: Server, next: () => Call, seconds: number): Promise<Round> {
  const { name, origin } = server;
  const before = server.computed() ?? NaN;
  const request = (): Request => server.request(next());
  try {
    const seen = await GENERATOR.run({ origin, next: request, seconds, connections: CONNECTIONS });
    // Calls that were under way at the end are done before this one: they are counted, and slow nobody else down.
    await callOnce(server, next());
    const computed = (((server.computed() ?? NaN) - before) * 1000) / (seen.sent + 1);
    return {
      perSecond: seen.perSecond,
      computed: Number.isNaN(computed) ? undefined : computed,
      latencies: Float64Array.from(seen.latencies).sort(),
    };
  } catch (error) {
    throw new Error(`${name} under ${GENERATOR.name}`, { cause: error });
  }
}

/** The value below which that part of sorted values lies; 0 of none. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
