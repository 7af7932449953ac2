import { withData, type Data } from './data';
import { readFields } from './fields';
import { load } from './load';
import { progress, type Results } from './report';
import { startOurs } from './servers';
import type { Settings } from './throughput';
import { WORKLOADS } from './workloads';

/** Seconds between two readings of the memory. */
const STEP = 10;

/** The section `soak`: whether memory grows under the mix for ten minutes, or for `--seconds` above a minute. */
export async function soak({ seconds, rows: [rows = 10_000] }: Settings): Promise<Required<Results>['soak']> {
  const duration = seconds > 60 ? seconds : 600;
  const memory = await withData(rows, (data) => memoryUnderMix(data, duration));
  const half = memory.slice(Math.floor(memory.length / 2));
  return { minutes: duration / 60, rows, memory, slope: Number(((slopeOf(half) * 60) / STEP).toFixed(3)) };
}

/** The memory of our server in MiB, at even intervals. */
async function memoryUnderMix(data: Data, duration: number): Promise<readonly number[]> {
  const server = await startOurs(data.file);
  try {
    const next = WORKLOADS['W5']?.calls(data, await readFields(server));
    if (!next) throw new Error('There is no W5');
    const memory: number[] = [];
    while (memory.length < duration / STEP) {
      await load(server, next, STEP);
      memory.push(Math.round(server.memory() ?? 0));
      progress(`${memory.length * STEP} s: ${memory.at(-1)} MiB`);
    }
    return memory;
  } finally {
    await server.stop();
  }
}

/** The slope of the regression line through evenly spaced values, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const squares = values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
  return products / squares;
}
