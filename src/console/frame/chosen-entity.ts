// The entity that introspection and playground show.
import type { Entity } from '../../entities/field';
import { findEntity } from '../../entities/index';
import { refusal } from '../../refusals/refusal';

/** The entity of that name, or the first one. */
export function chosenEntity(among: readonly Entity[], name: string | null): Entity {
  const entity = name === null ? among[0] : findEntity(among, name);
  if (!entity) throw refusal('entityUnknown');
  return entity;
}
