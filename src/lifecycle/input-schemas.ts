// The schemas of life-cycle arguments, for the JSON API and for code.
import { z } from 'zod';
import { resource } from '../entities/resource';
import { INHERITED_FIELDS, type InheritedField } from './delete';

/** The schemas of arguments of the emulator's methods and of JSON API bodies; this one is a `ResourceReference`. */
export const reference = z
  .union([z.int().min(1), z.string().min(1)])
  .describe('id or user name of a resource');

const by = reference.describe('id or user name of the acting administrator');

const fieldNames = resource.fields
  .filter(({ key, computed }) => !key && computed === null)
  .map(({ name }) => name);
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A `NewResource`. */
export const newResource = z.strictObject({
  by,
  fields: z
    .partialRecord(z.enum(fieldNames), fieldValue)
    .describe(`fields of ${resource.name} by name; Password in plain text, for hashing`),
  emailVerified: z.boolean().default(false),
  invite: z.boolean().default(false).describe('send a message with a link to set a password'),
});

/** An action upon a resource, which the JSON API has in the path instead. */
export const action = z.strictObject({ resource: reference, by });

export const redaction = action.extend({
  reason: z.string().describe('stays in the Privacy Action History'),
  titles: z
    .record(z.string(), z.string())
    .default({})
    .describe('other titles for records, by id, where they name the person'),
});

/** The values that a replacement may have instead of inheriting them. */
const inheritedFields = Object.fromEntries(
  INHERITED_FIELDS.map(({ name }) => [name, z.union([z.string(), z.number()]).optional()]),
) as Record<InheritedField, z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodNumber]>>>;

export const deletion = action.extend({
  reassign: z
    .record(z.string(), reference)
    .default({})
    .describe(
      'who takes over open records, by record type: the id or user name of a resource, or "replacement"',
    ),
  replacement: z
    .strictObject({
      FirstName: z.string(),
      LastName: z.string(),
      Email: z.string(),
      UserName: z.string().optional(),
      ...inheritedFields,
    })
    .optional()
    .describe('inherits all else; where a value is not active any more, it needs one of its own'),
});

/** The filter of `Resources.list`. */
export const resourceFilter = z.strictObject({
  active: z.boolean().optional(),
  deleted: z.boolean().optional(),
  redacted: z.boolean().optional(),
  userName: z.string().min(1).optional(),
  search: z.string().min(1).optional(),
  after: z.int().min(0).optional(),
  limit: z.int().min(1).default(1000),
});
