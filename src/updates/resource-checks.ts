// The checks of a resource: those of its field table, and rules of its own.
import type { Field, FieldValue } from '../entities/field';
import type { ResourceField } from '../entities/resource';
import { refusal, type Refusal } from '../refusals/refusal';
import type { StoredResource } from '../store/people/resource-store';
import { checksOf, type CheckContext, type CheckedField, type Checks, type Draft } from './checks';
import { isEmailAddress } from './email-address';
import { isPlainUserName } from './user-names';

/** The values of one resource that are to be written. */
export interface ResourceDraft extends Draft {
  readonly stored: StoredResource | undefined;
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

const OWN: Checks<ResourceDraft> = [
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
  return ({ name }) => (names as readonly string[]).includes(name);
}

/** The checks that apply to some fields of Resource. */
export function resourceChecks(fields: readonly Field[]): readonly CheckedField<ResourceDraft>[] {
  return checksOf(fields, OWN);
}

/** Only a resource with the right to view internal costs can give it to others (vendor documentation). */
function grantableLevel(
  { name }: Field,
  { stored, values }: ResourceDraft,
  { resources, actorId }: CheckContext,
): Promise<Refusal | undefined> | undefined {
  const level = values.get(name);
  if (actorId === undefined || level === stored?.record.UserType) return undefined;
  return resources
    .mayGiveLevel(actorId, Number(level))
    .then((may) => (may ? undefined : refusal('internalCostNotGrantable')));
}

function emailAddress({ name }: Field, { stored, values }: ResourceDraft): Refusal | undefined {
  const value = values.get(name);
  const before: Readonly<Record<string, FieldValue>> | undefined = stored?.record;
  // Version 0.1 took addresses with characters that are not seen, too.
  if (value === '' || value === before?.[name] || isEmailAddress(String(value))) return undefined;
  return refusal('emailNotValid', { field: name });
}

async function idFree(
  { name }: Field,
  { values }: ResourceDraft,
  { resources }: CheckContext,
): Promise<Refusal | undefined> {
  const id = Number(values.get(name));
  return (await resources.has(id)) ? refusal('idTaken', { id }) : undefined;
}

function userNameWithoutDomain({ name }: Field, { values }: ResourceDraft): Refusal | undefined {
  return String(values.get(name)).normalize('NFKC').includes('@') ? refusal('userNameHasDomain') : undefined;
}

/** No colon, which ends the user name in HTTP Basic, and no invisible characters, which make names look the same. */
function userNamePlain({ name }: Field, { stored, values }: ResourceDraft): Refusal | undefined {
  const userName = String(values.get(name));
  // Version 0.1 accepted such names, and a resource with one can still be updated.
  if (userName === stored?.record.UserName || isPlainUserName(userName)) return undefined;
  return refusal('userNameNotPlain');
}

/** The names that redaction gives are reserved for it. */
function userNameNotReserved(
  { name }: Field,
  { stored, values, copiedState }: ResourceDraft,
): Refusal | undefined {
  const isReserved = /^redacted\d+$/i.test(String(values.get(name)));
  const isRedacted = (stored?.state ?? copiedState) === 'redacted';
  return isReserved && !isRedacted ? refusal('userNameReserved') : undefined;
}

async function userNameFree(
  { name }: Field,
  { stored, values }: ResourceDraft,
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
  { stored, password }: ResourceDraft,
  { resources, actorId }: CheckContext,
): Promise<Refusal | undefined> | Refusal | undefined {
  if (!password || password.violation) return password?.violation;
  if (actorId === undefined || !stored || stored.record.id === actorId) return undefined;
  return resources
    .mayGiveLevel(actorId, stored.record.UserType)
    .then((may) => (may ? undefined : refusal('logInNotGivable')));
}

/** A deleted or redacted resource of another tenant must be inactive. */
function deleted({ name }: Field, { values, copiedState }: ResourceDraft): Refusal | undefined {
  return copiedState !== undefined && values.get(name) === true ? refusal('resourceDeleted') : undefined;
}

function ownInactivation(
  { name }: Field,
  { stored, values }: ResourceDraft,
  { actorId }: CheckContext,
): Refusal | undefined {
  return values.get(name) === false && stored && stored.record.id === actorId
    ? refusal('cannotInactivateSelf')
    : undefined;
}
