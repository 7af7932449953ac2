import { query } from './calls';
import { withData, type Data } from './data';
import { readFields } from './fields';
import { load, quantile, type Round } from './load';
import { progress, type Results, type Stall } from './report';
import { callOnce, startOurs } from './servers';
import type { Settings } from './throughput';
import { WORKLOADS } from './workloads';
import type { Call } from './service';

/** Queries without an index and without a result, which scan every row. */
const SCANS: readonly Call[] = [
  query('Title', 'Contains', 'no such title'),
  query('Email', 'EndsWith', '@nowhere.invalid'),
  query('LastName', 'SoundsLike', 'Xqzw'),
];

/** The section `stall`: W1 during scans of the biggest file, and alone. */
export async function stall({ rows: sizes, seconds }: Settings): Promise<Required<Results>['stall']> {
  const rows = Math.max(...sizes);
  return { rows, measured: await withData(rows, (data) => besideScans(data, seconds)) };
}

async function besideScans(data: Data, seconds: number): Promise<readonly Stall[]> {
  const server = await startOurs(data.file);
  try {
    const next = WORKLOADS['W1']?.calls(data, await readFields(server));
    if (!next) throw new Error('There is no W1');
    const long = Math.max(seconds, 5);
    await load(server, next, long);
    const measured = [result(null, 0, await load(server, next, long))];
    for (const scan of SCANS) {
      let scans = 0;
      const measuring = new AbortController();
      const scanning = (async () => {
        for (; !measuring.signal.aborted; scans += 1) await callOnce(server, scan);
      })();
      const round = await load(server, next, long);
      measuring.abort();
      await scanning;
      const [, text = ''] = /&lt;field&gt;(.*?)"?&gt;[^&]*&lt;\/expression/.exec(scan.body) ?? [];
      const name = text.replace('&lt;expression op="', ' ');
      measured.push(result(name, scans, round));
    }
    return measured;
  } finally {
    await server.stop();
  }
}

function result(scan: string | null, scans: number, { perSecond, latencies }: Round): Stall {
  const found: Stall = {
    scan,
    scans,
    perSecond: Math.round(perSecond),
    p50: Number(quantile(latencies, 0.5).toPrecision(3)),
    p99: Number(quantile(latencies, 0.99).toPrecision(3)),
  };
  progress(`W1 beside ${scan ?? 'nothing'}: p99 ${found.p99} ms, ${scans} scans`);
  return found;
}
