import { storedFields, type ResourceField } from '../entities/resource';
import type { Values } from '../store/entity-rows';
import type { ResourceRecord, StoredResource } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { changesOf } from './changes';
import { requestEmailChange } from './email-change';
import { PASSWORDS_REMEMBERED } from '../passwords/rules';
import type { ResourceDraft } from './resource-checks';
import type { RuleContext } from './rule-context';

/**
 * Writes a checked draft and its audit entry. A verified e-mail address stays until the new one is confirmed. Answers
 * whether it can have changed who is an administrator.
 */
export async function write(
  stores: Stores,
  context: RuleContext,
  { record: before, emailVerified }: StoredResource,
  { submitted, values, password }: Pick<ResourceDraft, 'submitted' | 'values' | 'password'>,
  actorId: number,
): Promise<boolean> {
  const email = values.get('Email');
  const isPending = emailVerified && typeof email === 'string' && email !== before.Email;
  const isRequested = isPending && (await requestEmailChange(stores, context, before.id, email));

  const fields = isPending ? storedFields.filter(({ name }) => name !== 'Email') : storedFields;
  const { changed, changes } = changesOf(fields, before, values);
  await update(stores, before.id, changed);
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

/** Writes the changed fields. Where the default service desk role is one of them, the roles of the resource follow. */
async function update({ resources, roles }: Stores, id: number, changed: Values): Promise<void> {
  if (Object.keys(changed).length === 0) return;
  await resources.update(id, changed);
  if ('DefaultServiceDeskRoleID' in changed) await roles.followDefault(id);
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
  { submitted, values }: Pick<ResourceDraft, 'submitted' | 'values'>,
): Promise<boolean> {
  return submitted.has('Email') && values.get('Email') === Email && emailChanges.remove(id);
}
