// The checks of an update, by the field table.
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

/** A row of Resource's field table. */
export type Field = (typeof resource)['fields'][number];

/** The values of one resource that are to be written. */
export interface Draft {
  /** Undefined while the resource does not exist yet. */
  readonly stored: StoredResource | undefined;
  /** The submitted values, by field name. */
  readonly submitted: ReadonlyMap<string, SubmittedValue>;
  /** The checks of the fields that this writer may set; submitted values of other fields are ignored. */
  readonly checks: readonly CheckedField[];
  /**
   * The values to write, which the conversion fills: one for each of the checked fields, except for fields that stay as
   * they are. It may begin with stored values.
   */
  readonly values: Map<ResourceField, FieldValue>;
  /** A new password; undefined: it stays. */
  readonly password?: NewPassword | undefined;
  /** The state of a resource that is copied from another tenant, where it is deleted or redacted. */
  readonly copiedState?: StoredResource['state'];
}

/** A new password, checked and hashed before the transaction, as that is slow. */
export interface NewPassword {
  readonly violation: Refusal | undefined;
  /** Undefined where there is a violation. */
  readonly hash: string | undefined;
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
  readonly textsWithoutValue?: ReadonlyMap<string, string>;
}

/** A check of one field of a draft, which answers a refusal or undefined. */
type Check = (
  field: Field,
  draft: Draft,
  context: CheckContext,
) => Promise<Refusal | undefined> | Refusal | undefined;

/** A check and the field that it applies to. */
interface CheckedField {
  readonly check: Check;
  readonly field: Field;
}

/** The checks of a resource in order, each with its fields, which are taken in the order of GetFieldInfo. */
const CHECKS: readonly (readonly [Check, about: (field: Field) => boolean])[] = [
  [isText, () => true],
  [conversion, () => true],
  [requiredValue, ({ required }) => required],
  [allowedInXml, ({ type }) => type === 'string'],
  [lengthOfText, ({ length }) => length > 0],
  [picklistValue, ({ picklist }) => picklist !== null],
  [activeReference, ({ reference }) => reference !== null],
  [grantableLevel, fieldsNamed('UserType')],
  [emailAddress, ({ email }) => email],
  [idFree, ({ key }) => key],
  [userNameWithoutDomain, fieldsNamed('UserName')],
  [userNamePlain, fieldsNamed('UserName')],
  [userNameNotReserved, fieldsNamed('UserName')],
  [userNameFree, fieldsNamed('UserName')],
  [newPassword, ({ secret }) => secret],
  [deleted, fieldsNamed('Active')],
  [ownInactivation, fieldsNamed('Active')],
];

function fieldsNamed(...names: readonly ResourceField[]): (field: Field) => boolean {
  return ({ name }) => names.includes(name);
}

/** The violations of a draft: the message is the first of all, as in the real service; a form shows one a field. */
export class Violation extends Refusal {
  constructor(
    first: Refusal,
    readonly byField: ReadonlyMap<ResourceField, Refusal>,
  ) {
    super(first.sentences, first.entityResultType, first.code, first.field);
  }
}

/** Fills the values of a draft, and answers its violations, if any. */
export async function violationOf(draft: Draft, context: CheckContext): Promise<Violation | undefined> {
  const byField = new Map<ResourceField, Refusal>();
  for (const { check, field } of draft.checks) {
    // After a failed check, the field has no value for the next one.
    if (byField.has(field.name)) continue;
    const outcome = check(field, draft, context);
    // Most checks are synchronous, and awaiting each would be slow.
    const violation = outcome instanceof Promise ? await outcome : outcome;
    if (violation) byField.set(field.name, violation);
  }
  const [first] = byField.values();
  return first && new Violation(first, byField);
}

/** The checks that apply to some fields. */
export function checksOf(fields: readonly Field[]): readonly CheckedField[] {
  return CHECKS.flatMap(([check, about]) => fields.filter(about).map((field) => ({ check, field })));
}

function isText(
  { name, secret }: Field,
  { submitted }: Draft,
  { emptyElements }: CheckContext,
): Refusal | undefined {
  const value = submitted.get(name);
  if (!(value instanceof NotText)) return undefined;
  if (value !== EMPTY_OBJECT) return refusal('conversionNotValid', { type: value.type });
  // An empty password means no change, in every form of the element.
  return emptyElements === 'error' && !secret ? refusal('emptyObject') : undefined;
}

/**
 * Converts the submitted value of a field. A field that was left out, is nil or empty is cleared; plain strings are
 * never null. A secret field stays when it is left out, as a client that reads a resource and sends it back does not
 * have it. It also stays for an empty element without a type, which gSOAP writes for fields without a value.
 */
function conversion(field: Field, draft: Draft, context: CheckContext): Refusal | undefined {
  const sent = draft.submitted.get(field.name);
  const isLeftOut = sent === undefined || sent === EMPTY_OBJECT;
  if (isLeftOut && !field.queryable && draft.stored) return undefined;
  if (isSentBack(field, sent, draft, context)) {
    if (field.queryable) draft.values.set(field.name, null);
    return undefined;
  }
  if (typeof sent !== 'string' || (sent === '' && field.nullForm !== 'empty')) {
    draft.values.set(field.name, field.nullForm === 'empty' ? '' : null);
    return undefined;
  }
  const converted = convert(field, sent, context);
  if (!converted.ok) return conversionRefusal(converted.reason, field.name, context.timeZone.name);
  draft.values.set(field.name, converted.value);
  return undefined;
}

/** Whether a value is what an answer has for none, of a field that has none there. */
function isSentBack(
  { name, queryable }: Field,
  sent: SubmittedValue | undefined,
  { stored }: Draft,
  { textsWithoutValue }: CheckContext,
): boolean {
  if (sent === undefined || !stored || textsWithoutValue?.get(name) !== sent) return false;
  const before: Readonly<Partial<Record<string, FieldValue>>> = stored.record;
  return !queryable || before[name] === null;
}

function requiredValue({ name }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  const isMissing = value === null || (typeof value === 'string' && value.trim() === '');
  return isMissing ? refusal('requiredFieldMissing', { field: name }) : undefined;
}

/** Characters that XML forbids come from CSV and JSON files, or as character references. */
function allowedInXml({ name }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  return typeof value === 'string' && !isXmlText(value)
    ? refusal('illegalCharacter', { field: name })
    : undefined;
}

function lengthOfText({ name, length }: Field, { values }: Draft): Refusal | undefined {
  const value = values.get(name);
  // A surrogate pair counts as one character.
  const isTooLong = typeof value === 'string' && value.length > length && Array.from(value).length > length;
  return isTooLong ? refusal('textTooLong', { field: name }) : undefined;
}

/** Inactive values are accepted for inactive resources, which keep them. */
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

/** Only a resource with the right to view internal costs can give it to others (vendor documentation). */
function grantableLevel(
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

/** No colon, which ends the user name in HTTP Basic, and no invisible characters, which make names look the same. */
function userNamePlain({ name }: Field, { stored, values }: Draft): Refusal | undefined {
  const userName = String(values.get(name));
  // Version 0.1 accepted such names, and a resource with one can still be updated.
  if (userName === stored?.record.UserName || isPlainUserName(userName)) return undefined;
  return refusal('userNameNotPlain');
}

/** The names that redaction gives are reserved for it. */
function userNameNotReserved({ name }: Field, { stored, values, copiedState }: Draft): Refusal | undefined {
  const isReserved = /^redacted\d+$/i.test(String(values.get(name)));
  const isRedacted = (stored?.state ?? copiedState) === 'redacted';
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

/** Only an actor who may give the resource's security level may set its password, which gives the same rights. */
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

/** A deleted or redacted resource of another tenant must be inactive. */
function deleted({ name }: Field, { values, copiedState }: Draft): Refusal | undefined {
  return copiedState !== undefined && values.get(name) === true ? refusal('resourceDeleted') : undefined;
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
