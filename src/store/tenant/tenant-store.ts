// The settings of the tenant.
import type { Entity, FieldName } from '../../entities/field';
import {
  chosenEntities,
  findEntity,
  isOfResources,
  listedEntities,
  type EntityLists,
} from '../../entities/index';
import { internalLocation } from '../../entities/internal-location';
import {
  byPlainList,
  PLAIN_LISTS,
  picklistOf,
  type Choices,
  type Picklists,
  type PicklistValue,
  type PlainList,
} from '../../entities/picklists';
import { build } from '../build';
import type { Answers, Executor } from '../engine';
import { bit } from '../bit';
import { NO_TENANT, StorageFailure } from '../storage-failure';
import type { ListedEntityStore } from './listed-entity-store';

/** The settings of a whole tenant. */
export interface Tenant {
  /** The part of its user names behind the @. */
  readonly domain: string;
  /** Its number in getZoneInfo. */
  readonly ci: number;
  /** IANA name of the zone that dates without offset are in. */
  readonly timeZone: string;
  readonly strongPasswords: boolean;
}

/** A user may do what the security level allows. */
export interface SecurityLevel {
  readonly id: number;
  readonly name: string;
  readonly system: boolean;
  readonly active: boolean;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

/** A value of a plain list. */
export interface ListValue {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

/** The plain lists of a tenant, by name. */
export type PlainLists = Readonly<Record<PlainList, readonly ListValue[]>>;

/** The entities that resources refer to, and all others that a tenant lists. */
export interface TenantParts extends EntityLists, PlainLists {
  readonly securityLevels: readonly SecurityLevel[];
}

/** All of a tenant but its resources. */
export interface NewTenant extends Tenant, TenantParts {
  readonly trackingIdentifiers: readonly string[];
}

const tenantRow = build.selectFrom('tenant').selectAll().compile();
const levels = build.selectFrom('security_levels').selectAll().orderBy('id').compile();
const listValues = build.selectFrom('list_values').selectAll().orderBy('list').orderBy('id').compile();
const insertListValue = build
  .insertInto('list_values')
  .values({ list: 'queues', id: 0, name: '', active: 0 })
  .compile();
const identifier = build
  .selectFrom('tracking_identifiers')
  .select('identifier')
  .where('identifier', '=', '')
  .compile();

const IDENTIFIERS_KEPT = 100;

/** The tenant, and what belongs to it rather than to one resource. */
export class TenantStore {
  readonly #executor: Executor;
  readonly #listedEntities: ListedEntityStore;
  readonly #tenant: Answers<'tenant', Tenant>;
  readonly #identifiers: Answers<string, boolean>;
  readonly #picklists: Answers<'picklists', Picklists>;

  constructor(executor: Executor, listed: ListedEntityStore) {
    this.#executor = executor;
    this.#listedEntities = listed;
    this.#tenant = executor.cache(['tenant'], { limit: 1 });
    this.#identifiers = executor.cache(['tracking_identifiers'], { limit: IDENTIFIERS_KEPT });
    this.#picklists = executor.cache(['security_levels', 'internal_locations', 'list_values'], { limit: 1 });
  }

  read(): Promise<Tenant> {
    return this.#tenant.getOrRead('tenant', () => this.#read());
  }

  async #read(): Promise<Tenant> {
    const row = await this.#executor.first(tenantRow);
    if (!row) throw new StorageFailure(NO_TENANT, undefined, 'used', this.#executor.dialect.place);
    return {
      domain: row.domain,
      ci: row.ci,
      timeZone: row.time_zone,
      strongPasswords: row.strong_passwords === 1,
    };
  }

  isTrackingIdentifier(text: string): Promise<boolean> {
    return this.#identifiers.getOrRead(
      text,
      async () => (await this.#executor.first(identifier, [text])) !== undefined,
    );
  }

  async setStrongPasswords(strong: boolean): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('tenant')
        .set({ strong_passwords: bit(strong) })
        .compile(),
    );
  }

  async addTrackingIdentifier(identifier: string): Promise<void> {
    await this.#executor.run(build.insertInto('tracking_identifiers').values({ identifier }).compile());
  }

  async removeTrackingIdentifier(text: string): Promise<void> {
    await this.#executor.run(
      build.deleteFrom('tracking_identifiers').where('identifier', '=', text).compile(),
    );
  }

  /** Fills a new database. */
  async create(tenant: NewTenant): Promise<void> {
    const { run } = this.#executor;
    const { domain, ci, timeZone, strongPasswords } = tenant;
    await run(
      build
        .insertInto('tenant')
        .values({ id: 1, domain, ci, time_zone: timeZone, strong_passwords: bit(strongPasswords) })
        .compile(),
    );
    for (const identifier of tenant.trackingIdentifiers) await this.addTrackingIdentifier(identifier);
    await this.extend(tenant);
  }

  /** Adds the lists of a tenant, but for the rows of resources. */
  async extend({ securityLevels, ...lists }: TenantParts): Promise<void> {
    const { run } = this.#executor;
    for (const list of PLAIN_LISTS) {
      for (const { id, name, active } of lists[list])
        await run(insertListValue, [list, id, name, bit(active)]);
    }
    for (const level of securityLevels) {
      await run(
        build
          .insertInto('security_levels')
          .values({
            id: level.id,
            name: level.name,
            system: bit(level.system),
            active: bit(level.active),
            api_only: bit(level.apiOnly),
            system_administrator: bit(level.systemAdministrator),
            view_internal_cost: bit(level.viewInternalCost),
          })
          .compile(),
      );
    }
    await this.#listedEntities.add(
      lists,
      listedEntities.filter((entity) => !isOfResources(entity)),
    );
  }

  /** All of the tenant but its resources. */
  async whole(): Promise<NewTenant> {
    const { all } = this.#executor;
    return {
      ...(await this.read()),
      trackingIdentifiers: (
        await all(build.selectFrom('tracking_identifiers').selectAll().orderBy('identifier').compile())
      ).map(({ identifier: text }) => text),
      securityLevels: (await all(levels)).map((row) => ({
        id: row.id,
        name: row.name,
        system: row.system === 1,
        active: row.active === 1,
        apiOnly: row.api_only === 1,
        systemAdministrator: row.system_administrator === 1,
        viewInternalCost: row.view_internal_cost === 1,
      })),
      ...(await this.#plainLists()),
      ...(await this.#listedEntities.all()),
    };
  }

  async #plainLists(): Promise<PlainLists> {
    const rows = await this.#executor.all(listValues);
    return byPlainList((name) =>
      rows
        .filter(({ list }) => list === name)
        .map(({ id, name: label, active }) => ({ id, name: label, active: active === 1 })),
    );
  }

  /** Its picklists: the same object for as long as nothing about them changes. */
  picklists(): Promise<Picklists> {
    return this.#picklists.getOrRead('picklists', async () => {
      const plain = await this.#plainLists();
      return {
        securityLevels: (await this.#executor.all(levels)).map((row) =>
          picklistValue({ ...row, active: row.active === 1, system: row.system === 1 }),
        ),
        internalLocations: await this.#listedEntities.choices(internalLocation, 'id'),
        ...byPlainList((list) => plain[list].map(picklistValue)),
      };
    });
  }

  /** The picklists of an entity's fields. */
  async choices<const E extends Entity>({ fields }: E): Promise<Choices<FieldName<E>>> {
    const lists = await this.picklists();
    const choices: Partial<Record<FieldName<E>, readonly PicklistValue[]>> = {};
    for (const field of fields) {
      const entity = findEntity(chosenEntities, field.reference ?? '');
      const name: FieldName<E> = field.name;
      if (entity) choices[name] = await this.#listedEntities.choices(entity);
      else if (field.picklist !== null) choices[name] = picklistOf(field, lists);
    }
    return choices;
  }
}

function picklistValue({
  id,
  name,
  active,
  system = false,
}: ListValue & { system?: boolean }): PicklistValue {
  return { value: String(id), label: name, active, system };
}
