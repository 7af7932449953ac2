import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { growth } from './growth';
import { CHART, performanceChart, performancePage } from './page';
import { postgres } from './postgres';
import { thisMachine, type Results } from './report';
import { soak } from './soak';
import { stall } from './stall';
import { start } from './start';
import { throughput, type Settings } from './throughput';
import { WORKLOADS } from './workloads';

const SECTIONS: {
  readonly [S in keyof Required<Results>]: (settings: Settings) => Promise<Required<Results>[S]>;
} = {
  throughput,
  postgres,
  growth,
  stall,
  start,
  soak,
};

const USAGE = `npm run bench -- [section ...] [options]

Runs sections of the benchmark, all but the soak when none is named, prints what they found, and keeps it.
Sections: ${Object.keys(SECTIONS).join(', ')}.

  --rounds n     rounds of each server under each workload (5)
  --seconds n    how long a round takes (3)
  --tries n      how often a round is tried at most, until other processes leave the processors to it (3)
  --rows n,n     how many resources there are (10000,1000000)
  --only W1,W2   some of the workloads ${Object.keys(WORKLOADS).join(', ')}
  --out folder   where results are kept (bench/results)
  --page file    the page that is made of all that are kept (docs/performance.md); its chart is put beside it
  --help
`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '3' },
  tries: { type: 'string', default: '3' },
  rows: { type: 'string', default: '10000,1000000' },
  only: { type: 'string', default: Object.keys(WORKLOADS).join() },
  out: { type: 'string', default: path.join(__dirname, '..', 'results') },
  page: { type: 'string', default: path.join(__dirname, '..', '..', 'docs', 'performance.md') },
} as const;

/** Invalid arguments of the benchmark. */
class UsageError extends Error {}

/** The sections and options of the arguments. Throws a UsageError. */
function readArguments(): ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>> {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function requireKnown(kind: string, names: readonly string[], known: object): void {
  const unknown = names.find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined)
    throw new UsageError(`There is no ${kind} ${unknown}; there are ${Object.keys(known).join(', ')}.`);
}

/** The whole numbers of an option, separated by commas. Throws a UsageError. */
function numbers(option: string, text: string): number[] {
  return text.split(',').map((one) => {
    const number = Number(one);
    if (Number.isSafeInteger(number) && number > 0) return number;
    throw new UsageError(`--${option} is to be a whole number above 0, and not "${one}".`);
  });
}

/** The single number of an option. Throws a UsageError. */
function single(option: string, text: string): number {
  const [number, ...others] = numbers(option, text);
  if (number !== undefined && others.length === 0) return number;
  throw new UsageError(`--${option} is to be one number, and not ${text}.`);
}

async function main(): Promise<void> {
  const { positionals, values } = readArguments();
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const settings: Settings = {
    rounds: single('rounds', values.rounds),
    seconds: single('seconds', values.seconds),
    tries: single('tries', values.tries),
    rows: numbers('rows', values.rows),
    only: values.only.split(','),
  };
  requireKnown('section', positionals, SECTIONS);
  requireKnown('workload', settings.only, WORKLOADS);
  mkdirSync(values.out, { recursive: true });
  const names =
    positionals.length > 0 ? positionals : Object.keys(SECTIONS).filter((name) => name !== 'soak');
  for (const name of names) {
    const section = await SECTIONS[name as keyof Results](settings);
    const file = path.join(values.out, `${name}.json`);
    writeFileSync(file, `${JSON.stringify({ machine: thisMachine(), [name]: section }, null, 1)}\n`);
  }
  const results = readResults(values.out);
  const page = performancePage(results);
  writeFileSync(values.page, page);
  const chart = performanceChart(results);
  if (chart !== undefined) writeFileSync(path.join(path.dirname(values.page), CHART), chart);
  process.stdout.write(page);
}

/** The results files of a folder. */
function readResults(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
});
