import { AUTOCANNON } from './autocannon';
import type { Request } from './generator';
import { computedBy, computedByMachine, difference, total, type Computed } from './processor';
import { callOnce, type Server } from './servers';
import { findWrk } from './wrk';
import type { Call } from './service';

/** The load generator: wrk where it is installed, or else autocannon. */
export const GENERATOR = findWrk() ?? AUTOCANNON;

const CONNECTIONS = 8;

/** The cores that processes other than those of the benchmark may take in a round that counts. */
export const QUIET = 0.3;

/** The result of one round. */
export interface Round {
  readonly perSecond: number;
  /** The processor time of one answer, in milliseconds; undefined where the system does not report it. */
  readonly computed: Computed | undefined;
  /** That of the database; undefined for a server without one. */
  readonly database: Computed | undefined;
  /** That of the load generator. */
  readonly generator: number | undefined;
  /** How many cores other processes took meanwhile. */
  readonly others: number | undefined;
  /** The latencies of answers in milliseconds, ascending. */
  readonly latencies: Float64Array;
}

/** A load while the machine is quiet: tried again while others compute, and then the round with the fewest of them. */
export async function quietLoad(
  server: Server,
  next: () => Call,
  { seconds, tries }: { readonly seconds: number; readonly tries: number },
): Promise<Round> {
  const rounds: Round[] = [];
  while (rounds.length < tries) {
    const round = await load(server, next, seconds);
    rounds.push(round);
    if (!isBusy(round.others)) break;
  }
  const [best] = rounds.toSorted((a, b) => (a.others ?? 0) - (b.others ?? 0));
  if (!best) throw new Error('There was no round');
  return best;
}

export function isBusy(others: number | null | undefined): boolean {
  return (others ?? 0) > QUIET;
}

/** The processor times so far. */
interface Times {
  readonly computed: Computed | undefined;
  readonly database: Computed | undefined;
  /** Seconds. */
  readonly generator: number | undefined;
  readonly ours: number | undefined;
  readonly machine: number | undefined;
  /** The time of the day, in milliseconds. */
  readonly at: number;
}

function timesOf(server: Server): Times {
  return {
    computed: server.computed(),
    database: server.computedByDatabase?.(),
    generator: GENERATOR.computed(),
    ours: computedByUs(server),
    machine: computedByMachine(),
    at: performance.now(),
  };
}

/** Processor time of the benchmark, its servers and its load generator so far. */
function computedByUs(server: Server): number | undefined {
  const ours = computedBy([process.pid]);
  const database = server.computedByDatabase?.();
  return ours && total(ours) + (database ? total(database) : 0);
}

/** Calls a server back to back for some seconds. Throws when a call fails. */
export async function load(server: Server, next: () => Call, seconds: number): Promise<Round> {
  const { name, origin, otherOrigins } = server;
  const origins = [origin, ...otherOrigins];
  const before = timesOf(server);
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
    const after = timesOf(server);
    const each = (seconds: number): number => (seconds * 1000) / (sent + 1);
    const eachOf = (key: 'computed' | 'database'): Computed | undefined => {
      const [first, last] = [before[key], after[key]];
      if (!first || !last) return undefined;
      const { user, system } = difference(last, first);
      return { user: each(user), system: each(system) };
    };
    const took = (key: 'generator' | 'ours' | 'machine'): number =>
      (after[key] ?? NaN) - (before[key] ?? NaN);
    return {
      perSecond: results.reduce((sum, result) => sum + result.perSecond, 0),
      computed: eachOf('computed'),
      database: eachOf('database'),
      generator: known(each(took('generator'))),
      others: known(Math.max(0, ((took('machine') - took('ours')) * 1000) / (after.at - before.at))),
      latencies: Float64Array.from(results.flatMap(({ latencies }) => [...latencies])).sort(),
    };
  } catch (error) {
    throw new Error(`${name} under ${GENERATOR.name}`, { cause: error });
  }
}

function known(figure: number): number | undefined {
  return Number.isNaN(figure) ? undefined : figure;
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
