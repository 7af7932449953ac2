import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Request } from './generator';
import { CLI, ENDPOINT_PATH, LOGIN, type Call, type Kind } from './service';

/** A measured server, in processes of its own. */
export interface Server {
  readonly name: string;
  readonly origin: string;
  /** Where else it answers: the connections of a load are shared among all. */
  readonly otherOrigins: readonly string[];
  request(call: Call): Request;
  /** Peak resident memory of its processes so far, in MiB; undefined where the system does not report it. */
  peakMemory(): number | undefined;
  /** Processor time of its processes so far, in seconds; undefined where the system does not report it. */
  computed(): number | undefined;
  /** The part of it that a database took, where it has one of its own. */
  computedByDatabase?(): number | undefined;
  /** The title of a resource in the database, where its data is not in the file. */
  titleOf?(id: number): Promise<unknown>;
  /** Present resident memory, in MiB; undefined where the system does not report it. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

/** Our server in its default configuration, on a free port. */
export function startOurs(data: string, name = 'atws-emulator'): Promise<Server> {
  return startNode(name, CLI, ['serve', '--port', '0', '--data', data]);
}

/** Starts a Node program that prints its address once it listens. */
export async function startNode(
  name: string,
  program: string,
  args: readonly string[],
  pathOf: (kind: Kind) => string = () => ENDPOINT_PATH,
): Promise<Server> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [address] = /https?:\/\/[^\s/]+(?=[\s/])/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.on('exit', (code) => {
      reject(new Error(`${name} ended with ${code}`));
    });
  });
  return server(name, origin, [child], pathOf);
}

/** A server made of some processes and their children. */
export function server(
  name: string,
  origin: string,
  processes: readonly ChildProcess[],
  pathOf: (kind: Kind) => string = () => ENDPOINT_PATH,
): Server {
  return {
    name,
    origin,
    otherOrigins: [],
    request: ({ kind, action, body }) => ({
      path: pathOf(kind),
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: `"${action}"`,
        Authorization: `Basic ${Buffer.from(LOGIN).toString('base64')}`,
      },
      body,
    }),
    peakMemory: () => memoryOf(processes, 'VmHWM'),
    computed: () => computedBy(processes),
    memory: () => memoryOf(processes, 'VmRSS'),
    stop: async () => {
      for (const one of processes) await end(one);
    },
  };
}

/** Calls a server once. Answers the body. Throws an Error for another status than 200. */
export async function callOnce(server: Server, call: Call): Promise<string> {
  const { path, headers, body } = server.request(call);
  const response = await fetch(server.origin + path, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${server.name}: ${response.status} ${answer.slice(0, 500)}`);
  return answer;
}

export function end(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(undefined);
    child.on('exit', resolve);
    child.kill('SIGTERM');
  });
}

function withChildren(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [pid];
  const children = readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(withChildren)];
}

/** The sum of a Linux memory figure over processes, in MiB. */
function memoryOf(processes: readonly ChildProcess[], figure: 'VmHWM' | 'VmRSS'): number | undefined {
  let sum = 0;
  for (const pid of processes.flatMap(({ pid = 0 }) => withChildren(pid))) {
    const file = `/proc/${pid}/status`;
    const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const [, kibibytes] = new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    if (kibibytes === undefined) return undefined;
    sum += Number(kibibytes) / 1024;
  }
  return sum;
}

/**
 * Processor time in seconds, from fields 14 to 17 of /proc/PID/stat (hundredths of a second, ended children included).
 */
export function computedBy(processes: readonly { readonly pid?: number | undefined }[]): number | undefined {
  let sum = 0;
  for (const pid of processes.flatMap(({ pid = 0 }) => withChildren(pid))) {
    const file = `/proc/${pid}/stat`;
    if (!existsSync(file)) return undefined;
    const fields = readFileSync(file, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    sum += fields.slice(11, 15).reduce((total, ticks) => total + Number(ticks), 0) / 100;
  }
  return sum;
}
