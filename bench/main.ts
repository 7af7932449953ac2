import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { growth } from './growth';
import { performancePage } from './page';
import { thisMachine, type Results } from './report';
import { soak } from './soak';
import { stall } from './stall';
import { start } from './start';
import { throughput, type Settings } from './throughput';
import { WORKLOADS } from './workloads';

/**
 * npm run bench -- [section ...] [--rounds n] [--seconds n] [--rows n,n] [--only W1,W2] [--out folder]
 *   [--page file]
 *
 * Runs sections of the benchmark, all but the soak when none is named, prints what they found, and keeps it.
 */

const SECTIONS: {
  readonly [S in keyof Required<Results>]: (settings: Settings) => Promise<Required<Results>[S]>;
} = {
  throughput,
  growth,
  stall,
  start,
  soak,
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      rows: { type: 'string', default: '10000,1000000' },
      only: { type: 'string', default: Object.keys(WORKLOADS).join() },
      out: { type: 'string', default: path.join(__dirname, '..', 'results') },
      page: { type: 'string', default: path.join(__dirname, '..', '..', 'docs', 'performance.md') },
    },
  });
  const settings: Settings = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    rows: values.rows.split(',').map(Number),
    only: values.only.split(','),
  };
  mkdirSync(values.out, { recursive: true });
  const names =
    positionals.length > 0 ? positionals : Object.keys(SECTIONS).filter((name) => name !== 'soak');
  for (const name of names) {
    if (!(name in SECTIONS))
      throw new Error(`There is no section ${name}; there are ${Object.keys(SECTIONS).join(', ')}.`);
    const section = await SECTIONS[name as keyof Results](settings);
    const file = path.join(values.out, `${name}.json`);
    writeFileSync(file, `${JSON.stringify({ machine: thisMachine(), [name]: section }, null, 1)}\n`);
  }
  const page = performancePage(readResults(values.out));
  writeFileSync(values.page, page);
  process.stdout.write(page);
}

/** The results in a folder, section by section. */
function readResults(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
