// The checks of what is written, by the field table of its entity.
import { convertToStore, type ConversionContext } from '../entities/convert';
import type { Field, FieldValue } from '../entities/field';
import { picklistOf, type Picklists } from '../entities/picklists';
import { conversionRefusal, Refusal, refusal } from '../refusals/refusal';
import type { ResourceStore } from '../store/people/resource-store';
import type { Values } from '../store/entity-rows';
import type { Stores } from '../store/store';
import type { ListedEntityStore } from '../store/tenant/listed-entity-store';
import { isXmlText } from '../xml/escape';
import { EMPTY_OBJECT, NotText, type SubmittedValue } from './submitted-value';

/** The values of one entity that are to be written. */
export interface Draft {
  /** Undefined while the entity does not exist yet. */
  readonly stored: { readonly record: Values } | undefined;
  /** The submitted values, by the column of the field; those of fields without a check are ignored. */
  readonly submitted: ReadonlyMap<string, SubmittedValue>;
  /**
   * The values to write, which the conversion fills: one for each of the checked fields, except for fields that stay as
   * they are. It may begin with stored values.
   */
  readonly values: Map<string, FieldValue>;
}

/** The stored data and settings that drafts are checked against. */
export interface CheckContext extends ConversionContext {
  readonly picklists: Picklists;
  readonly listedEntities: Pick<ListedEntityStore, 'isActive'>;
  readonly resources: Pick<ResourceStore, 'has' | 'idOf' | 'mayGiveLevel'>;
  /** The id of the writer, where it is a resource. */
  readonly actorId: number | undefined;
  /** Whether an empty element without a type is an error, as recorded, or clears the field. */
  readonly emptyElements: 'error' | 'clear';
  /** The texts of fields without a value in answers, which clients send back. */
  readonly textsWithoutValue?: ReadonlyMap<string, string> | undefined;
}

/** The context of the checks in a transaction. */
export async function checkContext(
  { tenant, listedEntities, resources }: Stores,
  { timeZone, emptyElements }: Pick<CheckContext, 'timeZone' | 'emptyElements'>,
  actorId: CheckContext['actorId'],
  textsWithoutValue?: CheckContext['textsWithoutValue'],
): Promise<CheckContext> {
  const picklists = await tenant.picklists();
  return { timeZone, emptyElements, actorId, textsWithoutValue, picklists, listedEntities, resources };
}

/** A check of one field of a draft, which answers a refusal or undefined. */
type Check<D extends Draft> = (
  field: Field,
  draft: D,
  context: CheckContext,
) => Promise<Refusal | undefined> | Refusal | undefined;

/** A check and the field that it applies to. */
export interface CheckedField<D extends Draft = Draft> {
  readonly check: Check<D>;
  readonly field: Field;
}

/** Checks in order, each with its fields, which are taken in the order of GetFieldInfo. */
export type Checks<D extends Draft> = readonly (readonly [Check<D>, about: (field: Field) => boolean])[];

/** The checks of every entity. */
const CHECKS: Checks<Draft> = [
  [isText, () => true],
  [conversion, () => true],
  [requiredValue, ({ required }) => required],
  [allowedInXml, ({ type }) => type === 'string'],
  [lengthOfText, ({ length }) => length > 0],
  [picklistValue, ({ picklist }) => picklist !== null],
  [activeReference, ({ reference }) => reference !== null],
  [lastingDefault, ({ exclusive, required }) => exclusive && required],
];

/** The violations of a draft: the message is the first of all, as in the real service; a form shows one a field. */
export class Violation extends Refusal {
  constructor(
    first: Refusal,
    readonly byField: ReadonlyMap<string, Refusal>,
  ) {
    super(first.sentences, first.entityResultType, first.code, first.field);
  }
}

/** Fills the values of a draft, and answers its violations, if any. */
export async function violationOf<D extends Draft>(
  draft: D,
  checks: readonly CheckedField<D>[],
  context: CheckContext,
): Promise<Violation | undefined> {
  const byField = new Map<string, Refusal>();
  const failed = new Set<string>();
  for (const { check, field } of checks) {
    // After a failed check, the field has no value for the next one.
    if (failed.has(field.column)) continue;
    const outcome = check(field, draft, context);
    // Most checks are synchronous, and awaiting each would be slow.
    const violation = outcome instanceof Promise ? await outcome : outcome;
    if (!violation) continue;
    failed.add(field.column);
    byField.set(field.name, violation);
  }
  const [first] = byField.values();
  return first && new Violation(first, byField);
}

/** The checks that apply to some fields; `own`: those of their entity alone. */
export function checksOf<D extends Draft = Draft>(
  fields: readonly Field[],
  own: Checks<D> = [],
): readonly CheckedField<D>[] {
  return [...CHECKS, ...own].flatMap(([check, about]) =>
    fields.filter(about).map((field) => ({ check, field })),
  );
}

function isText(
  { column, secret }: Field,
  { submitted }: Draft,
  { emptyElements }: CheckContext,
): Refusal | undefined {
  const value = submitted.get(column);
  if (!(value instanceof NotText)) return undefined;
  if (value !== EMPTY_OBJECT) return refusal('conversionNotValid', { type: value.type });
  // An empty password means no change, in every form of the element.
  return emptyElements === 'error' && !secret ? refusal('emptyObject') : undefined;
}

/**
 * Converts the submitted value of a field. A field that was left out, is nil or empty is cleared; plain strings are
 * never null. A secret field stays when it is left out, as a client that reads a resource and sends it back does not
 * have it, and so does a user-defined one (vendor documentation). A secret one also stays for an empty element without a
 * type, which gSOAP writes for fields without a value.
 */
function conversion(field: Field, draft: Draft, context: CheckContext): Refusal | undefined {
  const sent = draft.submitted.get(field.column);
  if (staysWithout(field, sent, draft)) return undefined;
  if (isSentBack(field, sent, draft, context)) {
    if (field.queryable) draft.values.set(field.column, null);
    return undefined;
  }
  if (typeof sent !== 'string' || sent === '') {
    draft.values.set(field.column, field.nullForm === 'empty' ? '' : null);
    return undefined;
  }
  const converted = convertToStore(field, sent, context);
  if (!converted.ok) {
    // No entity has such an id.
    if (converted.reason === 'digits' && field.reference !== null) {
      return refusal('referenceUnknown', { field: field.name, entity: field.reference });
    }
    return conversionRefusal(converted.reason, field.name, context.timeZone.name);
  }
  draft.values.set(field.column, converted.value);
  return undefined;
}

function staysWithout(
  { queryable, userDefined }: Field,
  sent: SubmittedValue | undefined,
  { stored }: Draft,
): boolean {
  return (sent === undefined || sent === EMPTY_OBJECT) && (!queryable || userDefined) && stored !== undefined;
}

/** Whether a value is what an answer has for none, of a field that has none there. */
function isSentBack(
  { name, column, queryable }: Field,
  sent: SubmittedValue | undefined,
  { stored }: Draft,
  { textsWithoutValue }: CheckContext,
): boolean {
  if (sent === undefined || !stored || textsWithoutValue?.get(name) !== sent) return false;
  return !queryable || stored.record[column] === null;
}

/** A reference has a sentence of its own (recorded). */
function requiredValue({ name, column, reference }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(column);
  const isMissing = value === null || (typeof value === 'string' && value.trim() === '');
  if (!isMissing) return undefined;
  return refusal(reference === null ? 'requiredFieldMissing' : 'requiredReferenceMissing', { field: name });
}

/** Characters that XML forbids come from CSV and JSON files, or as character references. */
function allowedInXml({ name, column }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(column);
  return typeof value === 'string' && !isXmlText(value)
    ? refusal('illegalCharacter', { field: name })
    : undefined;
}

function lengthOfText({ name, column, length }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(column);
  // A surrogate pair counts as one character.
  const isTooLong = typeof value === 'string' && value.length > length && Array.from(value).length > length;
  return isTooLong ? refusal('textTooLong', { field: name }) : undefined;
}

/** Inactive values are accepted for inactive resources, which keep them. */
function picklistValue(field: Field, { values }: Draft, context: CheckContext): Refusal | undefined {
  const value = values.get(field.column);
  if (value === null || value === undefined) return undefined;
  const list = picklistOf(field, context.picklists);
  const entry = list.find((candidate) => candidate.value === String(value));
  const fits = entry && (entry.active || values.get('Active') === false);
  return fits ? undefined : refusal('picklistValueUnknown', { value: String(value), field: field.name });
}

/** What refers to an entity goes on to when that becomes inactive (vendor documentation of ResourceRoleDepartment). */
async function activeReference(
  { name, column, reference: entity }: Field,
  { stored, values }: Draft,
  { listedEntities }: CheckContext,
): Promise<Refusal | undefined> {
  const value = values.get(column);
  if (entity === null || typeof value !== 'number' || value === stored?.record[column]) return undefined;
  if (await listedEntities.isActive(entity, value)) return undefined;
  return refusal('referenceUnknown', { field: name, entity });
}

/** Where one must be the default one, another takes its place (vendor documentation of ResourceRoleDepartment). */
function lastingDefault({ name, column }: Field, { stored, values }: Draft): Refusal | undefined {
  return stored?.record[column] === true && values.get(column) === false
    ? refusal('defaultRequired', { field: name })
    : undefined;
}
