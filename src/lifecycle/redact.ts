import { storedFields } from '../entities/resource';
import { refusal } from '../refusals';
import type { Association, WorkRecord } from '../store/record-store';
import type { ResourceRecord } from '../store/resource-store';
import { changeTenant } from '../updates/change-tenant';
import { administrator } from './administrator';
import { displayName, REDACTED_NAME } from './display-name';
import { nameIn } from './names';
import type { LifeContext } from './inactivate';
import { knownResource, type ResourceReference } from './reference';

/** What is associated with a resource, and what of it is still open. */
export interface Associations {
  readonly byType: readonly Association[];
  readonly openRecords: readonly WorkRecord[];
}

/** As many open records as anybody would want to see listed. */
const MOST_OPEN_RECORDS = 1000;

/** Shown before a resource is redacted or deleted. */
export async function associations(
  { store }: Pick<LifeContext, 'store'>,
  resource: ResourceReference,
): Promise<Associations> {
  const { id } = await knownResource(store, resource);
  return {
    byType: await store.records.associations(id),
    openRecords: await store.records.list({ resourceId: id, open: true, limit: MOST_OPEN_RECORDS }),
  };
}

/**
 * Erases the personal data of a resource, for good: it becomes inactive; every field of the General tab that
 * is not required is cleared; name, user name and e-mail address become placeholders; credentials, messages,
 * pending changes and the photo go; the Privacy Action History tells that it was done, by whom and why.
 *
 * When the promise resolves, no byte of the data file holds what was erased.
 */
export async function redact(
  { store, clock }: LifeContext,
  resource: ResourceReference,
  by: ResourceReference,
  reason: string,
): Promise<void> {
  await changeTenant(store, async (areas) => {
    const actor = await administrator(areas, by);
    const { id } = await knownResource(areas, resource);
    const stored = await areas.resources.read(id);
    if (!stored || stored.state === 'redacted') throw refusal('resourceRedacted');
    if (actor.id === id) throw refusal('cannotRedactSelf');
    if (reason.trim() === '') throw refusal('reasonMissing');
    const word = nameIn(reason, stored.record);
    if (word !== undefined) throw refusal('reasonNamesPerson', { word });
    const at = clock.now().toISOString();
    await areas.resources.update(stored.record.id, redactedRecord(stored.record));
    await areas.lives.erase(id, at);
    await areas.privacy.add({
      actionDate: at,
      actionType: 'Erasure',
      initiatingId: actor.id,
      initiatingPerson: displayName(actor),
      resourceId: id,
      reason: reason.trim(),
    });
  });
  // Calls that were written down may hold what is erased: this server forgets them now, others with their next answer.
  await store.logins.look();
  await store.scrub();
}

function redactedRecord(record: ResourceRecord): ResourceRecord {
  const cleared = storedFields
    .filter(({ tab, required }) => tab === 'General' && !required)
    .map(({ name, nullForm }) => [name, nullForm === 'empty' ? '' : null] as const);
  const userName = `redacted${record.id}`;
  return {
    ...record,
    ...Object.fromEntries(cleared),
    Active: false,
    FirstName: REDACTED_NAME.firstName,
    LastName: REDACTED_NAME.lastName,
    UserName: userName,
    // The field is required, so it cannot be empty; this domain never resolves (RFC 2606).
    Email: `${userName}@redacted.invalid`,
  };
}
