import { SCHEMA_FILE } from '../../src/store/store';
import { existsSync, readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Login } from '../support/emulator';
import { call } from '../support/soap';
import { open, type Opened, type OpenOptions, type Row } from './updates';

/** The acting administrator of tests. */
export const BY = 'ada.admin';

/** A resource in answers of the JSON API. */
export interface Resource {
  readonly id: number;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string;
  readonly state: 'active' | 'inactive' | 'deleted' | 'redacted';
  readonly licenseType: number;
  readonly note: string | null;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

export interface WorkRecord {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly open: boolean;
  readonly owner: { readonly id: number; readonly displayName: string };
  readonly responsible: { readonly id: number; readonly displayName: string };
}

export interface Association {
  readonly type: string;
  readonly total: number;
  readonly open: number;
}

export interface OutboxMessage {
  readonly id: number;
  readonly resourceId: number;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A refusal of the JSON API. */
export interface Problem {
  readonly status: number;
  readonly rule: string;
  readonly field?: string;
  readonly detail: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** A client of the JSON API. */
export class Api {
  constructor(readonly server: { readonly origin: string }) {}

  /** Sends a request unchanged. */
  async send(path: string, init: RequestInit = {}): Promise<ApiAnswer> {
    const response = await fetch(`${this.server.origin}/_emulator${path}`, init);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  }

  /** Sends a POST of JSON. */
  async posted(path: string, body: unknown): Promise<ApiAnswer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** The JSON answer of a successful GET. */
  async get(path: string): Promise<unknown> {
    return succeeded(await this.send(path));
  }

  /** The JSON answer of a successful POST. */
  async post(path: string, body: unknown): Promise<unknown> {
    return succeeded(await this.posted(path, body));
  }

  async resource(id: number): Promise<Resource> {
    return (await this.get(`/resources/${id}`)) as Resource;
  }

  async resources(query = ''): Promise<readonly Resource[]> {
    return (await this.get(`/resources?limit=1000${query}`)) as Resource[];
  }

  async records(query = ''): Promise<readonly WorkRecord[]> {
    return (await this.get(`/records?limit=1000${query}`)) as WorkRecord[];
  }

  async associations(id: number): Promise<readonly Association[]> {
    const { byType } = (await this.get(`/resources/${id}/associations`)) as {
      readonly byType: readonly Association[];
    };
    return byType;
  }

  async outbox(): Promise<readonly OutboxMessage[]> {
    return (await this.get('/outbox')) as OutboxMessage[];
  }

  /** Performs a life-cycle action, in the name of the administrator unless `body` has another `by`. */
  async act(id: number, action: string, body: object = {}): Promise<Resource> {
    return (await this.post(`/resources/${id}/${action}`, { by: BY, ...body })) as Resource;
  }

  /** The refusal of a POST. */
  async refused(path: string, body: object): Promise<Problem> {
    const { status, type, text } = await this.posted(path, body);
    const problem = JSON.parse(text) as Problem;
    if (!type.startsWith('application/problem+json') || problem.status !== status) {
      throw new Error(`No problem: HTTP ${status}, ${type}: ${text}`);
    }
    return problem;
  }

  /** Deletes a resource with one successor for all its open records. */
  async delete(
    id: number,
    successor: number | 'replacement',
    replacement?: object,
  ): Promise<{ readonly deleted: Resource; readonly replacement: Resource | null }> {
    const open = (await this.associations(id)).filter((association) => association.open > 0);
    const reassign = Object.fromEntries(open.map(({ type }) => [type, successor]));
    return (await this.post(`/resources/${id}/delete`, { by: BY, reassign, replacement })) as {
      deleted: Resource;
      replacement: Resource | null;
    };
  }
}

function succeeded({ status, text }: ApiAnswer): unknown {
  if (status !== 200 && status !== 201) throw new Error(`HTTP ${status}: ${text}`);
  return JSON.parse(text);
}

/** A running emulator with its JSON API. */
export interface World extends Opened {
  readonly api: Api;
}

/** An emulator that is opened anew for each test of a describe block, or of a file. */
export function openedAnew(options: OpenOptions | (() => OpenOptions) = {}): World {
  let current: Opened | undefined;
  const here = (): Opened => {
    if (!current) throw new Error('The emulator has not started');
    return current;
  };
  beforeEach(async () => {
    current = await open(typeof options === 'function' ? options() : options);
  });
  afterEach(() => current?.close());
  const world = {
    get url() {
      return here().url;
    },
    get origin() {
      return here().origin;
    },
    get file() {
      return here().file;
    },
    rows: (sql: string, ...parameters: (string | number)[]) => here().rows(sql, ...parameters),
    change: (sql: string) => here().change(sql),
    bytes: () => here().bytes(),
    close: () => here().close(),
  };
  return Object.assign(world, { api: new Api(world) });
}

/** The HTTP status of a SOAP call with a log-in: 200, or 401 for a refused log-in. */
export async function logIn(url: string, login: Login): Promise<number> {
  return (await call(url, 'getThresholdAndUsageInfo', '', { login })).status;
}

/** Runs `work` with a connection of its own to the data file. */
export function outside<T>(file: string, work: (sqlite: Sqlite.Database) => T): T {
  const sqlite = new Sqlite(file, { timeout: 10_000 });
  try {
    return work(sqlite);
  } finally {
    sqlite.close();
  }
}

/** All rows of all tables, except the request counters and the note of an erasure that is not finished. */
export async function dump({
  rows,
}: Pick<Opened, 'rows'>): Promise<Readonly<Record<string, readonly Row[]>>> {
  const tables = [...readFileSync(SCHEMA_FILE, 'utf8').matchAll(/^CREATE TABLE (\w+)/gm)]
    .map(([, name = '']) => name)
    // A database rewrites its tables after the answer, and strikes that out here.
    .filter((name) => !name.startsWith('requests_per_') && name !== 'pending_scrub');
  const dumped: [string, readonly Row[]][] = [];
  for (const name of tables) dumped.push([name, await rows(`SELECT * FROM ${name} ORDER BY 1`)]);
  return Object.fromEntries(dumped);
}

/** The texts that are still in the data file, its write-ahead log or its shared memory. */
export function tracesIn(file: string, texts: readonly string[]): readonly string[] {
  const files = ['', '-wal', '-shm', '-journal']
    .map((suffix) => file + suffix)
    .filter((name) => existsSync(name));
  const bytes = Buffer.concat(files.map((name) => readFileSync(name)));
  return texts.filter((text) => bytes.includes(text));
}
