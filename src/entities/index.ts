// The list of served entity types.
import type { Entity, StoredValues } from './field';
import { department } from './department';
import { resource } from './resource';
import { role } from './role';

/** The entity types that can be served, in the order of getEntityInfo. */
export const entities = [resource, role, department] as const satisfies readonly Entity[];

/** An entity type of the list. */
export type AnyEntity = (typeof entities)[number];

/** An entity type without rules of its own: its entities are rows of its table, and lists in the file of a tenant. */
export type ListedEntity = Exclude<AnyEntity, typeof resource>;

/** Every listed entity type, in the order of getEntityInfo. */
export const listedEntities: readonly ListedEntity[] = entities.filter(
  (entity): entity is ListedEntity => entity !== resource,
);

/** The names of the fields of Resource that hold ids of an entity type. */
export function fieldsReferringTo({ name }: Entity): readonly string[] {
  return resource.fields.filter(({ reference }) => reference === name).map((field) => field.name);
}

/** A value for each listed entity type, by table. */
export function byTable<T>(valueOf: (entity: ListedEntity) => T): Readonly<Record<ListedEntity['table'], T>> {
  const values = listedEntities.map((entity) => [entity.table, valueOf(entity)] as const);
  return Object.fromEntries(values) as Record<ListedEntity['table'], T>;
}

/** The listed entities of a tenant, by table. */
export type EntityLists = {
  readonly [E in ListedEntity as E['table']]: readonly StoredValues<E>[];
};

/** The entity type of a name in any case. */
export function findEntity(candidates: readonly Entity[], name: string): Entity | undefined {
  const folded = name.trim().toLowerCase();
  return candidates.find((entity) => entity.name.toLowerCase() === folded);
}

/** The names of the secret fields of all entities, whose values no message quotes. */
export const secretFields: ReadonlySet<string> = new Set(
  entities.flatMap(({ fields }) => fields.filter(({ secret }) => secret).map(({ name }) => name)),
);
