import autocannon from 'autocannon';
import type { Generator, Load, LoadResult } from './generator';

/** The load generator in this process: it needs no installation, but as much processor time as a fast server. */
export const AUTOCANNON: Generator = { name: 'autocannon', run, computed };

function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function run({ origin, next, seconds, connections }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  const started = performance.now();
  let last = started;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: origin,
        connections,
        duration: seconds,
        timeout: 120,
        sampleInt: 50,
        requests: [
          {
            method: 'POST',
            // The declared type allows undefined, at which the library stops.
            setupRequest: (request) => ({ ...request, ...next() }),
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
    throw new Error(`${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  }
  const answers = latencies.length;
  return { sent: answers, perSecond: (answers * 1000) / (last - started), latencies };
}
