import type { FC } from 'hono/jsx';
import type { Entity } from '../../entities/field';
import { findEntity } from '../../entities/index';
import { refusal } from '../../refusals/refusal';
import { Tabs } from './tabs';

/** The entity that a page is about, by what was sent as its name; the first one where nothing was. */
export function chosenEntity(among: readonly Entity[], name: string | null): Entity {
  const entity = name === null ? among[0] : findEntity(among, name);
  if (!entity) throw refusal('entityUnknown');
  return entity;
}

/** The page once for each entity that is served. */
export const EntityTabs: FC<{
  readonly path: string;
  readonly entities: readonly Entity[];
  readonly chosen: Entity;
}> = ({ path, entities, chosen }) => (
  <Tabs
    label="Entity"
    tabs={entities.map((entity) => ({
      name: entity.name,
      to: `${path}?entity=${entity.name}`,
      isChosen: entity === chosen,
    }))}
  />
);
