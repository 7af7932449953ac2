import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CheckedCall } from './calls';
import { withData, type Data } from './data';
import { readFields } from './fields';
import { load, median, quantile, quietLoad, type Round } from './load';
import { startGsoap, withoutGsoap } from './peers/gsoap';
import { findPhp, startPhp } from './peers/php';
import { total, type Computed } from './processor';
import { progress, type Measured, type Results } from './report';
import { callOnce, startNode, startOurs, type Server } from './servers';
import { WORKLOADS } from './workloads';
import { type Kind, ENDPOINT_PATH, WSDL } from './service';

export interface Settings {
  readonly rounds: number;
  readonly seconds: number;
  /** How often a round is tried at most, until other processes leave the processors to it. */
  readonly tries: number;
  readonly rows: readonly number[];
  /** The workloads to measure. */
  readonly only: readonly string[];
}

/** The section `throughput`: all servers under all workloads, in turn. */
export async function throughput(settings: Settings): Promise<Required<Results>['throughput']> {
  const measured: Measured[] = [];
  const php = findPhp();
  for (const rows of settings.rows) {
    await withData(rows, async (data) => {
      for (const name of settings.only) measured.push(...(await measure(data, name, settings, startPeers)));
    });
  }
  const notes = [withoutGsoap(), typeof php === 'string' ? php : undefined].filter(
    (note) => note !== undefined,
  );
  return { seconds: settings.seconds, notes, measured };
}

/** What servers that ours is measured beside are started with. */
interface Beside {
  readonly data: Data;
  /** A file with the fields. */
  readonly fields: string;
  readonly ours: Server;
  readonly next: () => CheckedCall;
}

/** Measures our server over a data file under a workload, and others in turn with it. */
export async function measure(
  data: Data,
  name: string,
  { rounds, seconds, tries }: Settings,
  startOthers: (beside: Beside) => Promise<Server[]>,
): Promise<Measured[]> {
  const servers: Server[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-'));
  try {
    const ours = await startOurs(data.file);
    servers.push(ours);
    const fields = await readFields(ours);
    const next = workload(name).calls(data, fields);
    const fieldsFile = path.join(folder, 'fields.json');
    writeFileSync(fieldsFile, JSON.stringify(fields.info));
    servers.push(...(await startOthers({ data, fields: fieldsFile, ours, next })));
    const rates = new Map<Server, Round[]>(servers.map((server) => [server, []]));
    // All checks before any load, whose last updates would change the checked data; ours, which changes the file, last.
    for (const server of servers.toReversed()) await check(server, data, next);
    // A warm-up, which is not measured: the first answers compile the code.
    for (const server of servers) await load(server, next, seconds);
    for (let round = 1; round <= rounds; round += 1) {
      for (const [server, seen] of rates) {
        const one = await quietLoad(server, next, { seconds, tries });
        seen.push(one);
        const computed = one.computed ? total(one.computed).toFixed(3) : '?';
        progress(
          `${data.rows} rows, ${name}, round ${round}, ${server.name}: ${one.perSecond.toFixed(0)} answers/s, ` +
            `${computed} ms computed, others took ${one.others?.toFixed(1) ?? '?'} cores`,
        );
      }
    }
    return [...rates].map(([server, seen]) => summary(data.rows, name, server, seen));
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function summary(rows: number, name: string, server: Server, rounds: readonly Round[]): Measured {
  const latencies = Float64Array.from(rounds.flatMap((round) => [...round.latencies])).sort();
  return {
    rows,
    workload: name,
    server: server.name,
    perSecond: rounds.map(({ perSecond }) => Number(perSecond.toPrecision(4))),
    computed: medians(rounds.flatMap(({ computed = [] }) => computed)),
    ...(server.computedByDatabase && { database: medians(rounds.flatMap(({ database = [] }) => database)) }),
    generator: short(median(rounds.flatMap(({ generator = [] }) => generator))) || null,
    others: rounds.map(({ others }) => (others === undefined ? null : Number(others.toFixed(2)))),
    p50: short(quantile(latencies, 0.5)),
    p99: short(quantile(latencies, 0.99)),
    peakMemory: Math.round(server.peakMemory() ?? 0) || null,
  };
}

/** Null where nothing is known. */
function medians(all: readonly Computed[]): Computed | null {
  if (all.length === 0) return null;
  return {
    user: short(median(all.map(({ user }) => user))),
    system: short(median(all.map(({ system }) => system))),
  };
}

/** A figure of three digits. */
function short(figure: number): number {
  return Number(figure.toPrecision(3));
}

async function startPeers({ data: { file: data }, fields, ours, next }: Beside): Promise<Server[]> {
  const sizes = await sizesOf(ours, next);
  const peer = (name: string): string => path.join(__dirname, 'peers', `${name}.js`);
  const php = findPhp();
  return [
    await startNode('soap, objects', peer('soap'), ['objects', data, fields, WSDL, ENDPOINT_PATH]),
    await startNode('soap, $xml', peer('soap'), ['xml', data, fields, WSDL, ENDPOINT_PATH]),
    ...(withoutGsoap() === undefined ? [await startGsoap(data, fields)] : []),
    ...(typeof php === 'string' ? [] : [await startPhp(php, data, fields)]),
    await startNode('express without SOAP', peer('express'), [data, fields, ENDPOINT_PATH]),
    await startNode(FIXED, peer('fixed'), [], (kind) => `/${sizes.get(kind) ?? 0}`),
  ];
}

const FIXED = 'node:http, fixed bytes';

/** The sizes of our answers in bytes, by kind of call. */
async function sizesOf(ours: Server, next: () => CheckedCall): Promise<Map<Kind, number>> {
  const sizes = new Map<Kind, number>();
  for (const call of oneOfEachKind(next)) {
    sizes.set(call.kind, Buffer.byteLength(await callOnce(ours, call)));
  }
  return sizes;
}

/** Reads come first: what they answer is compared with what was stored before. */
function oneOfEachKind(next: () => CheckedCall): readonly CheckedCall[] {
  const calls = new Map<Kind, CheckedCall>();
  for (let count = 0; count < 100; count += 1) {
    const call = next();
    if (!calls.has(call.kind)) calls.set(call.kind, call);
  }
  const all = [...calls.values()];
  return [...all.filter(({ written }) => !written), ...all.filter(({ written }) => written)];
}

/** Throws an Error for a wrong answer of a server, or an update that is not where the data is. */
async function check(server: Server, data: Data, next: () => CheckedCall): Promise<void> {
  for (const call of oneOfEachKind(next)) {
    const answer = await callOnce(server, call);
    if (server.name === FIXED) continue;
    const { check, written } = call;
    try {
      check(answer);
      if (!written) continue;
      const title = await (server.titleOf?.(written.id) ?? data.read(written.id)['Title']);
      if (title !== written.title) throw new Error('The update is not stored');
    } catch (error) {
      throw new Error(`${server.name} answers something wrong`, { cause: error });
    }
  }
}

function workload(name: string): (typeof WORKLOADS)[string] {
  const found = WORKLOADS[name];
  if (!found) throw new Error(`There is no ${name}`);
  return found;
}
