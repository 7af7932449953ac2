import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CompiledQuery } from 'kysely';
import { Connection, type Executor } from './connection';
import { EntityStore } from './entity-store';
import { LoginStore } from './login-store';
import { AuditStore } from './audit-store';
import { EmailChangeStore } from './email-change-store';
import { OutboxStore } from './outbox-store';
import { PasswordStore } from './password-store';
import { ResourceStore } from './resource-store';
import { TenantStore } from './tenant-store';
import { UsageStore } from './usage-store';

/** Marks a SQLite file as one of ours ("ATWS"), so that nobody else's is written to. */
const APPLICATION_ID = 0x41545753;

/** The version of `schema.sql`. A released version gets a migration before this number grows. */
const SCHEMA_VERSION = 1;

const SCHEMA_FILE = path.join(__dirname, '..', '..', 'schema.sql');

/** A data file that cannot be used; the message says why and what to do. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
}

/** What can be read and written, grouped by what it is about. */
export interface Areas {
  readonly audit: AuditStore;
  readonly emailChanges: EmailChangeStore;
  readonly outbox: OutboxStore;
  readonly passwords: PasswordStore;
  readonly tenant: TenantStore;
  readonly logins: LoginStore;
  readonly entities: EntityStore;
  readonly resources: ResourceStore;
  readonly usage: UsageStore;
}

/**
 * The data of one emulator: a SQLite file, or a database in memory.
 *
 * Writes that belong together go through `transaction`; while one runs, everybody else waits, so nobody
 * sees the half of it.
 */
export class Store implements Areas {
  readonly audit: AuditStore;
  readonly emailChanges: EmailChangeStore;
  readonly outbox: OutboxStore;
  readonly passwords: PasswordStore;
  readonly tenant: TenantStore;
  readonly logins: LoginStore;
  readonly entities: EntityStore;
  readonly resources: ResourceStore;
  readonly usage: UsageStore;
  readonly #connection: Connection;
  readonly #inside: Areas;
  #transaction: Promise<unknown> | undefined;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.#inside = areas(this.#executor(() => undefined));
    const outside = areas(this.#executor(() => this.#transaction));
    this.audit = outside.audit;
    this.emailChanges = outside.emailChanges;
    this.outbox = outside.outbox;
    this.passwords = outside.passwords;
    this.tenant = outside.tenant;
    this.logins = outside.logins;
    this.entities = outside.entities;
    this.resources = outside.resources;
    this.usage = outside.usage;
  }

  /**
   * Opens a data file, or a database in memory when `file` is undefined. One that does not exist yet is
   * made and filled by `fill`, as a whole or not at all.
   */
  static async open(file: string | undefined, fill: (areas: Areas) => Promise<void>): Promise<Store> {
    if (file !== undefined) claimFile(file);
    const connection = connect(file ?? ':memory:');
    const store = new Store(connection);
    try {
      await store.transaction(async (inside) => {
        if (store.#isNew(file)) {
          connection.execute(readFileSync(SCHEMA_FILE, 'utf8'));
          connection.execute(
            `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`,
          );
          await fill(inside);
        }
      });
    } catch (error) {
      connection.close();
      throw error;
    }
    return store;
  }

  /** Does all of `work` or nothing of it. What it wrote is on the disk when the promise resolves. */
  async transaction<T>(work: (inside: Areas) => Promise<T>): Promise<T> {
    while (this.#transaction) await this.#transaction;
    const done = this.#run(work);
    // Others only wait for the end; how it ended is for the caller alone.
    this.#transaction = done.then(
      () => (this.#transaction = undefined),
      () => (this.#transaction = undefined),
    );
    return done;
  }

  async close(): Promise<void> {
    try {
      await this.usage.flush();
    } finally {
      this.#connection.close();
    }
  }

  async #run<T>(work: (inside: Areas) => Promise<T>): Promise<T> {
    this.#connection.execute('BEGIN IMMEDIATE');
    try {
      const result = await work(this.#inside);
      this.#connection.execute('COMMIT');
      return result;
    } catch (error) {
      this.#connection.execute('ROLLBACK');
      throw error;
    }
  }

  #isNew(file: string | undefined): boolean {
    const version = Number(this.#connection.pragma('user_version'));
    const application = Number(this.#connection.pragma('application_id'));
    const [{ tables } = { tables: 0 }] = this.#connection.all(
      'SELECT count(*) AS tables FROM sqlite_schema',
      [],
    ) as { tables: number }[];
    if (version === 0 && application === 0 && tables === 0) return true;
    if (application !== APPLICATION_ID) {
      throw new DataFileError(
        `${file} is a SQLite database of another program. Name another file with --data.`,
      );
    }
    if (version !== SCHEMA_VERSION) {
      throw new DataFileError(
        `${file} was written by another version of atws-emulator (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
      );
    }
    return false;
  }

  #executor(busy: () => Promise<unknown> | undefined): Executor {
    const connection = this.#connection;
    async function idle(): Promise<void> {
      while (busy()) await busy();
    }
    async function all<R>(
      query: CompiledQuery<R>,
      parameters: readonly unknown[] = query.parameters,
    ): Promise<R[]> {
      if (busy()) await idle();
      return connection.all(query.sql, parameters) as R[];
    }
    return {
      all,
      first: async (query, parameters) => (await all(query, parameters))[0],
      rows: async (sql, parameters) => {
        if (busy()) await idle();
        return connection.rows(sql, parameters);
      },
      run: async (query, parameters) => {
        if (busy()) await idle();
        return connection.run(query.sql, parameters ?? query.parameters);
      },
    };
  }
}

function areas(executor: Executor): Areas {
  return {
    audit: new AuditStore(executor),
    emailChanges: new EmailChangeStore(executor),
    outbox: new OutboxStore(executor),
    passwords: new PasswordStore(executor),
    tenant: new TenantStore(executor),
    logins: new LoginStore(executor),
    entities: new EntityStore(executor),
    resources: new ResourceStore(executor),
    usage: new UsageStore(executor),
  };
}

/** Passwords and personal data live in the file: only its owner may read it. */
function claimFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new DataFileError(`The data file ${file} cannot be made: ${String(error)}`);
  }
}

function connect(file: string): Connection {
  try {
    return new Connection(file);
  } catch (error) {
    throw new DataFileError(`The data file ${file} cannot be opened: ${String(error)}`);
  }
}
