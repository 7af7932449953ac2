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
}
