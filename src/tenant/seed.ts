// Reads a seed: the tenant of a new store.

import { getNodeValue } from 'jsonc-parser';
import { check } from '../input/checked';
import { ConfigError } from '../input/config-error';
import { storedFieldsOf, type Entity, type FieldValue } from '../entities/field';
import { fold } from '../entities/fold';
import { entities, findEntity, listedEntities, type EntityLists, type ListedEntity } from '../entities/index';
import type { storedFields } from '../entities/resource';
import { TimeZone } from '../entities/time-zone';
import { readTextFile } from '../input/file-text';
import { JsonTextError, nodeAt, readJson } from '../input/json-text';
import type { ListedRow, ResourceDocument, TenantDocument } from './document';
import type { EntityDocument } from './entity-document';
import { ImportError } from './import-error';
import { demoTenant } from './demo-tenant';
import { RECORD_TYPES } from './fill';

/** A type with all its members read-only. */
type Deep<T> = T extends readonly (infer I)[]
  ? readonly Deep<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;

type Stored = (typeof storedFields)[number];

/** A resource of a seed: its required fields, and any further members. */
export type SeedResource = Deep<ResourceDocument> & {
  readonly [F in Exclude<Extract<Stored, { readonly required: true }>['name'], 'id'>]:
    string | number | boolean;
};

/** Parts of a tenant, which replace those of the demo tenant. */
export type SeedParts = {
  readonly [P in Exclude<keyof TenantDocument, 'resources' | ListedEntity['list']>]?:
    Deep<TenantDocument[P]> | undefined;
} & {
  readonly [E in ListedEntity as E['list']]?: readonly ListedRow<E>[] | undefined;
} & {
  readonly resources?: readonly SeedResource[] | undefined;
};

/** The content of a new store: a file with parts of a tenant (JSON, comments allowed), or the parts themselves. */
export type Seed = string | SeedParts;

/** Entities by name, as an option in code. */
export type SeedEntities = Readonly<Record<string, Deep<Omit<EntityDocument, 'name'>>>>;

/** The tenant of a seed, with more entities. Throws an ImportError with the problems of either. */
export async function readSeedWith(
  seed: Seed | undefined,
  entities: SeedEntities | undefined,
): Promise<TenantDocument> {
  const tenant = await readSeed(seed);
  if (entities === undefined) return tenant;
  const { entityDocument, name: entityName } = await import('./entity-document.js');
  const { z } = await import('zod');
  const byName = z.record(entityName, entityDocument.omit({ name: true }));
  const checked = check(z.strictObject({ entities: byName }), { entities }, 'The options');
  if (!checked.ok) throw new ImportError(checked.problems.map(({ message }) => message));
  const more = Object.entries(checked.value.entities).map(([name, entity]) => ({ ...entity, name }));
  return { ...tenant, entities: [...(tenant.entities ?? []), ...more] };
}

/** The tenant of a seed; without one, the demo tenant. Throws an ImportError with its problems. */
export async function readSeed(seed: Seed | undefined): Promise<TenantDocument> {
  if (seed === undefined) return demoTenant();
  const { value, placeOf } = typeof seed === 'string' ? readFile(seed) : { value: seed, placeOf: () => '' };
  const { tenantParts } = await import('./document.js');
  const parts = check(tenantParts, value, 'A seed');
  if (parts.ok) return withDemoParts(parts.value);
  throw new ImportError(parts.problems.map(({ steps, message }) => placeOf(steps) + message));
}

/** The content of a file, and the place of each value in it. */
interface SeedFile {
  readonly value: unknown;
  readonly placeOf: (steps: readonly PropertyKey[]) => string;
}

function readFile(file: string): SeedFile {
  try {
    const { root, lines } = readJson(readTextFile(file, 'The seed'));
    return {
      value: getNodeValue(root),
      placeOf: (steps) => `${file}, line ${lines.at(nodeAt(root, steps).offset)}: `,
    };
  } catch (error) {
    if (error instanceof JsonTextError) {
      throw new ImportError([`${file}, line ${error.line}: ${error.message}.`]);
    }
    throw error instanceof ConfigError ? new ImportError([error.message]) : error;
  }
}

type Parts = { readonly [P in keyof TenantDocument]?: TenantDocument[P] | undefined };
type RecordDocument = NonNullable<TenantDocument['records']>[number];

/**
 * Completes a seed with the parts of the demo tenant that fit it. Resources of the demo tenant get locations, security
 * levels and roles of the seed; records are added where their resources exist.
 */
function withDemoParts(parts: Parts): TenantDocument {
  const demo = demoTenant();
  const present = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  const tenant: TenantDocument = { ...demo, ...present };
  const resources =
    parts.resources ?? demo.resources.flatMap((resource) => adapted(resource, tenant, demo) ?? []);
  const withResources = { ...tenant, resources };
  return {
    ...withResources,
    ...fittingLists(parts, withResources),
    records: parts.records ?? (demo.records ?? []).filter(fitsInto(withResources)),
  };
}

/** The lists of the demo tenant, each without what refers to something that the tenant does not have. */
function fittingLists(parts: Parts, tenant: TenantDocument): Partial<EntityLists> {
  let fitting = tenant;
  // An entity type stands behind those that it refers to.
  for (const entity of listedEntities.filter(({ list }) => parts[list] === undefined)) {
    const rows: readonly Row[] = tenant[entity.list];
    const references = storedFieldsOf<Entity>(entity).flatMap(({ name, required, reference, picklist }) => {
      const other = findEntity(entities, reference ?? '');
      const list = other ? (other.list ?? 'resources') : picklist;
      if (typeof list !== 'string') return [];
      const known = fitting[list as keyof TenantDocument] as readonly { readonly id?: number }[];
      return [{ name, required, ids: new Set<unknown>(known.map(({ id }) => id)) }];
    });
    const fits = rows.flatMap((row) => {
      const missing = references.filter(({ name, ids }) => row[name] !== null && !ids.has(row[name]));
      const without = Object.fromEntries(missing.map(({ name }) => [name, null]));
      return missing.some(({ required }) => required) ? [] : [{ ...row, ...without }];
    });
    fitting = { ...fitting, [entity.list]: fits };
  }
  return fitting;
}

type Row = Readonly<Record<string, FieldValue>>;

/** A resource of the demo tenant, adapted to another one; undefined where it does not fit. */
function adapted(
  resource: ResourceDocument,
  { internalLocations, securityLevels, roles, timeZone }: TenantDocument,
  demo: TenantDocument,
): ResourceDocument | undefined {
  const isFree = ({ active }: { readonly active: boolean }): boolean => active || resource.Active === false;
  const location =
    internalLocations.find((one) => one.id === resource.LocationID && isFree({ active: one.Active })) ??
    internalLocations.find(({ Active }) => Active);
  const demoLevel = demo.securityLevels.find(({ id }) => id === resource.UserType);
  const level =
    securityLevels.find((one) => one.id === resource.UserType && isFree(one)) ??
    securityLevels.find(
      (one) =>
        one.active &&
        one.apiOnly === demoLevel?.apiOnly &&
        one.systemAdministrator === demoLevel.systemAdministrator &&
        one.viewInternalCost === demoLevel.viewInternalCost,
    );
  if (!location || !level) return undefined;
  const role = roles.find(({ id, Active }) => id === resource.DefaultServiceDeskRoleID && Active);
  const hired = String(resource.HireDate);
  return {
    ...resource,
    // In some zones, daylight saving skips midnight.
    HireDate: new TimeZone(timeZone).shows(`${hired}.000`) ? hired : hired.replace(/T.*/, 'T12:00:00'),
    LocationID: location.id,
    UserType: level.id,
    DefaultServiceDeskRoleID: role?.id ?? null,
  };
}

/** Whether a tenant has the type and the resources of a record. */
function fitsInto({ resources, recordTypes = [] }: TenantDocument): (record: RecordDocument) => boolean {
  const types = new Set([...RECORD_TYPES, ...recordTypes]);
  const people = new Set(resources.map(({ UserName }) => fold(String(UserName))));
  return ({ type, owner, responsible = owner }) =>
    types.has(type) && [owner, responsible].every((one) => people.has(fold(one)));
}
