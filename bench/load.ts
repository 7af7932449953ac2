import autocannon from 'autocannon';
import type { Call } from './calls';
import type { Server } from './servers';

export const CONNECTIONS = 8;

/** What one round saw. */
export interface Round {
  readonly perSecond: number;
  /** How long the server computed for one answer, in milliseconds; undefined where the system does not tell. */
  readonly computed: number | undefined;
  /** How long each answer took, in milliseconds, ascending. */
  readonly latencies: Float64Array;
}

/** Calls a server over keep-alive connections, back to back, for so long. Throws when a call fails. */
export async function load(
  server: Server,
  next: () => Call,
  seconds: number,
  connections = CONNECTIONS,
): Promise<Round> {
  const latencies: number[] = [];
  const computedBefore = server.computed() ?? NaN;
  const started = performance.now();
  let last = started;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: server.origin,
        connections,
        duration: seconds,
        timeout: 120,
        sampleInt: 50,
        requests: [
          {
            method: 'POST',
            // Types say undefined may come back; the library stops then.
            setupRequest: (request) => ({ ...request, ...server.request(next()) }),
          },
        ],
      },
      (error: unknown, finished) => {
        if (error instanceof Error) reject(error);
        else resolve(finished);
      },
    );
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      last = performance.now();
    });
  });
  if (result.errors + result.non2xx > 0) {
    throw new Error(`${server.name}: ${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  }
  const computed = (((server.computed() ?? NaN) - computedBefore) * 1000) / latencies.length;
  return {
    perSecond: (latencies.length * 1000) / (last - started),
    computed: Number.isNaN(computed) ? undefined : computed,
    latencies: Float64Array.from(latencies).sort(),
  };
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
