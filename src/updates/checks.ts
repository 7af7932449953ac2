import { convert, type ConversionContext } from '../entities/convert';
import type { FieldValue } from '../entities/field';
import { picklistOf, type Picklists } from '../entities/picklists';
import { type resource, type ResourceField } from '../entities/resource';
import { conversionRefusal, Refusal, refusal } from '../refusals/refusal';
import type { ResourceStore, StoredResource } from '../store/people/resource-store';
import type { ListedEntityStore } from '../store/tenant/listed-entity-store';
import { isXmlText } from '../xml/escape';
import { isEmailAddress } from './email-address';
import { EMPTY_OBJECT, NotText, type SubmittedValue } from './submitted-value';
import { isPlainUserName } from './user-names';

/** One row of Resource's field table. */
export type Field = (typeof resource)['fields'][number];

/** The values of one resource that somebody wants to write. */
export interface Draft {
  /** Undefined while the resource does not exist yet. */
  readonly stored: StoredResource | undefined;
  /** What was sent, by field name. */
  readonly submitted: ReadonlyMap<string, SubmittedValue>;
  /** What is looked at in the fields that this writer may set; of others, whatever was sent is ignored. */
  readonly checks: readonly CheckedField[];
  /**
   * Filled by the conversion: a value for each of these fields, but for those that stay as they are. Before, it may
   * hold what is stored of others.
   */
  readonly values: Map<ResourceField, FieldValue>;
  /** A new password; undefined: it stays as it is. */
  readonly password?: NewPassword | undefined;
  /** What became of a new resource already, in the tenant it is copied from. */
  readonly gone?: StoredResource['state'];
}

/** A password that was looked at beforehand, as that takes its time. */
export interface NewPassword {
  readonly violation: Refusal | undefined;
  /** Undefined where there is a violation. */
  readonly hash: string | undefined;
}

/** What drafts are checked against. */
export interface CheckContext extends ConversionContext {
  readonly picklists: Picklists;
  readonly listedEntities: Pick<ListedEntityStore, 'isActive'>;
  readonly resources: Pick<ResourceStore, 'has' | 'idOf' | 'mayGiveLevel'>;
  /** Who writes, when it is a user of the tenant. */
  readonly actorId: number | undefined;
  /** Whether an empty element without a type is an error, as recorded, or clears the field. */
  readonly emptyElements: 'error' | 'clear';
}

/** Looks at one field of a draft; what it returns is refused. */
type Check = (
  field: Field,
  draft: Draft,
  context: CheckContext,
) => Promise<Refusal | undefined> | Refusal | undefined;

/** A field, and a check that is about it. */
interface CheckedField {
  readonly check: Check;
  readonly field: Field;
}

/**
 * What a resource must satisfy, in this order, and which fields each check is about; within a check, fields are
 * taken in the order of GetFieldInfo.
 */
const CHECKS: readonly (readonly [Check, about: (field: Field) => boolean])[] = [
  [madeText, () => true],
  [conversion, () => true],
  [requiredValue, ({ required }) => required],
  [carriedByXml, ({ type }) => type === 'string'],
  [lengthOfText, ({ length }) => length > 0],
  [picklistValue, ({ picklist }) => picklist !== null],
  [activeReference, ({ reference }) => reference !== null],
  [levelToGive, named('UserType')],
  [emailAddress, ({ email }) => email],
  [idFree, ({ key }) => key],
  [userNameWithoutDomain, named('UserName')],
  [userNameSeen, named('UserName')],
  [userNameNotReserved, named('UserName')],
  [userNameFree, named('UserName')],
  [newPassword, ({ secret }) => secret],
  [deleted, named('Active')],
  [ownInactivation, named('Active')],
];

function named(...names: readonly ResourceField[]): (field: Field) => boolean {
  return ({ name }) => names.includes(name);
}

/**
 * What is wrong with a draft. As a refusal it is the first violation of all, which is the only one that the
 * real service names; a form shows the first one to each field.
 */
export class Violation extends Refusal {
  constructor(
    first: Refusal,
    readonly byField: ReadonlyMap<ResourceField, Refusal>,
  ) {
    super(first.sentences, first.entityResultType, first.code, first.field);
  }
}

/** Fills the values of a draft and answers what is wrong with it. */
export async function violationOf(draft: Draft, context: CheckContext): Promise<Violation | undefined> {
  const byField = new Map<ResourceField, Refusal>();
  for (const { check, field } of draft.checks) {
    // What failed one check has no value for the next.
    if (byField.has(field.name)) continue;
    const outcome = check(field, draft, context);
    // Few checks have to wait, and there are many.
    const violation = outcome instanceof Promise ? await outcome : outcome;
    if (violation) byField.set(field.name, violation);
  }
  const [first] = byField.values();
  return first && new Violation(first, byField);
}

/** What is looked at in drafts of these fields. */
export function checksOf(fields: readonly Field[]): readonly CheckedField[] {
  return CHECKS.flatMap(([check, about]) => fields.filter(about).map((field) => ({ check, field })));
}

function madeText(
  { name, secret }: Field,
  { submitted }: Draft,
  { emptyElements }: CheckContext,
): Refusal | undefined {
  const value = submitted.get(name);
  if (!(value instanceof NotText)) return undefined;
  if (value !== EMPTY_OBJECT) return refusal('conversionNotValid', { type: value.type });
  // An empty password means that it stays, however the element is written.
  return emptyElements === 'error' && !secret ? refusal('emptyObject') : undefined;
}

/**
 * A field that was left out, is nil or empty is cleared; plain strings are never null. What no answer ever shows
 * stays when it is left out: nobody who reads a resource and sends it back could send it. Nor does an empty element
 * without a type mean more, which gSOAP writes for all it has no value of.
 */
function conversion(field: Field, draft: Draft, context: CheckContext): Refusal | undefined {
  const sent = draft.submitted.get(field.name);
  const isLeftOut = sent === undefined || sent === EMPTY_OBJECT;
  if (isLeftOut && !field.queryable && draft.stored) return undefined;
  if (typeof sent !== 'string' || (sent === '' && field.nullForm !== 'empty')) {
    draft.values.set(field.name, field.nullForm === 'empty' ? '' : null);
    return undefined;
  }
  const converted = convert(field, sent, context);
  if (!converted.ok) return conversionRefusal(converted.why, field.name, context.timeZone.name);
  draft.values.set(field.name, converted.value);
  return undefined;
}

function requiredValue({ name }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  const isMissing = value === null || (typeof value === 'string' && value.trim() === '');
  return isMissing ? refusal('requiredFieldMissing', { field: name }) : undefined;
}

/** Nothing that came as XML holds such a character, but by its number; a CSV or JSON file may. */
function carriedByXml({ name }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  return typeof value === 'string' && !isXmlText(value)
    ? refusal('illegalCharacter', { field: name })
    : undefined;
}

function lengthOfText({ name, length }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  // A character of another plane counts as one.
  const isTooLong = typeof value === 'string' && value.length > length && Array.from(value).length > length;
  return isTooLong ? refusal('textTooLong', { field: name }) : undefined;
}

/** Inactive values are for resources that are inactive themselves, as history has them. */
function picklistValue(field: Field, { values }: Draft, context: CheckContext): Refusal | undefined {
  const value = values.get(field.name);
  if (value === null || value === undefined) return undefined;
  const list = picklistOf(field, context.picklists);
  const entry = list.find((candidate) => candidate.value === String(value));
  const fits = entry && (entry.active || values.get('Active') === false);
  return fits ? undefined : refusal('picklistValueUnknown', { value: String(value), field: field.name });
}

async function activeReference(
  { name, reference: entity }: Field,
  { values }: Draft,
  { listedEntities }: CheckContext,
): Promise<Refusal | undefined> {
  const value = values.get(name);
  if (entity === null || typeof value !== 'number') return undefined;
  if (await listedEntities.isActive(entity, value)) return undefined;
  return refusal('referenceUnknown', { field: name, entity });
}

/** Only who may view internal costs can let others view them (vendor documentation). */
function levelToGive(
  { name }: Field,
  { stored, values }: Draft,
  { resources, actorId }: CheckContext,
): Promise<Refusal | undefined> | undefined {
  const level = values.get(name);
  if (actorId === undefined || level === stored?.record.UserType) return undefined;
  return resources
    .mayGiveLevel(actorId, Number(level))
    .then((may) => (may ? undefined : refusal('internalCostNotGrantable')));
}

function emailAddress({ name }: Field, { stored, values }: Draft): Refusal | undefined {
  const value = values.get(name);
  // Version 0.1 took addresses with characters that are not seen, too.
  const before: Partial<Readonly<Record<ResourceField, FieldValue>>> | undefined = stored?.record;
  if (value === '' || value === before?.[name] || isEmailAddress(String(value))) return undefined;
  return refusal('emailNotValid', { field: name });
}

async function idFree(
  { name }: Field,
  { values }: Draft,
  { resources }: CheckContext,
): Promise<Refusal | undefined> {
  const id = Number(values.get(name));
  return (await resources.has(id)) ? refusal('idTaken', { id }) : undefined;
}

function userNameWithoutDomain({ name }: Field, { values }: Draft): Refusal | undefined {
  return String(values.get(name)).normalize('NFKC').includes('@') ? refusal('userNameHasDomain') : undefined;
}

/** HTTP Basic ends a user name at the colon, and what is not seen makes two names that look the same. */
function userNameSeen({ name }: Field, { stored, values }: Draft): Refusal | undefined {
  const userName = String(values.get(name));
  // Version 0.1 took such names: a resource that has one is changed in everything else.
  if (userName === stored?.record.UserName || isPlainUserName(userName)) return undefined;
  return refusal('userNameNotPlain');
}

/** A redaction gives such a name, and must find it free. */
function userNameNotReserved({ name }: Field, { stored, values, gone }: Draft): Refusal | undefined {
  const isReserved = /^redacted\d+$/i.test(String(values.get(name)));
  const isRedacted = (stored?.state ?? gone) === 'redacted';
  return isReserved && !isRedacted ? refusal('userNameReserved') : undefined;
}

async function userNameFree(
  { name }: Field,
  { stored, values }: Draft,
  { resources }: CheckContext,
): Promise<Refusal | undefined> {
  const userName = values.get(name);
  if (userName === stored?.record.UserName) return undefined;
  const owner = await resources.idOf(String(userName));
  return owner === undefined || owner === stored?.record.id ? undefined : refusal('userNameTaken');
}

/** With the password of another resource come the rights of its security level. */
function newPassword(
  _password: Field,
  { stored, password }: Draft,
  { resources, actorId }: CheckContext,
): Promise<Refusal | undefined> | Refusal | undefined {
  if (!password || password.violation) return password?.violation;
  if (actorId === undefined || !stored || stored.record.id === actorId) return undefined;
  return resources
    .mayGiveLevel(actorId, stored.record.UserType)
    .then((may) => (may ? undefined : refusal('logInNotGivable')));
}

/** A copy of a resource from another tenant. */
function deleted({ name }: Field, { values, gone }: Draft): Refusal | undefined {
  return gone !== undefined && values.get(name) === true ? refusal('resourceDeleted') : undefined;
}

function ownInactivation(
  { name }: Field,
  { stored, values }: Draft,
  { actorId }: CheckContext,
): Refusal | undefined {
  return values.get(name) === false && stored && stored.record.id === actorId
    ? refusal('cannotInactivateSelf')
    : undefined;
}
