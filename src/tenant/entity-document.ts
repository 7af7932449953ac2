// The schema of an entity that a tenant declares.
import { z } from 'zod';
import { FIELD_TYPES, WIRE_TYPE_NAMES } from '../entities/field';
import { isXmlText } from '../xml/escape';
import type { DeclaredRow } from './declared-rows';

export const name = z
  .string()
  .regex(/^[A-Za-z]\w{0,49}$/, 'must be a name of letters and digits, 50 at most');

/** A name with any character: it is no name in XML. */
const label = inXml(z.string().trim().min(1).max(200));

/** Declarations are told in XML. */
function inXml(text: z.ZodString) {
  return text.refine(isXmlText, 'must have no characters that XML cannot carry');
}

const picklistValue = z.union([
  label,
  z.strictObject({
    value: z.union([label, z.int()]),
    label: inXml(z.string().max(1000)).optional(),
    active: z.boolean().optional(),
    system: z.boolean().optional(),
    parent: z.union([label, z.int()]).optional(),
    default: z.boolean().optional(),
  }),
]);

const facts = {
  label: label.optional(),
  type: z.enum(FIELD_TYPES),
  /** Of a string, 255 by default. */
  length: z.int32().min(0).optional(),
  required: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  /** True by default. */
  queryable: z.boolean().optional(),
  /** The entity whose ids are its values. */
  reference: name.nullable().optional(),
  picklist: z.array(picklistValue).nullable().optional(),
  picklistParent: name.nullable().optional(),
  indexed: z.boolean().optional(),
  /** The `xsi:type` in answers, where it is not the usual one of the type. */
  wireType: z.enum(WIRE_TYPE_NAMES).nullable().optional(),
};

const fieldDocument = z.strictObject({ name, ...facts });
const userDefinedFieldDocument = z.strictObject({ name: label, ...facts });

const access = z.enum(['None', 'All', 'Restricted']);

/** A row, which may be one of very many: its members are checked by the fields (declared-rows.ts). */
const row = z.custom<DeclaredRow>(
  (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
  'must be an object with the names of fields',
);

/** An entity in the file of a tenant: its facts, and its rows. What may be done with it is allowed by default. */
export const entityDocument = z.strictObject({
  name,
  /** Its EntityResultType: its name in lower case by default. */
  resultType: name.optional(),
  canCreate: z.boolean().optional(),
  canUpdate: z.boolean().optional(),
  canDelete: z.boolean().optional(),
  canQuery: z.boolean().optional(),
  userAccess: z
    .strictObject({ Create: access, Query: access, Update: access, Delete: access })
    .partial()
    .optional(),
  hasUserDefinedFields: z.boolean().optional(),
  fields: z.array(fieldDocument).min(1),
  userDefinedFields: z.array(userDefinedFieldDocument).optional(),
  rows: z.array(row).optional(),
});

/** An entity as the file of a tenant has it. */
export type EntityDocument = z.input<typeof entityDocument>;

/** A field as the file of a tenant has it. */
export type FieldDocument = z.input<typeof userDefinedFieldDocument>;
