// The routes of the tenant's settings.
import { z } from 'zod';
import { chosenEntities } from '../../entities/index';
import { byPlainList } from '../../entities/picklists';
import type { Store } from '../../store/store';
import { route, type Route } from '../route';
import { id } from './schemas';

const named = z.object({ id, name: z.string(), active: z.boolean() });

/** What is chosen from a list: entities by their labels, and values of plain lists. */
const lists = {
  ...Object.fromEntries(chosenEntities.map(({ list }) => [list, z.array(named)])),
  ...byPlainList(() => z.array(named)),
};

const tenant = z.object({
  domain: z.string().describe('behind the @ of user names'),
  ci: z.int().describe('its number in getZoneInfo'),
  timeZone: z.string(),
  strongPasswords: z.boolean(),
  trackingIdentifiers: z.array(z.string()),
  securityLevels: z.array(
    named.extend({
      system: z.boolean(),
      apiOnly: z.boolean(),
      systemAdministrator: z.boolean(),
      viewInternalCost: z.boolean(),
    }),
  ),
  ...lists,
  recordTypes: z.array(z.string()),
});

/** The tenant: its settings, and the entities that resources refer to. */
export const TENANT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/tenant',
    summary: 'Show the tenant: what is true of all of it, and what resources refer to',
    answer: tenant,
    handle: ({ store }) => tenantOf(store),
  }),
  route({
    method: 'patch',
    path: '/tenant',
    summary: 'Change what holds for the whole tenant',
    body: z.strictObject({
      strongPasswords: z.boolean().describe('whether new passwords must be strong; present ones stay'),
    }),
    answer: tenant,
    handle: async ({ store }, { body }) => {
      await store.tenant.setStrongPasswords(body.strongPasswords);
      return tenantOf(store);
    },
  }),
];

async function tenantOf(store: Store) {
  const chosen: Record<string, z.infer<typeof named>[]> = {};
  for (const entity of chosenEntities) {
    const choices = await store.listedEntities.choices(entity, 'id');
    chosen[entity.list] = choices.map(({ value, label, active }) => ({
      id: Number(value),
      name: label,
      active,
    }));
  }
  const { domain, ci, timeZone, strongPasswords, trackingIdentifiers, securityLevels, ...others } =
    await store.tenant.whole();
  return {
    ...{ domain, ci, timeZone, strongPasswords, trackingIdentifiers, securityLevels },
    ...byPlainList((list) => others[list]),
    ...chosen,
    recordTypes: await store.records.types(),
  };
}
