// The audit entries of resources.
import type { FieldValue } from '../../entities/field';
import { build } from '../build';
import type { Executor } from '../engine';

/** The change of one field; without values where they are personal. */
export type Change = { readonly from: FieldValue; readonly to: FieldValue } | Readonly<Record<string, never>>;

/** One accepted change of a resource. */
export interface AuditEntry {
  /** UTC text. */
  readonly at: string;
  /** The id of the resource who made it. */
  readonly actorId: number;
  readonly resourceId: number;
  /** By field name. */
  readonly changes: Readonly<Record<string, Change>>;
}

/** A change, and its place among all. */
export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
}

const insert = build
  .insertInto('audit')
  .values({ at: '', actor_id: 0, resource_id: 0, changes: '' })
  .compile();

/** The changes of resources, with time and author. */
export class AuditStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add({ at, actorId, resourceId, changes }: AuditEntry): Promise<void> {
    await this.#executor.run(insert, [at, actorId, resourceId, JSON.stringify(changes)]);
  }

  /** The changes of one resource, the newest first; with `before` only those from before that one. */
  async of(resourceId: number, limit: number, before?: number): Promise<StoredAuditEntry[]> {
    let query = build
      .selectFrom('audit')
      .selectAll()
      .where('resource_id', '=', resourceId)
      .orderBy('id', 'desc')
      .limit(limit);
    if (before !== undefined) query = query.where('id', '<', before);
    return (await this.#executor.all(query.compile())).map((row) => ({
      id: row.id,
      at: row.at,
      actorId: row.actor_id,
      resourceId: row.resource_id,
      changes: JSON.parse(row.changes) as AuditEntry['changes'],
    }));
  }
}
