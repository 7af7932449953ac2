// The audit entries of entities other than Resource.
import { build } from '../build';
import type { Executor } from '../engine';
import type { AuditEntry } from '../people/audit-store';

/** One accepted change of an entity; without changes: it was created. */
export interface EntityAuditEntry extends Omit<AuditEntry, 'resourceId'> {
  /** The name of its type. */
  readonly entity: string;
  readonly entityId: number;
}

/** A change, and its place among all. */
export interface StoredEntityAuditEntry extends EntityAuditEntry {
  readonly id: number;
}

/** Which changes are listed; `after`: those behind the one with this id. */
interface EntityAuditFilter {
  readonly entity?: string | undefined;
  readonly entityId?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

const insert = build
  .insertInto('entity_audit')
  .values({ at: '', actor_id: 0, entity: '', entity_id: 0, changes: '' })
  .compile();

/** The changes of entities, with time and author. */
export class EntityAuditStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add({ at, actorId, entity, entityId, changes }: EntityAuditEntry): Promise<void> {
    await this.#executor.run(insert, [at, actorId, entity, entityId, JSON.stringify(changes)]);
  }

  /** The changes of entities, of a type or with an id where these are given, the oldest first. */
  async list({
    entity,
    entityId,
    after = 0,
    limit,
  }: EntityAuditFilter): Promise<readonly StoredEntityAuditEntry[]> {
    let query = build.selectFrom('entity_audit').selectAll().where('id', '>', after);
    if (entity !== undefined) query = query.where('entity', '=', entity);
    if (entityId !== undefined) query = query.where('entity_id', '=', entityId);
    const rows = await this.#executor.all(query.orderBy('id').limit(limit).compile());
    return rows.map(({ actor_id: actorId, entity_id, changes, ...row }) => ({
      ...row,
      actorId,
      entityId: entity_id,
      changes: JSON.parse(changes) as EntityAuditEntry['changes'],
    }));
  }
}
