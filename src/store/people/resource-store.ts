import { CompiledQuery } from 'kysely';
import { fold } from '../../entities/fold';
import type { StoredValues } from '../../entities/field';
import { resource, storedFields } from '../../entities/resource';
import { bit } from '../bit';
import { build } from '../build';
import type { Executor } from '../engine';
import type { SqlValue } from '../sql';
import { columnNames, columnsOf, insertInto, valuesOf } from '../rows';

/** The internal cost of a resource for a range of days; a null end is open. Days are `yyyy-MM-dd`. */
export interface InternalCost {
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: number;
}

/** A resource as it is stored. */
export type ResourceRecord = StoredValues<typeof resource>;

/** The properties of a resource that are no fields. */
export interface ResourceExtras {
  readonly emailVerified: boolean;
  readonly passwordHash: string | null;
  readonly internalCosts: readonly InternalCost[];
  /** When it was deleted, and when its personal data was erased; left out: it was not. */
  readonly deletedAt?: string | null;
  readonly redactedAt?: string | null;
}

/** The range that ids of the real service are in. */
const FIRST_ID = 29_682_885;

/** A resource, and what the rules about writing it need to know beside its fields. */
export interface StoredResource {
  readonly record: ResourceRecord;
  readonly emailVerified: boolean;
  /** When it was redacted and deleted, which cannot be undone. */
  readonly state: 'redacted' | 'deleted' | undefined;
}

const COLUMNS: readonly string[] = [
  ...columnNames(storedFields),
  'email_verified',
  'password_hash',
  'deleted_at',
  'redacted_at',
];

const insert = CompiledQuery.raw(insertInto(resource.table, COLUMNS));
const stored = build
  .selectFrom('resources')
  .select([...storedFields.map(({ name }) => name), 'email_verified', 'redacted_at', 'deleted_at'])
  .where('id', '=', 0)
  .compile();
const storedAfter = build
  .selectFrom('resources')
  .select([
    ...storedFields.map(({ name }) => name),
    'email_verified',
    'password_hash',
    'deleted_at',
    'redacted_at',
  ])
  .where('id', '>', 0)
  .orderBy('id')
  .limit(1)
  .compile();
const insertCost = build
  .insertInto('internal_costs')
  .values({ resource_id: 0, first_day: '', last_day: '', amount: 0 })
  .compile();
const givableLevel = build
  .selectFrom('security_levels as given')
  .innerJoin('security_levels as own', (join) =>
    join.onRef('own.view_internal_cost', '>=', 'given.view_internal_cost'),
  )
  .innerJoin('resources as r', 'r.UserType', 'own.id')
  .where('r.id', '=', 0)
  .where('given.id', '=', 0)
  .select('given.id')
  .compile();
const byId = build.selectFrom('resources').select('id').where('id', '=', 0).compile();
const lastId = build
  .selectFrom('resources')
  .select(({ fn }) => fn.max<number | null>('id').as('id'))
  .compile();
const byUserName = build.selectFrom('resources').select('id').where('UserName_folded', '=', '').compile();

/** Writes resources, and reads what rules about them need to know. */
export class ResourceStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** An id that is not in use, after all that are. */
  async nextId(): Promise<number> {
    return Math.max((await this.#executor.first(lastId))?.id ?? 0, FIRST_ID - 1) + 1;
  }

  async has(id: number): Promise<boolean> {
    return (await this.#executor.first(byId, [id])) !== undefined;
  }

  /** The id of the resource with that user name, in any case. */
  async idOf(userName: string): Promise<number | undefined> {
    return (await this.#executor.first(byUserName, [fold(userName)]))?.id;
  }

  /** Whether a resource may give others that security level: it shows no internal costs, or the own one does. */
  async mayGiveLevel(actorId: number, level: number): Promise<boolean> {
    return (await this.#executor.first(givableLevel, [actorId, level])) !== undefined;
  }

  /** A resource as it is stored; undefined when there is none of that id. */
  async read(id: number): Promise<StoredResource | undefined> {
    const [row] = await this.#executor.rows(stored.sql, [id]);
    if (!row) return undefined;
    const [emailVerified, redactedAt, deletedAt] = row.slice(storedFields.length);
    const deleted = deletedAt === null ? undefined : 'deleted';
    return {
      record: recordOf(row),
      emailVerified: emailVerified === 1,
      state: redactedAt === null ? deleted : 'redacted',
    };
  }

  /** Resources as they are stored with all that belongs to them, by ascending id: those after this one. */
  async after(
    id: number,
    limit: number,
  ): Promise<readonly { readonly record: ResourceRecord; readonly extras: Required<ResourceExtras> }[]> {
    const rows = await this.#executor.rows(storedAfter.sql, [id, limit]);
    const found = [];
    for (const row of rows) {
      const record = recordOf(row);
      const [emailVerified, passwordHash, deletedAt, redactedAt] = row.slice(storedFields.length);
      found.push({
        record,
        extras: {
          emailVerified: emailVerified === 1,
          passwordHash: passwordHash as string | null,
          deletedAt: deletedAt as string | null,
          redactedAt: redactedAt as string | null,
          internalCosts: await this.internalCosts(record.id),
        },
      });
    }
    return found;
  }

  /** Writes the changed fields of an existing resource; unchanged ones are left out, as every index costs. */
  async update(id: number, changed: Partial<ResourceRecord>): Promise<void> {
    const row = columnsOf(storedFields, changed);
    const set = Object.keys(row).map((name) => `"${name}" = ?`);
    // To build and compile such a statement anew takes longer than to run it.
    const statement = `update "resources" set ${set.join(', ')} where "id" = ?`;
    await this.#executor.run(CompiledQuery.raw(statement), [...Object.values(row), id]);
  }

  /** The verified address takes the place of the old one. */
  async verifyEmail(id: number, email: string): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('resources')
        .set({ Email: email, Email_folded: fold(email), email_verified: 1 })
        .where('id', '=', id)
        .compile(),
    );
  }

  async insert(record: ResourceRecord, extras: ResourceExtras): Promise<void> {
    const row: Readonly<Record<string, SqlValue>> = {
      ...columnsOf(storedFields, record),
      email_verified: bit(extras.emailVerified),
      password_hash: extras.passwordHash,
      deleted_at: extras.deletedAt ?? null,
      redacted_at: extras.redactedAt ?? null,
    };
    await this.#executor.run(
      insert,
      COLUMNS.map((name) => row[name] ?? null),
    );
    for (const cost of extras.internalCosts) await this.addInternalCost(record.id, cost);
  }

  /** The internal costs of a resource, by day. */
  async internalCosts(id: number): Promise<InternalCost[]> {
    return this.#executor.all(
      build
        .selectFrom('internal_costs')
        .select(['first_day as from', 'last_day as to', 'amount'])
        .where('resource_id', '=', id)
        .orderBy('first_day', (order) => order.asc().nullsFirst())
        .compile(),
    );
  }

  async addInternalCost(id: number, { from, to, amount }: InternalCost): Promise<void> {
    await this.#executor.run(insertCost, [id, from, to, amount]);
  }

  /** Removes the range that starts on that day; whether there was one. */
  async removeInternalCost(id: number, from: string | null): Promise<boolean> {
    const removed = await this.#executor.run(
      build
        .deleteFrom('internal_costs')
        .where('resource_id', '=', id)
        .where('first_day', 'is not distinct from', from)
        .compile(),
    );
    return removed > 0;
  }
}

/** A resource by its columns, which begin with the stored fields. */
function recordOf(row: readonly unknown[]): ResourceRecord {
  const values = valuesOf(storedFields, row);
  const record = Object.fromEntries(storedFields.map(({ name }, index) => [name, values[index]]));
  return record as unknown as ResourceRecord;
}
