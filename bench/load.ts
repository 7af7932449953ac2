import { AUTOCANNON } from './autocannon';
import type { Request } from './generator';
import { callOnce, type Server } from './servers';
import { findWrk } from './wrk';
import type { Call } from './service';

/** The load generator: wrk where it is installed, or else autocannon. */
export const GENERATOR = findWrk() ?? AUTOCANNON;

const CONNECTIONS = 8;

/** The result of one round. */
export interface Round {
  readonly perSecond: number;
  /** The processor time of one answer, in milliseconds; undefined where the system does not report it. */
  readonly computed: number | undefined;
  /** The part of it that a database took; undefined for a server without one. */
  readonly database: number | undefined;
  /** The latencies of answers in milliseconds, ascending. */
  readonly latencies: Float64Array;
}

/** Calls a server back to back for some seconds. Throws when a call fails. */
export async function load(server: Server, next: () => Call, seconds: number): Promise<Round> {
  const { name, origin, otherOrigins } = server;
  const origins = [origin, ...otherOrigins];
  const before = server.computed() ?? NaN;
  const databaseBefore = server.computedByDatabase?.() ?? NaN;
  const request = (): Request => server.request(next());
  try {
    const results = await Promise.all(
      origins.map((one) =>
        GENERATOR.run({ origin: one, next: request, seconds, connections: CONNECTIONS / origins.length }),
      ),
    );
    const sent = results.reduce((sum, result) => sum + result.sent, 0);
    // Calls still running at the end are finished before this one, so that they do not slow the next round.
    await callOnce(server, next());
    const each = (seconds = NaN): number | undefined => {
      const milliseconds = (seconds * 1000) / (sent + 1);
      return Number.isNaN(milliseconds) ? undefined : milliseconds;
    };
    return {
      perSecond: results.reduce((sum, result) => sum + result.perSecond, 0),
      computed: each((server.computed() ?? NaN) - before),
      database: each((server.computedByDatabase?.() ?? NaN) - databaseBefore),
      latencies: Float64Array.from(results.flatMap(({ latencies }) => [...latencies])).sort(),
    };
  } catch (error) {
    throw new Error(`${name} under ${GENERATOR.name}`, { cause: error });
  }
}

/** A quantile of sorted values; 0 of none. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
