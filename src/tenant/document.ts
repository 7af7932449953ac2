import { z } from 'zod';
import { isTimeZone } from '../entities/time-zone';
import { storedFields, type ResourceField } from '../entities/resource';
import { endsBeforeStart, HIGHEST_COST, overlap } from '../updates/internal-costs';

const id = z.int().positive();

/** `yyyy-MM-dd`, and a day of the calendar. */
const day = z.iso.date();

const amount = z.number().min(0).max(HIGHEST_COST);

const internalCost = z
  .strictObject({ from: day.nullable(), to: day.nullable(), amount })
  .refine((cost) => !endsBeforeStart(cost), 'the range ends before it starts');

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The fields of Resource that a document gives as they are stored. */
type GivenField = Exclude<ResourceField, 'id' | 'Password' | 'InternalCost'>;

const givenFields = Object.fromEntries(
  storedFields.filter(({ name }) => name !== 'id').map(({ name }) => [name, fieldValue.optional()]),
) as Record<GivenField, z.ZodOptional<typeof fieldValue>>;

/**
 * One resource of a document: its fields by name, as JSON values or as text, and what belongs to it. The
 * rules of Resource are not checked here but where everybody's are.
 */
export const resourceDocument = z.strictObject({
  ...givenFields,
  /** Left out: the next free one. */
  id: id.optional(),
  /** In plain text, for hashing. */
  Password: z.string().min(1).optional(),
  /** A cost on every day; `internalCosts` gives it by date ranges. */
  InternalCost: amount.optional(),
  /** Left out: not. */
  emailVerified: z.boolean().optional(),
  passwordHash: z
    .string()
    // More rounds would keep the hashing thread busy for minutes.
    .regex(/^\$2[aby]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/, 'no bcrypt hash')
    .optional(),
  internalCosts: z
    .array(internalCost)
    .refine((costs) => !overlap(costs), 'ranges overlap')
    .optional(),
});

/** Each item of a list has an id of its own. */
function differ(items: readonly { readonly id: number }[]): boolean {
  return new Set(items.map(({ id }) => id)).size === items.length;
}

const IDS_DIFFER = 'an id is there twice';

/** A whole tenant, as `fixtures/demo.json` has one. */
export const tenantDocument = z.strictObject({
  domain: z.string().regex(/^[^\s@]+$/, 'no domain'),
  ci: z.int().positive(),
  timeZone: z.string().refine(isTimeZone, 'no IANA time zone'),
  strongPasswords: z.boolean(),
  trackingIdentifiers: z
    .array(z.string().min(1))
    .min(1)
    .refine((identifiers) => new Set(identifiers).size === identifiers.length, 'one is there twice'),
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
  roles: z
    .array(
      z.strictObject({
        id,
        Name: z.string().min(1).max(200),
        Description: z.string().max(200),
        SystemRole: z.boolean().nullable(),
        HourlyFactor: z.number(),
        HourlyRate: z.number(),
        QuoteItemDefaultTaxCategoryId: z.int().nullable(),
        Active: z.boolean(),
        IsExcludedFromNewContracts: z.boolean().nullable(),
        RoleType: z.int().nullable(),
      }),
    )
    .refine(differ, IDS_DIFFER),
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
        createdAt: z.iso.datetime(),
        /** Null, or left out: open. */
        closedAt: z.iso.datetime().nullable().optional(),
      }),
    )
    .optional(),
});

/** One resource of a document. */
export type ResourceDocument = z.infer<typeof resourceDocument>;

/** A whole tenant. */
export type TenantDocument = z.infer<typeof tenantDocument>;
