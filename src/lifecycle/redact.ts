// Redacts a resource: its personal data goes, everywhere.
import { turn } from '../runtime/timers';
import { storedFields } from '../entities/resource';
import { Refusal, refusal } from '../refusals/refusal';
import type { Association, WorkRecord } from '../store/people/record-store';
import type { ResourceRecord } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { changeTenant } from '../updates/change-tenant';
import { administrator } from './administrator';
import { displayName, REDACTED_NAME } from './display-name';
import { searchForNames } from './name-search';
import { retitle } from './records';
import { knownResource, type ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** The records associated with a resource, by type, and the open ones. */
export interface Associations {
  readonly byType: readonly Association[];
  readonly openRecords: readonly WorkRecord[];
}

/** The most records that are listed. */
export const MOST_RECORDS = 1000;

/** The associations of a resource, for the pages before a redaction or deletion. */
export async function associations(
  { store }: Pick<RuleContext, 'store'>,
  resource: ResourceReference,
): Promise<Associations> {
  const { id } = await knownResource(store, resource);
  return {
    byType: await store.records.associations(id),
    openRecords: await store.records.list({ resourceId: id, open: true, limit: MOST_RECORDS }),
  };
}

/** The personal data that a redaction leaves in place: texts that other people wrote. */
export interface LeftBehind {
  /** Records of any owner whose titles name the person; the first 1,000. */
  readonly titles: readonly WorkRecord[];
  /** Entries of the Privacy Action History with the person as the initiating person. */
  readonly asInitiator: number;
  /** Entries whose reasons name the person. */
  readonly inReasons: number;
}

/** The data that a redaction would leave, for the page before it. */
export async function leftBehind(
  { store }: Pick<RuleContext, 'store'>,
  resource: ResourceReference,
): Promise<LeftBehind> {
  const { id } = await knownResource(store, resource);
  const person = await store.resources.read(id);
  if (!person) throw refusal('resourceUnknown', { resource });
  if (person.state === 'redacted') return { titles: [], asInitiator: 0, inReasons: 0 };
  const history = await store.privacy.list();
  const names = searchForNames(person.record);
  return {
    titles: await titlesNaming(store, person.record),
    asInitiator: history.filter(({ initiatingId }) => initiatingId === id).length,
    inReasons: history.filter(({ reason }) => names(reason) !== undefined).length,
  };
}

/** The titles that are searched between two turns of the event loop. */
const TITLES_AT_ONCE = 300;

async function titlesNaming({ records }: Stores, person: ResourceRecord): Promise<readonly WorkRecord[]> {
  const naming = searchForTitle(person);
  const found: WorkRecord[] = [];
  let after = 0;
  for (;;) {
    const page = await records.list({ after, limit: TITLES_AT_ONCE });
    found.push(...page.filter((record) => naming(record) !== undefined));
    const last = page.at(-1);
    if (!last || found.length >= MOST_RECORDS) return found.slice(0, MOST_RECORDS);
    after = last.id;
    await turn();
  }
}

/** Searches titles for a person; in the person's own records, also for the first name. */
function searchForTitle(person: ResourceRecord): (record: WorkRecord) => string | undefined {
  const names = searchForNames(person);
  const ownNames = searchForNames(person, person.FirstName);
  return ({ ownerId, responsibleId, title }) =>
    (ownerId === person.id || responsibleId === person.id ? ownNames : names)(title);
}

/**
 * Erases the personal data of a resource, for good: it becomes inactive; every field of the General tab that is not
 * required is cleared; name, user name and e-mail address become placeholders; credentials, messages, pending changes
 * and the photo are deleted; the Privacy Action History gets an entry with the initiating person and the reason.
 * `titles`: new titles of records, by id.
 *
 * When the promise resolves, no byte of the data file holds an erased value; in a database, no statement finds it.
 */
export async function redact(
  { store, clock }: RuleContext,
  resource: ResourceReference,
  by: ResourceReference,
  reason: string,
  titles: Readonly<Record<string, string>> = {},
): Promise<void> {
  await changeTenant(store, async (stores) => {
    const actor = await administrator(stores, by);
    const { id } = await knownResource(stores, resource);
    const stored = await stores.resources.read(id);
    if (!stored || stored.state === 'redacted') throw refusal('resourceRedacted');
    if (actor.id === id) throw refusal('cannotRedactSelf');
    if (reason.trim() === '') throw refusal('reasonMissing');
    const word = searchForNames(stored.record)(reason);
    if (word !== undefined) throw refusal('reasonNamesPerson', { word });
    const at = clock.now().toISOString();
    const naming = searchForTitle(stored.record);
    for (const [recordId, title] of Object.entries(titles)) {
      try {
        if (!/^\d{1,15}$/.test(recordId)) throw refusal('recordUnknown', { record: recordId });
        await retitle(stores, actor, { id: Number(recordId), title, at }, naming);
      } catch (error) {
        throw error instanceof Refusal ? error.ofField(titleField(recordId)) : error;
      }
    }
    await stores.resources.update(stored.record.id, redactedRecord(stored.record));
    await stores.lifecycle.erase(id, at);
    await stores.privacy.add({
      actionDate: at,
      actionType: 'Erasure',
      initiatingId: actor.id,
      initiatingPerson: displayName(actor),
      resourceId: id,
      reason: reason.trim(),
    });
  });
  // The journal and caches may hold erased data: this server drops it now, others before their next answer.
  await store.logins.look();
  await store.erased();
}

/** The field of a refusal about the new title of a record. */
export function titleField(recordId: number | string): string {
  return `titles.${recordId}`;
}

/** The fields of a resource after its redaction. */
export function redactedRecord(record: ResourceRecord): ResourceRecord {
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
    // A required field cannot be empty; this domain never resolves (RFC 2606).
    Email: `${userName}@redacted.invalid`,
  };
}
