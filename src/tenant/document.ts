// The schema of a tenant file.

import { z } from 'zod';
import {
  storedFieldsOf,
  type Entity,
  type Field,
  type FieldType,
  type StoredField,
  type StoredValues,
  type ValueOf,
} from '../entities/field';
import { byList, entities, findEntity, type ListedEntity } from '../entities/index';
import { byPlainList } from '../entities/picklists';
import { BCRYPT_COSTS, isPasswordHash } from '../entities/password-hash';
import { resource } from '../entities/resource';
import { isTimeZone } from '../entities/time-zone';
import { entityDocument } from './entity-document';
import { isXmlText } from '../xml/escape';
import { endsBeforeStart, HIGHEST_COST, overlap } from '../updates/internal-costs';

const id = z.int().positive();

/** UTC, ISO 8601. */
const instant = z.iso.datetime();

/** `yyyy-MM-dd`. */
const day = z.iso.date();

const amount = z.number().min(0).max(HIGHEST_COST);

const internalCost = z
  .strictObject({ from: day.nullable(), to: day.nullable(), amount })
  .refine((cost) => !endsBeforeStart(cost), 'must not end before it starts');

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A password in plain text, for hashing; empty or the mask: none. */
const secret = z.string().nullable();

type FieldSchema<F extends Field> = F extends { readonly key: true }
  ? typeof id
  : F extends { readonly secret: true }
    ? typeof secret
    : F extends { readonly computed: null }
      ? typeof fieldValue
      : typeof amount;

/** The schema of a field in a document. A computed one is the amount of every day; a missing id is assigned. */
function fieldSchema({ key, secret: isSecret, computed }: Field): z.ZodType {
  if (key) return id;
  if (isSecret) return secret;
  return computed === null ? fieldValue : amount;
}

const fieldSchemas = Object.fromEntries(
  resource.fields.map((field) => [field.name, fieldSchema(field).optional()]),
) as unknown as {
  readonly [F in (typeof resource.fields)[number] as F['name']]: z.ZodOptional<FieldSchema<F>>;
};

/**
 * A resource in the file of a tenant: its fields by name, as JSON values or text, and its further data. The rules of
 * Resource are checked in updates/, as for every writer.
 */
export const resourceDocument = z
  .strictObject({
    ...fieldSchemas,
    /** False by default. */
    emailVerified: z.boolean().optional(),
    passwordHash: z
      .string()
      .refine(isPasswordHash, {
        error: `must be a bcrypt hash of a cost from ${BCRYPT_COSTS.least} to ${BCRYPT_COSTS.most}, $2b$10$ and 53 more characters`,
      })
      .optional(),
    internalCosts: z
      .array(internalCost)
      .refine((costs) => !overlap(costs), 'must have no ranges that overlap')
      .optional(),
    /** The time of its deletion; left out: not deleted. */
    deletedAt: instant.nullable().optional(),
    /** The time of its redaction; left out: not redacted. */
    redactedAt: instant.nullable().optional(),
  })
  .refine(({ InternalCost: cost, internalCosts: costs }) => cost === undefined || costs === undefined, {
    path: ['internalCosts'],
    error: 'must not stand beside InternalCost: one of them is enough',
  });

/** The members with JSON values; their text, as in cells of CSV, is parsed as JSON. */
const JSON_MEMBERS: ReadonlySet<string> = new Set([
  ...resource.fields.filter(({ key, computed }) => key || computed !== null).map(({ name }) => name),
  'emailVerified',
  'internalCosts',
]);

/** The members of a resource in a file, in the form of the schema, without null and empty JSON members. */
export function plainMembers(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, JSON_MEMBERS.has(name) ? jsonValue(value) : value] as const)
      .filter(([, value]) => value !== null),
  );
}

function jsonValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (text === '') return null;
  if (text === 'yes' || text === 'no') return text === 'yes';
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return value;
  }
}

/** Whether the ids of a list differ. */
function differ(items: readonly { readonly id: number }[]): boolean {
  return new Set(items.map(({ id }) => id)).size === items.length;
}

const IDS_DIFFER = 'must not have the same id twice';

/** The schemas of stored values, by datatype. */
const VALUES: Readonly<Record<FieldType, (field: Field) => z.ZodType>> = {
  boolean: () => z.boolean(),
  datetime: () => z.iso.datetime({ local: true, precision: 3 }),
  // 96 bits, and a sign.
  decimal: () =>
    z
      .number()
      .min(-(2 ** 96))
      .max(2 ** 96),
  double: () => z.number(),
  float: () => z.number(),
  integer: () => z.int32(),
  long: () => z.int(),
  short: () => z.int32(),
  string: ({ required, length }) =>
    z
      .string()
      .min(required ? 1 : 0)
      // A surrogate pair counts as one character.
      .refine((text) => Array.from(text).length <= length, `must be at most ${length} characters long`)
      .refine(isXmlText, 'must be text that XML can carry'),
};

/** A field that is not required may be left out, and has no value then. */
function memberSchema(field: Field): z.ZodType {
  const value = isOfOthers(field) ? z.int32().positive() : VALUES[field.type](field);
  if (field.required) return value;
  return field.nullForm === 'empty' ? value.default('') : value.nullable().default(null);
}

/** Whether the values are ids of entities that are not served. */
function isOfOthers({ reference }: Field): boolean {
  return reference !== null && !findEntity(entities, reference);
}

function listSchema(entity: Entity): z.ZodType {
  const members = storedFieldsOf(entity)
    .filter(({ key }) => !key)
    .map((field) => [field.name, memberSchema(field)] as const);
  const key = entity.greatestId === undefined ? id : id.max(entity.greatestId);
  const list = z
    .array(z.strictObject({ id: key, ...Object.fromEntries(members) }))
    .refine(differ, IDS_DIFFER);
  return isNeeded(entity) ? list.min(1) : list;
}

/** Whether there is no resource without an entity of the type. */
function isNeeded({ list }: Entity): boolean {
  return resource.fields.some(({ required, picklist }) => required && picklist === list);
}

type ListSchemas = {
  readonly [E in ListedEntity as E['list']]: z.ZodType<readonly StoredValues<E>[]>;
};

const plainList = z
  .array(z.strictObject({ id, name: z.string().min(1), active: z.boolean() }))
  .refine(differ, IDS_DIFFER);

/** The schemas of a tenant's lists of entities. */
const lists = { ...byPlainList(() => plainList), ...(byList(listSchema) as unknown as ListSchemas) };

/** A missing list is empty: files of earlier versions lack later entity types. */
const listsOrNone = {
  ...byPlainList(() => plainList.default([])),
  ...(byList((entity) =>
    isNeeded(entity) ? listSchema(entity) : listSchema(entity).default([]),
  ) as unknown as ListSchemas),
};

const parts = {
  domain: z.string().regex(/^[^\s@]+$/, 'must be a domain such as example.com'),
  ci: z.int().positive(),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as America/New_York'),
  strongPasswords: z.boolean(),
  trackingIdentifiers: z
    .array(z.string().min(1))
    .min(1)
    .refine(
      (identifiers) => new Set(identifiers).size === identifiers.length,
      'must not have the same one twice',
    ),
  securityLevels: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1),
        system: z.boolean(),
        active: z.boolean(),
        apiOnly: z.boolean(),
        systemAdministrator: z.boolean(),
        viewInternalCost: z.boolean(),
      }),
    )
    .min(1)
    .refine(differ, IDS_DIFFER),
  ...lists,
  resources: z.array(resourceDocument),
  /** Record types beside the built-in ones. */
  recordTypes: z.array(z.string().trim().min(1)).optional(),
  /** Records of work, with their resources by UserName. */
  records: z
    .array(
      z.strictObject({
        type: z.string(),
        title: z.string().trim().min(1),
        owner: z.string(),
        /** The owner by default. */
        responsible: z.string().optional(),
        createdAt: instant,
        /** By default the time it was closed, or else created. */
        updatedAt: instant.optional(),
        /** Null, or left out: open. */
        closedAt: instant.nullable().optional(),
      }),
    )
    .optional(),
  /** The entities that the tenant declares beside those that are served, with their rows. */
  entities: z.array(entityDocument).optional(),
};

/** A whole tenant, such as `fixtures/demo.json`. */
export const tenantDocument = z.strictObject({ ...parts, ...listsOrNone });

/** Parts of a tenant. */
export const tenantParts = z.strictObject(parts).partial();

/** A resource in the file of a tenant. */
export type ResourceDocument = z.infer<typeof resourceDocument>;

/** A listed entity in a file: what is not required may be left out. */
export type ListedRow<E extends ListedEntity> = E extends ListedEntity
  ? {
      readonly [F in StoredField<E> as F['required'] extends true ? F['name'] : never]: ValueOf<F>;
    } & { readonly [F in StoredField<E> as F['required'] extends true ? never : F['name']]?: ValueOf<F> }
  : never;

/** A whole tenant, as its file has it. */
export type TenantDocument = z.infer<typeof tenantDocument>;
