import { chart } from './chart';
import { rateText, timesText } from './figures';
import { isBusy, median, QUIET } from './load';
import type { Computed } from './processor';
import type { Machine, Measured, Results } from './report';
import { WORKLOADS } from './workloads';

/** The content of a results file: a section, and the machine it was measured on. */
type Section = Results & { readonly machine: Machine };

/** The name of the image of the chart, which the page shows. */
export const CHART = 'performance.svg';

/** The image that the page shows, made from results files; undefined without throughput. */
export function performanceChart(files: readonly string[]): string | undefined {
  for (const { machine, throughput } of files.map((text) => JSON.parse(text) as Section)) {
    if (throughput) return chart(throughput.measured, under(machine));
  }
  return undefined;
}

/** The text of docs/performance.md, made from results files. */
export function performancePage(files: readonly string[]): string {
  const sections = files.map((text) => JSON.parse(text) as Section);
  return [
    INTRODUCTION,
    ...sections.flatMap(({ machine, throughput }) =>
      throughput
        ? [
            `## Throughput\n\n${under(machine)}\n\n![Answers per second of each server](${CHART})\n\n${PEERS}\n\n${throughputText(throughput)}`,
          ]
        : [],
    ),
    ...sections.flatMap(({ machine, postgres }) =>
      postgres && postgres.version !== null
        ? [
            `## PostgreSQL\n\n${under(machine)} PostgreSQL ${postgres.version}.\n\n${OVER_POSTGRES}\n\n` +
              throughputText({ ...postgres, notes: [] }, 'atws-emulator'),
          ]
        : [],
    ),
    ...sections.flatMap(({ machine, throughput }) =>
      throughput?.measured.some(({ workload }) => workload === 'W5')
        ? [
            `## Memory\n\n${under(machine)} Peak resident memory of a fresh server under W5:\n\n${memoryTable(throughput.measured)}`,
          ]
        : [],
    ),
    ...sections.flatMap(({ machine, stall }) =>
      stall
        ? [
            `## No stall\n\n${under(machine)} W1 on a file of ${count(stall.rows)} resources, alone, and while queries ` +
              `that look at every row run back to back:\n\n${stallTable(stall)}`,
          ]
        : [],
    ),
    ...sections.flatMap(({ machine, growth }) =>
      growth
        ? [
            `## Cost and size\n\n${under(machine)} Answers per second of one kind of call, by the resources there are. ` +
              `The same call again and again; where more than 500 resources match, it is a page of 500, as in W2.` +
              groups(growth.measured, ({ server }) => server)
                .map((group) => `\n\n${growthTable(group)}`)
                .join(''),
          ]
        : [],
    ),
    ...sections.flatMap(({ machine, start }) =>
      start ? [`## Start\n\n${on(machine)}\n\n${startTable(start)}`] : [],
    ),
    ...sections.flatMap(({ machine, soak }) =>
      soak ? [`## Soak\n\n${under(machine)} ${soakText(soak)}`] : [],
    ),
    BOUNDS,
    SHORTCUTS,
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `# Performance

This page is made from \`bench/results/\` by \`npm run bench\`. Servers are measured in turn, round by round, over
loopback with 8 keep-alive connections that send the next call when the answer has come: by wrk where it is installed,
else by autocannon, which takes as much of a processor as a quick server does and so levels out what it measures. Every
kind of answer is checked before it is timed, and asks for 200 different resources or pages in turn. Figures depend on
the machine; what carries over are the ratios within one run. A round in which other processes take more than ${QUIET} of a core is
repeated, twice at most, and the quietest counts; where that is not quiet either it has a mark (*).

\`\`\`sh
npm run bench                                   # everything but the soak, about forty minutes
npm run bench -- throughput --only W1 --rows 10000 --rounds 3 --seconds 2 --out /tmp/bench --page /tmp/bench/page.md
npm run bench -- postgres                       # a data file and PostgreSQL, four minutes
npm run bench -- soak                           # ten minutes
\`\`\``;

const PEERS = `Our server runs as \`atws serve\` does by default: log-in, tracking identifier, journal and counters are on.
Its peers serve the same data file, without log-in, tracking identifier, journal and counters: what one would write with the \`soap\` package, express and
better-sqlite3, answering objects or ready XML (\`$xml\`); in C++ with gSOAP, one thread a connection; PHP's SoapServer on
php-fpm behind nginx, one process per core. All write with \`synchronous = FULL\`. Two more are limits rather than peers: express with the same SQL and
string building and no SOAP, and node:http sending as many fixed bytes, which mostly measures the load generator where that is autocannon.
"Times" is the median of the ratios of each round, as a machine may be slower in one round than in another.
"Processor ms" is what one answer takes of a processor, in the programs of the server + in the kernel on their behalf (most of it
sends and receives), and "load ms" what the load generator takes for it, on the same machine.`;

const OVER_POSTGRES = `The same server over a data file, over PostgreSQL, and two of it over one PostgreSQL, which share the
connections of the load. All run on this machine, with PostgreSQL and the load generator: two nodes have no processors of
their own here, so that this tells what a second node costs, and hardly what it brings on another machine. A commit is on the disk
before it is answered. Memory is that of the servers.
A query is two statements, an update seven (\`tests/store/postgres/statements.test.ts\`).`;

const BOUNDS = `## What bounds it

Shares of what our server computes, from profiles (\`node --cpu-prof\`) under the same loads:

- **W1.** Sending the answer takes a quarter, four fifths of it in the kernel, which wakes the client; collecting garbage a
  tenth, reading the envelope and the QueryXML in it 8 %, Node's HTTP parser 6, putting the answer together and the journal
  5 each, the look whether another process has written 3; the rest is spread over many functions. Calls that have arrived
  together are begun one after the other, up to 16 in a turn of the event loop: after the system has read something, the
  processor finds its caches and predictors gone, and the same code takes it twice as long. No SQL is left beside the look:
  the bytes of up to 12,000 resources that were asked for are kept, for each of two audiences. A resource that is not kept
  takes one and a half times as long ("by id, each time of another"), and longer where the system has to fetch it from the
  disk.
- **W4.** Sending takes a third, collecting garbage 9 %, the log-in 7, the look 5, reading the envelope as much.
- **W2 of a long table.** Three fifths go to SQLite, which reads 500 rows of 34 columns and concatenates their XML; a tenth
  to checking whether a text has to be escaped, and to writing decimals. Of tables up to some 12,000 rows all resources
  are kept, of longer ones a page is not: most of it would be gone before it is asked for again, and keeping it would make
  a page take a third longer. Over PostgreSQL it is kept: the same page again and again, as in "Cost and size", is quicker
  there.
- **W3.** The commit, which waits for the disk, takes a quarter of the time, more where the disk is slower, although
  updates that arrive together share it: some four do, as half of the eight call while the other half is on its way to the
  disk. The log-in, which is read anew after each commit, takes 9 %, sending 7, reading the resource for the answer 6, writing
  5, reading the envelope, checking what was sent and collecting garbage 4 each; nothing else is more than a twentieth.
- **Memory.** Of some 180 MiB under W5 on 10,000 resources where the machine is at its fastest (it is less where there
  are fewer answers in the same time), 47 are Node's own program; 32 the room for new objects, to
  which V8 lets it grow (\`node --max-semi-space-size=4\` makes it 10, and W1 7 us slower; it can only be given when Node
  starts); 25 other objects; 42 the bytes of kept resources, of the journal and of what is not collected yet; the rest is
  SQLite, code and what the allocator has not given back. The thread that checks passwords takes 16 to 20 until it has had
  nothing to do for 5 s.
- **Start.** Node itself takes 50 to 100 ms of it, \`Intl\` for the zone of the tenant 15 to 20, compiling our files 20
  to 30, pino 10, zod 10 when a setting is given, SQLite 5; the first call starts the thread that checks its password, 70
  to 80.

What would make W1 and W4 faster, and what it would cost: a larger room for new objects
(\`node --max-semi-space-size=64\`: 9 us less of W1, and 40 to 90 MiB more); a server in C++, as gSOAP shows. A page of a long table would gain from keeping more than 12,000 resources (2 KB
each). W3 would gain from answers before the disk has them, against the promise,
and from keeping the log-ins that an update does not change, 8 %, for one more rule about what a write makes untrue.

Tried, and left out as it gained little or nothing: to wait for the disk in another thread and read on meanwhile (as many
updates, for more of the processor), to gather updates for longer, to send answers in a row, a write-ahead log four times as long, a smaller cache
of SQLite, answers as strings instead of bytes (the same for one resource, seven
times slower for a page), rows as JSON made by SQLite (a tenth of a page of a long table), the thread that checks
passwords started early, all code in one file, Node's program in large pages of memory, a larger cache of SQLite. Keeping the XML of each resource in the data file would spare SQLite the
concatenation; the file would be three times as long, and every other program that writes to it would have to keep it true.`;

/** Measured by builds without each of them, beside the whole, on the machine of the figures of throughput. */
const SHORTCUTS = `## Caches and shortcuts

Processor time of a call (user and system) with each of them, and of a build without it. Each row is a run of its own: compare
within it.

| what | lines | with | without | |
| --- | --- | --- | --- | --- |
| Calls that arrive together are begun in a row (\`http/connections.ts\`) | 18 | W1 85 us, W4 75 us, W3 290 us | 185 us, 140 us, 310 us | stays |
| Prepared statements are kept (\`store/sqlite/connection.ts\`) | 8 | W3 290 us, W1 78 us | 940 us, 94 us | stays |
| Updates that arrive together share a commit (\`store/sqlite/group-commit.ts\`) | 129 | W3 290 us, 3,300/s | 440 us, 1,900/s | stays |
| The bytes of entities are kept (\`store/sqlite/pages.ts\`) | 40 | W2 0.83 ms, W1 78 us | 4.6 ms, 121 us | stays |
| What is read for each call is kept: log-ins, tenant, tracking identifiers (\`store/cache.ts\`) | 55 | W1 78 us | 111 us | stays |
| Answers that are the same are written once (\`soap/response.ts\`) | 14 | W4 77 us | 275 us | stays |
| A verified password is known by a digest (\`passwords/known-passwords.ts\`) | 56 | W4 77 us | 60 ms of bcrypt | stays |
| Ordinary XML has a reader of its own (\`xml/fast-reader.ts\`) | 240 | W1 78 us, W3 290 us | 96 us, 330 us | stays: every call gains, and large ones most |
| One look at what others wrote serves a whole row of calls (\`store/sqlite/connection.ts\`) | 10 | W1 78 us | 96 us | stays |
| A body that came with its head is read without events (\`soap/body.ts\`) | 8 | W1 85 us | 90 us | stays |
| The day of the tenant is kept for a second (\`entities/time-zone.ts\`) | 4 | W1 88 us | 98 us | stays |
| Answers were sent in a row, too | 25 | W1 85 us, W4 73 us | 82 us, 73 us | gone |
| Rows became objects in our code rather than in the library | 10 | W3 265 us | 267 us | gone |`;

function on({ processor, cores, memory, system, node, day }: Machine): string {
  return `${day}, ${processor}, ${cores} cores, ${memory}, ${system}, Node ${node}.`;
}

function under(machine: Machine): string {
  return `${on(machine)} Loaded by ${machine.generator}.`;
}

function throughputText(
  { measured, notes, seconds }: Required<Results>['throughput'],
  comparedWith = 'soap, objects',
): string {
  const parts = groups(measured, ({ rows, workload }) => `${rows} ${workload}`).map((group) => {
    const [{ rows, workload, perSecond } = NONE] = group;
    const title = `### ${workload}, ${WORKLOADS[workload]?.title ?? ''}: ${count(rows)} resources`;
    const base = group.find(({ server }) => server.startsWith(comparedWith));
    const header = [
      'server',
      'answers/s (min–max)',
      `times ${base?.server ?? 'the first'}`,
      'processor ms',
      ...(group.some(({ database }) => database) ? ['database ms'] : []),
      'load ms',
      'p50 ms',
      'p99 ms',
      'peak MiB',
    ];
    const rowsOfTable = group.map((one) => [
      one.server,
      `${rateText(median(one.perSecond))} (${rateText(Math.min(...one.perSecond))}–${rateText(Math.max(...one.perSecond))})${one.others.some(isBusy) ? ' *' : ''}`,
      base
        ? timesText(median(one.perSecond.map((each, round) => each / (base.perSecond[round] ?? NaN))))
        : '',
      processor(one.computed),
      ...(group.some(({ database }) => database) ? [processor(one.database ?? null)] : []),
      String(one.generator ?? ''),
      String(one.p50),
      String(one.p99),
      String(one.peakMemory ?? ''),
    ]);
    const busy = group.some(({ others }) => others.some(isBusy)) ? `\n\n${BUSY}` : '';
    return `${title}\n\n${perSecond.length} rounds of ${seconds} s.\n\n${table(header, rowsOfTable)}${busy}`;
  });
  return [...parts, ...notes].join('\n\n');
}

/** Milliseconds in programs, and behind a plus those in the kernel. */
function processor(computed: Computed | null): string {
  return computed ? `${computed.user} + ${computed.system}` : '';
}

const BUSY = `\\* Other processes took more than ${QUIET} of a core in at least one round, and in its repetitions.`;

const NONE: Measured = {
  rows: 0,
  workload: '',
  server: '',
  perSecond: [],
  computed: null,
  generator: null,
  others: [],
  p50: 0,
  p99: 0,
  peakMemory: null,
};

function memoryTable(measured: readonly Measured[]): string {
  const mixed = measured.filter(({ workload }) => workload === 'W5');
  const sizes = [...new Set(mixed.map(({ rows }) => rows))];
  return table(
    ['server', ...sizes.map((rows) => `${count(rows)} resources`)],
    groups(mixed, ({ server }) => server).map((group) => [
      group[0]?.server ?? '',
      ...sizes.map((size) => `${group.find(({ rows }) => rows === size)?.peakMemory ?? '?'} MiB`),
    ]),
  );
}

function stallTable({ measured }: Required<Results>['stall']): string {
  const quiet = measured.find(({ scan }) => scan === null);
  return table(
    ['beside W1', 'scans ended', 'W1 answers/s', 'p50 ms', 'p99 ms', 'p99 times quiet'],
    measured.map(({ scan, scans, perSecond, p50, p99 }) => [
      scan ?? 'nothing',
      String(scans),
      count(perSecond),
      String(p50),
      String(p99),
      timesText(p99 / (quiet?.p99 ?? p99)),
    ]),
  );
}

function growthTable(measured: readonly Measured[]): string {
  const sizes = [...new Set(measured.map(({ rows }) => rows))];
  return table(
    [measured[0]?.server ?? 'call', ...sizes.map(count)],
    groups(measured, ({ workload }) => workload).map((group) => [
      group[0]?.workload ?? '',
      ...sizes.map((size) => rateText(median(group.find(({ rows }) => rows === size)?.perSecond ?? [0]))),
    ]),
  );
}

function startTable({ measured }: Required<Results>['start']): string {
  return table(
    ['what', 'resources', 'median ms', 'min–max'],
    measured.map(({ what, rows, milliseconds }) => [
      what,
      rows === null ? '' : count(rows),
      String(median(milliseconds)),
      `${Math.min(...milliseconds)}–${Math.max(...milliseconds)}`,
    ]),
  );
}

function soakText({ minutes, rows, memory, slope }: Required<Results>['soak']): string {
  return (
    `W5 for ${minutes} minutes on ${count(rows)} resources: resident memory went from ${memory[0] ?? 0} to ` +
    `${memory.at(-1) ?? 0} MiB (at most ${Math.max(...memory)}); over the second half it ${slope > 0 ? 'grew' : 'shrank'} by ${Math.abs(slope)} MiB a minute.`
  );
}

function groups<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return [...found.values()];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
