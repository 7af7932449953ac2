import { z } from 'zod';
import {
  storedFieldsOf,
  type Entity,
  type Field,
  type FieldType,
  type StoredValues,
} from '../entities/field';
import { byTable, type ListedEntity } from '../entities/index';
import { BCRYPT_COSTS, isPasswordHash } from '../entities/password-hash';
import { resource } from '../entities/resource';
import { isTimeZone } from '../entities/time-zone';
import { endsBeforeStart, HIGHEST_COST, overlap } from '../updates/internal-costs';

const id = z.int().positive();

/** An instant, UTC. */
const instant = z.iso.datetime();

/** `yyyy-MM-dd`, and a day of the calendar. */
const day = z.iso.date();

const amount = z.number().min(0).max(HIGHEST_COST);

const internalCost = z
  .strictObject({ from: day.nullable(), to: day.nullable(), amount })
  .refine((cost) => !endsBeforeStart(cost), 'must not end before it starts');

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** In plain text, for hashing; empty or masked, it is none. */
const secret = z.string().nullable();

type FieldSchema<F extends Field> = F extends { readonly key: true }
  ? typeof id
  : F extends { readonly secret: true }
    ? typeof secret
    : F extends { readonly computed: null }
      ? typeof fieldValue
      : typeof amount;

/** How a document gives a field: a computed one as the amount of every day. An id that is left out is the next free one. */
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
 * One resource of a document: its fields by name, as JSON values or as text, and what belongs to it. The
 * rules of Resource are not checked here but where everybody's are.
 */
export const resourceDocument = z
  .strictObject({
    ...fieldSchemas,
    /** Left out: not. */
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
    /** When it was deleted; left out, it was not. */
    deletedAt: instant.nullable().optional(),
    /** When its personal data was erased; left out, it was not. */
    redactedAt: instant.nullable().optional(),
  })
  .refine(({ InternalCost: cost, internalCosts: costs }) => cost === undefined || costs === undefined, {
    path: ['internalCosts'],
    error: 'must not stand beside InternalCost: one of them is enough',
  });

/** Beside the fields there is what is no text: a text there is read as JSON, as cells of CSV are. */
const JSON_MEMBERS: ReadonlySet<string> = new Set([
  ...resource.fields.filter(({ key, computed }) => key || computed !== null).map(({ name }) => name),
  'emailVerified',
  'internalCosts',
]);

/** The members of a resource in a file, as the schema takes them. Null, and an empty text there, is nothing. */
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

/** Each item of a list has an id of its own. */
function differ(items: readonly { readonly id: number }[]): boolean {
  return new Set(items.map(({ id }) => id)).size === items.length;
}

const IDS_DIFFER = 'must not have the same id twice';

/** The values of a datatype, as they are stored. */
const VALUES: Readonly<Record<FieldType, (field: Field) => z.ZodType>> = {
  boolean: () => z.boolean(),
  datetime: () => z.iso.datetime({ local: true, precision: 3 }),
  decimal: () => z.number(),
  double: () => z.number(),
  integer: () => z.int(),
  long: () => z.int(),
  string: ({ required, length }) =>
    z
      .string()
      .min(required ? 1 : 0)
      .max(length),
};

function memberSchema(field: Field): z.ZodType {
  const value = VALUES[field.type](field);
  return field.required || field.nullForm === 'empty' ? value : value.nullable();
}

function listSchema(entity: Entity): z.ZodType {
  const members = storedFieldsOf(entity)
    .filter(({ key }) => !key)
    .map((field) => [field.name, memberSchema(field)] as const);
  return z.array(z.strictObject({ id, ...Object.fromEntries(members) })).refine(differ, IDS_DIFFER);
}

type ListSchemas = {
  readonly [E in ListedEntity as E['table']]: z.ZodType<readonly StoredValues<E>[]>;
};

/** The lists of a tenant's entities, each member as its field is. */
const lists = byTable(listSchema) as unknown as ListSchemas;

/** A file of before there was an entity type has no list of it. */
const listsOrNone = byTable((entity) => listSchema(entity).default([])) as unknown as ListSchemas;

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
  internalLocations: z
    .array(z.strictObject({ id, name: z.string().min(1), active: z.boolean() }))
    .min(1)
    .refine(differ, IDS_DIFFER),
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
  /** Types of work beside the built-in ones. */
  recordTypes: z.array(z.string().trim().min(1)).optional(),
  /** Work that belongs to the resources, which are named by UserName. */
  records: z
    .array(
      z.strictObject({
        type: z.string(),
        title: z.string().trim().min(1),
        owner: z.string(),
        /** Left out: the owner. */
        responsible: z.string().optional(),
        createdAt: instant,
        /** Left out: when it was closed, or else created. */
        updatedAt: instant.optional(),
        /** Null, or left out: open. */
        closedAt: instant.nullable().optional(),
      }),
    )
    .optional(),
};

/** A whole tenant, as `fixtures/demo.json` has one. */
export const tenantDocument = z.strictObject({ ...parts, ...listsOrNone });

/** Some parts of a tenant. */
export const tenantParts = z.strictObject(parts).partial();

/** One resource of a document. */
export type ResourceDocument = z.infer<typeof resourceDocument>;

/** A whole tenant. */
export type TenantDocument = z.infer<typeof tenantDocument>;
