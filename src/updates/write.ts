import type { FieldValue } from '../entities/field';
import { storedFields, type ResourceField } from '../entities/resource';
import type { Change } from '../store/people/audit-store';
import type { ResourceRecord, StoredResource } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import type { Draft } from './checks';
import { requestEmailChange } from './email-change';
import { PASSWORDS_REMEMBERED } from '../passwords/rules';
import type { RuleContext } from './rule-context';

/**
 * Writes a checked draft and its audit entry. A verified e-mail address stays until the new one is confirmed. Answers
 * whether it can have changed who is an administrator.
 */
export async function write(
  stores: Stores,
  context: RuleContext,
  { record: before, emailVerified }: StoredResource,
  { submitted, values, password }: Pick<Draft, 'submitted' | 'values' | 'password'>,
  actorId: number,
): Promise<boolean> {
  const email = values.get('Email');
  const isPending = emailVerified && typeof email === 'string' && email !== before.Email;
  const isRequested = isPending && (await requestEmailChange(stores, context, before.id, email));

  const { changed, changes } = changesOf(before, values, isPending);
  if (Object.keys(changed).length > 0) await stores.resources.update(before.id, changed);
  if (password?.hash !== undefined) {
    await stores.passwords.set(before.id, password.hash, PASSWORDS_REMEMBERED);
    changes['Password'] = {};
  }
  if (INVITATION_FIELDS.some((name) => name in changes)) await stores.invitations.remove(before.id);
  const isOnlyEmail = Object.keys(changes).length === 0;
  if (isRequested || (isOnlyEmail && (await isWithdrawn(stores, before, { submitted, values }))))
    changes['Email'] = {};
  if (Object.keys(changes).length === 0) return false;
  await stores.audit.add({
    at: context.clock.now().toISOString(),
    actorId,
    resourceId: before.id,
    changes,
  });
  return RIGHTS_FIELDS.some((name) => name in changes);
}

/** The fields that decide who is an administrator. */
const RIGHTS_FIELDS: readonly ResourceField[] = ['Active', 'UserType'];

/** The fields whose change makes an invitation invalid. */
const INVITATION_FIELDS: readonly ResourceField[] = ['UserName', 'Email', 'Password'];

/**
 * Whether sending the present e-mail address withdraws a pending change. A client that reads a resource, changes
 * another field and sends all back does not mean that, so it counts only where nothing else changes.
 */
async function isWithdrawn(
  { emailChanges }: Stores,
  { id, Email }: ResourceRecord,
  { submitted, values }: Pick<Draft, 'submitted' | 'values'>,
): Promise<boolean> {
  return submitted.has('Email') && values.get('Email') === Email && emailChanges.remove(id);
}

/** The changed values and their audit form. The Email stays while a new one is pending. */
function changesOf(
  before: ResourceRecord,
  values: Draft['values'],
  isEmailPending: boolean,
): { readonly changed: Partial<ResourceRecord>; readonly changes: Partial<Record<ResourceField, Change>> } {
  const changed: Partial<Record<ResourceField, FieldValue>> = {};
  const changes: Partial<Record<ResourceField, Change>> = {};
  for (const { name, impersonal } of storedFields) {
    const from: FieldValue = before[name];
    const to = values.get(name);
    if (to === undefined || to === from || (isEmailPending && name === 'Email')) continue;
    changed[name] = to;
    changes[name] = impersonal ? { from, to } : {};
  }
  return { changed: changed as Partial<ResourceRecord>, changes };
}
