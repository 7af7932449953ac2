import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CompiledQuery } from 'kysely';
import { Connection, type Executor } from './connection';
import { rewriteFile } from './rewrite-file';
import { EntityStore } from './entity-store';
import { LoginStore } from './login-store';
import { AuditStore } from './audit-store';
import { EmailChangeStore } from './email-change-store';
import { OutboxStore } from './outbox-store';
import { PasswordStore } from './password-store';
import { InvitationStore } from './invitation-store';
import { LifeStore } from './life-store';
import { PrivacyStore } from './privacy-store';
import { RecordStore } from './record-store';
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
  readonly invitations: InvitationStore;
  readonly lives: LifeStore;
  readonly privacy: PrivacyStore;
  readonly records: RecordStore;
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
  readonly invitations: InvitationStore;
  readonly lives: LifeStore;
  readonly privacy: PrivacyStore;
  readonly records: RecordStore;
  readonly resources: ResourceStore;
  readonly usage: UsageStore;
  readonly #connection: Connection;
  readonly #inside: Areas;
  readonly #file: string | undefined;
  /** Nobody else reads or writes meanwhile. */
  #transaction: Promise<unknown> | undefined;
  /** Nobody writes meanwhile. */
  #maintenance: Promise<unknown> | undefined;

  private constructor(connection: Connection, file: string | undefined) {
    this.#connection = connection;
    this.#file = file;
    this.#inside = areas(
      this.#executor(
        () => undefined,
        () => undefined,
      ),
    );
    const outside = areas(
      this.#executor(
        () => this.#transaction,
        () => this.#transaction ?? this.#maintenance,
      ),
    );
    this.audit = outside.audit;
    this.emailChanges = outside.emailChanges;
    this.outbox = outside.outbox;
    this.passwords = outside.passwords;
    this.tenant = outside.tenant;
    this.logins = outside.logins;
    this.entities = outside.entities;
    this.invitations = outside.invitations;
    this.lives = outside.lives;
    this.privacy = outside.privacy;
    this.records = outside.records;
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
    const store = new Store(connection, file);
    try {
      store.#isNew(file);
      connection.useWriteAheadLog();
      await store.transaction(async (inside) => {
        if (store.#isNew(file)) {
          connection.execute(readFileSync(SCHEMA_FILE, 'utf8'));
          connection.execute(
            `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`,
          );
          await fill(inside);
        }
      });
      // The process may have ended between an erasure and its last step.
      await store.scrub();
    } catch (error) {
      connection.close();
      throw error;
    }
    return store;
  }

  /**
   * Rewrites the file when something was erased, so that no unused byte of it and nothing in its log holds
   * what was. Others may read meanwhile; who writes waits.
   */
  async scrub(): Promise<void> {
    if (!(await this.lives.needsScrub())) return;
    // Another process may erase something while this one rewrites.
    const erasures = await this.lives.erasures();
    while (this.#transaction ?? this.#maintenance) await (this.#transaction ?? this.#maintenance);
    if (this.#file !== undefined) {
      const done = rewriteFile(this.#file);
      this.#maintenance = done.then(
        () => (this.#maintenance = undefined),
        () => (this.#maintenance = undefined),
      );
      await done;
    }
    await this.lives.scrubbed(erasures);
  }

  /** Does all of `work` or nothing of it. What it wrote is on the disk when the promise resolves. */
  async transaction<T>(work: (inside: Areas) => Promise<T>): Promise<T> {
    while (this.#transaction ?? this.#maintenance) await (this.#transaction ?? this.#maintenance);
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

  /** Whether there is nothing in the file yet. Throws a DataFileError when there is something else than ours. */
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

  /** `reading` and `writing`: what has to end before one may read or write. */
  #executor(reading: Wait, writing: Wait): Executor {
    const connection = this.#connection;
    async function idle(busy: Wait): Promise<void> {
      while (busy()) await busy();
    }
    async function all<R>(
      query: CompiledQuery<R>,
      parameters: readonly unknown[] = query.parameters,
    ): Promise<R[]> {
      if (reading()) await idle(reading);
      return connection.all(query.sql, parameters) as R[];
    }
    return {
      all,
      first: async (query, parameters) => (await all(query, parameters))[0],
      rows: async (sql, parameters) => {
        if (reading()) await idle(reading);
        return connection.rows(sql, parameters);
      },
      run: async (query, parameters) => {
        if (writing()) await idle(writing);
        return connection.run(query.sql, parameters ?? query.parameters);
      },
    };
  }
}

/** What somebody has to wait for at the moment, if anything. */
type Wait = () => Promise<unknown> | undefined;

function areas(executor: Executor): Areas {
  return {
    audit: new AuditStore(executor),
    emailChanges: new EmailChangeStore(executor),
    outbox: new OutboxStore(executor),
    passwords: new PasswordStore(executor),
    tenant: new TenantStore(executor),
    logins: new LoginStore(executor),
    entities: new EntityStore(executor),
    invitations: new InvitationStore(executor),
    lives: new LifeStore(executor),
    privacy: new PrivacyStore(executor),
    records: new RecordStore(executor),
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
