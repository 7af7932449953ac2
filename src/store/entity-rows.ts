import type { Entity, FieldValue } from '../entities/field';

/** The values of an entity, by the columns of its fields: their names, except for user-defined ones. */
export type Values = Readonly<Record<string, FieldValue>>;

/** Reads and writes the entities of a type one by one, each with the values of its stored fields. */
export interface EntityRows {
  /** An id behind all that are in use. */
  nextId(entity: Entity): Promise<number>;
  /** Undefined where there is none of that id. */
  read(entity: Entity, id: number): Promise<Values | undefined>;
  insert(entity: Entity, values: Values): Promise<void>;
  /** Writes the changed values of an existing entity. */
  update(entity: Entity, id: number, changed: Values): Promise<void>;
  /** Whether there was one. */
  delete(entity: Entity, id: number): Promise<boolean>;
}
