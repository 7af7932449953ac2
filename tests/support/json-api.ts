import { SCHEMA_FILE } from '../../src/store/store';
import { existsSync, readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Login } from '../support/emulator';
import { call } from '../support/soap';
import { open, type Opened, type OpenOptions, type Row } from './updates';

/** The administrator in whose name tests act. */
export const BY = 'ada.admin';

/** A resource as the JSON API shows it. */
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

/** What the JSON API refuses with. */
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

  /** Any request, as it is. */
  async send(path: string, init: RequestInit = {}): Promise<ApiAnswer> {
    const response = await fetch(`${this.server.origin}/_emulator${path}`, init);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  }

  /** A POST of JSON. */
  async posted(path: string, body: unknown): Promise<ApiAnswer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** What is there. */
  async get(path: string): Promise<unknown> {
    return done(await this.send(path));
  }

  /** What came of an action. */
  async post(path: string, body: unknown): Promise<unknown> {
    return done(await this.posted(path, body));
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

  /** One of the life-cycle actions, in the name of the administrator unless `body` says otherwise. */
  async act(id: number, action: string, body: object = {}): Promise<Resource> {
    return (await this.post(`/resources/${id}/${action}`, { by: BY, ...body })) as Resource;
  }

  /** Why an action is refused. */
  async refused(path: string, body: object): Promise<Problem> {
    const { status, type, text } = await this.posted(path, body);
    const problem = JSON.parse(text) as Problem;
    if (!type.startsWith('application/problem+json') || problem.status !== status) {
      throw new Error(`No problem: HTTP ${status}, ${type}: ${text}`);
    }
    return problem;
  }

  /** Deletes a resource, all of its open records going to the same successor. */
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

function done({ status, text }: ApiAnswer): unknown {
  if (status !== 200 && status !== 201) throw new Error(`HTTP ${status}: ${text}`);
  return JSON.parse(text);
}

/** A running emulator with its JSON API. */
export interface World extends Opened {
  readonly api: Api;
}

/** An emulator of its own for each test of a describe block, or of a file. */
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

/** The HTTP status of a SOAP call with a log-in: 200, or 401 when it is not taken. */
export async function logIn(url: string, login: Login): Promise<number> {
  return (await call(url, 'getThresholdAndUsageInfo', '', { login })).status;
}

/** Works on the data file through a connection of its own. */
export function outside<T>(file: string, work: (sqlite: Sqlite.Database) => T): T {
  const sqlite = new Sqlite(file, { timeout: 10_000 });
  try {
    return work(sqlite);
  } finally {
    sqlite.close();
  }
}

/** All tables with all their rows, but for the counting of requests. */
export async function dump({
  rows,
}: Pick<Opened, 'rows'>): Promise<Readonly<Record<string, readonly Row[]>>> {
  const tables = [...readFileSync(SCHEMA_FILE, 'utf8').matchAll(/^CREATE TABLE (\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('requests_per_'));
  const dumped: [string, readonly Row[]][] = [];
  for (const name of tables) dumped.push([name, await rows(`SELECT * FROM ${name} ORDER BY 1`)]);
  return Object.fromEntries(dumped);
}

/** Which of these texts are still somewhere in the data file, its write-ahead log or its shared memory. */
export function tracesIn(file: string, texts: readonly string[]): readonly string[] {
  const files = ['', '-wal', '-shm', '-journal']
    .map((suffix) => file + suffix)
    .filter((name) => existsSync(name));
  const bytes = Buffer.concat(files.map((name) => readFileSync(name)));
  return texts.filter((text) => bytes.includes(text));
}
