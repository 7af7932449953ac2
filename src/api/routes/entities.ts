// The routes of entities other than Resource.
import { z } from 'zod';
import type { Entity } from '../../entities/field';
import { findEntity } from '../../entities/index';
import { suggestion } from '../../input/suggestion';
import { wholeNumber } from '../../input/whole-number';
import { refusal } from '../../refusals/refusal';
import type { DeclaredRow } from '../../tenant/declared-rows';
import { declaredRows, pageOfRows } from '../../tenant/entity-handle';
import { route, type Route } from '../route';
import { person, personOf } from './answers';
import { id, instant, page } from './schemas';

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

const row = z
  .record(z.string(), z.union([value, z.record(z.string(), value)]))
  .describe('values by field, and those of user-defined fields by name in userDefinedFields');

/** The entities of declared types, and who created and changed entities by SOAP and in the console. */
export const ENTITY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/entities/{name}',
    summary: 'List entities of a declared type by ascending id, with null for no value',
    query: z.strictObject(page),
    answer: z.array(row),
    handle: ({ store }, { name, query: { after = -1, limit } }) => pageOfRows(store, name, after, limit),
  }),
  route({
    method: 'post',
    path: '/entities/{name}',
    summary: 'Create an entity of a declared type; read-only fields can be given, and an id',
    body: row,
    answer: row,
    status: 201,
    handle: async ({ store }, { name, body }) => {
      const rows = declaredRows<DeclaredRow>(store, name);
      return rows.get(await rows.create(body));
    },
  }),
  route({
    method: 'get',
    path: '/entities/{name}/{id}',
    leastId: 0,
    summary: 'Show an entity of a declared type',
    answer: row,
    handle: ({ store }, { name, id: its }) => declaredRows(store, name).get(its),
  }),
  route({
    method: 'patch',
    path: '/entities/{name}/{id}',
    leastId: 0,
    summary: 'Change the given values of an entity of a declared type',
    body: row,
    answer: row,
    handle: async ({ store }, { name, id: its, body }) => {
      const rows = declaredRows<DeclaredRow>(store, name);
      await rows.update(its, body);
      return rows.get(its);
    },
  }),
  route({
    method: 'delete',
    path: '/entities/{name}/{id}',
    leastId: 0,
    summary: 'Delete an entity of a declared type',
    handle: ({ store }, { name, id: its }) => declaredRows(store, name).delete(its),
  }),
  route({
    method: 'get',
    path: '/entity-history',
    summary: 'Show who created and changed entities other than resources, the oldest change first',
    query: z.strictObject({
      entity: z.string().optional().describe('of this type only, such as Role'),
      entityId: wholeNumber(0).optional().describe('of entities with this id only'),
      ...page,
    }),
    answer: z.array(
      z.object({
        id: id.describe('of the change'),
        at: instant,
        by: person,
        entity: z.string().describe('its type'),
        entityId: z.int().min(0),
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
