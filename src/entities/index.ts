import type { Entity } from './field';
import { resource } from './resource';
import { role } from './role';

/** Every entity type that can be served, in the order of getEntityInfo. */
export const entities: readonly Entity[] = [resource, role];

/** The entity of that name, in any case. */
export function findEntity(among: readonly Entity[], name: string): Entity | undefined {
  const wanted = name.trim().toLowerCase();
  return among.find((entity) => entity.name.toLowerCase() === wanted);
}

/** The names of the fields whose values no message quotes. */
export const secretFields: ReadonlySet<string> = new Set(
  entities.flatMap(({ fields }) => fields.filter(({ secret }) => secret).map(({ name }) => name)),
);
