// The list of served entity types.
import type { Entity, StoredValues } from './field';
import { department } from './department';
import { internalLocation } from './internal-location';
import { resource } from './resource';
import { resourceRole } from './resource-role';
import { resourceRoleDepartment } from './resource-role-department';
import { resourceRoleQueue } from './resource-role-queue';
import { resourceServiceDeskRole } from './resource-service-desk-role';
import { resourceSkill } from './resource-skill';
import { role } from './role';
import { skill } from './skill';

/** The entity types that can be served, in the order of getEntityInfo: one stands behind those that it refers to. */
export const entities = [
  resource,
  role,
  department,
  internalLocation,
  skill,
  resourceRole,
  resourceRoleDepartment,
  resourceRoleQueue,
  resourceServiceDeskRole,
  resourceSkill,
] as const satisfies readonly Entity[];

/** An entity type of the list. */
export type AnyEntity = (typeof entities)[number];

/** An entity type whose entities are a list in the file of a tenant. */
export type ListedEntity = Extract<AnyEntity, { readonly list: string }>;

/** Every listed entity type, in the order of getEntityInfo. */
export const listedEntities: readonly ListedEntity[] = entities.filter(
  (entity): entity is ListedEntity => entity.list !== null,
);

/** Whether entities of a type belong to a resource. */
export function isOfResources({ fields }: Entity): boolean {
  return fields.some(({ reference }) => reference === resource.name);
}

/** The listed entity types that others choose from, by a label. */
export const chosenEntities: readonly ListedEntity[] = listedEntities.filter(({ fields }: Entity) =>
  fields.some(({ choice }) => choice === 'label'),
);

/** The names of the fields of Resource that hold ids of an entity type. */
export function fieldsReferringTo({ name, list }: Entity): readonly string[] {
  return resource.fields
    .filter(({ reference, picklist }) => reference === name || (list !== null && picklist === list))
    .map((field) => field.name);
}

/** A value for each listed entity type, by list. */
export function byList<T>(valueOf: (entity: ListedEntity) => T): Readonly<Record<ListedEntity['list'], T>> {
  const values = listedEntities.map((entity) => [entity.list, valueOf(entity)] as const);
  return Object.fromEntries(values) as Record<ListedEntity['list'], T>;
}

/** The listed entities of a tenant, by list. */
export type EntityLists = {
  readonly [E in ListedEntity as E['list']]: readonly StoredValues<E>[];
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
