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
 * Writes the values of a draft that nothing is wrong with, and that they changed. A verified e-mail address
 * stays until the new one is confirmed.
 */
export async function write(
  stores: Stores,
  context: RuleContext,
  { record: before, emailVerified }: StoredResource,
  { submitted, values, password }: Pick<Draft, 'submitted' | 'values' | 'password'>,
  actorId: number,
): Promise<void> {
  const email = values.get('Email');
  const isPending = emailVerified && typeof email === 'string' && email !== before.Email;
  const isAsked = isPending && (await requestEmailChange(stores, context, before.id, email));

  const { changed, changes } = changesOf(before, values, isPending);
  if (Object.keys(changed).length > 0) await stores.resources.update(before.id, changed);
  if (password?.hash !== undefined) {
    await stores.passwords.set(before.id, password.hash, PASSWORDS_REMEMBERED);
    changes['Password'] = {};
  }
  if (INVITED_BY.some((name) => name in changes)) await stores.invitations.remove(before.id);
  const isNothingElse = Object.keys(changes).length === 0;
  if (isAsked || (isNothingElse && (await isTakenBack(stores, before, { submitted, values }))))
    changes['Email'] = {};
  if (Object.keys(changes).length === 0) return;
  await stores.audit.add({
    at: context.clock.now().toISOString(),
    actorId,
    resourceId: before.id,
    changes,
  });
}

/** An invitation is to somebody with that user name, that address and no other password since. */
const INVITED_BY: readonly ResourceField[] = ['UserName', 'Email', 'Password'];

/**
 * Whether an address that waited to be confirmed is taken back by sending the present one. Who reads, changes another
 * field and sends all back sends it, too, and does not mean that: so it counts where nothing else is changed.
 */
async function isTakenBack(
  { emailChanges }: Stores,
  { id, Email }: ResourceRecord,
  { submitted, values }: Pick<Draft, 'submitted' | 'values'>,
): Promise<boolean> {
  return submitted.has('Email') && values.get('Email') === Email && emailChanges.remove(id);
}

/** What becomes different, and how the audit tells of it. The Email stays while a new one is pending. */
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
