// The routes of entities other than Resource.
import { z } from 'zod';
import type { Entity } from '../../entities/field';
import { findEntity } from '../../entities/index';
import { suggestion } from '../../input/suggestion';
import { wholeNumber } from '../../input/whole-number';
import { refusal } from '../../refusals/refusal';
import { route, type Route } from '../route';
import { person, personOf } from './answers';
import { id, instant, page } from './schemas';

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** Who created and changed the entities that getEntityInfo lists. */
export const ENTITY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/entity-history',
    summary: 'Show who created and changed entities other than resources, the oldest change first',
    query: z.strictObject({
      entity: z.string().optional().describe('of this type only, such as Role'),
      entityId: wholeNumber(1).optional().describe('of entities with this id only'),
      ...page,
    }),
    answer: z.array(
      z.object({
        id: id.describe('of the change'),
        at: instant,
        by: person,
        entity: z.string().describe('its type'),
        entityId: id,
        changes: z
          .record(z.string(), z.object({ from: value, to: value }).partial())
          .describe('by field; without values where these may tell of a person; none: it was created'),
      }),
    ),
    handle: async ({ store, entities }, { query: { entity, ...query } }) => {
      const type = entity === undefined ? undefined : typeOf(await entities(), entity);
      const found = await store.entityAudit.list({ ...query, entity: type });
      return Promise.all(
        found.map(async ({ actorId, ...change }) => ({ ...change, by: await personOf(store, actorId) })),
      );
    },
  }),
];

function typeOf(entities: readonly Entity[], name: string): string {
  const entity = findEntity(entities, name);
  if (entity) return entity.name;
  const names = entities.map((one) => one.name);
  throw refusal('nameUnknown', { name, hint: suggestion(name, names) }).ofField('entity');
}
