import { convert } from '../entities/convert';
import type { FieldValue } from '../entities/field';
import { impersonalFields, resource, storedFields } from '../entities/resource';
import { picklists } from '../entities/picklists';
import type { TimeZone } from '../entities/time-zone';
import type { Hasher } from '../passwords/hasher';
import { Refusal, refusal, sentence, type RefusalCode } from '../refusals';
import type { Change } from '../store/audit-store';
import type { ResourceRecord, StoredResource } from '../store/resource-store';
import type { Areas, Store } from '../store/store';
import { objectionTo, type CheckContext, type Draft, type NewPassword } from './checks';
import { requestEmailChange, type EmailChangeContext } from './email-change';
import { objectionToPassword, PASSWORDS_REMEMBERED } from './password-rules';
import type { SentValue } from './sent';

/** At most this many entities in one call (vendor documentation). */
const MAX_ENTITIES = 200;

/** What answers show for a password; whoever sends it back did not mean to change it. */
export const PASSWORD_MASK = '******';

/** One resource as it was sent. */
export interface SentResource {
  /** The text of the id, null when it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SentValue>;
}

/** What updating needs beside the resources. */
export interface UpdateContext extends EmailChangeContext {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly timeZone: TimeZone;
  readonly emptyElements: CheckContext['emptyElements'];
  /** Told that a message may have to be sent. */
  readonly wakeDelivery: () => void;
}

/** Who updates. */
export interface Actor {
  readonly resourceId: number;
  readonly systemAdministrator: boolean;
}

/** The fields that can be written over SOAP; of others, whatever was sent is ignored. */
const WRITABLE = resource.fields.filter(({ readOnly }) => !readOnly);

/**
 * Updates resources: all of them, or none. A writable field that was not sent is cleared, except for the
 * password. Answers the ids in the order they were sent.
 *
 * Throws a Refusal with a sentence for each resource that has something wrong, the first thing of each.
 */
export async function updateResources(
  context: UpdateContext,
  actor: Actor,
  sent: readonly SentResource[],
): Promise<readonly number[]> {
  if (!actor.systemAdministrator) throw refusal('noPermissionToUpdate');
  if (sent.length > MAX_ENTITIES) {
    throw refusal('tooManyEntities', { count: sent.length, limit: MAX_ENTITIES });
  }
  for (;;) {
    const prepared = await preparePasswords(context, sent);
    try {
      const ids = await writeAll(context, actor, sent, prepared);
      context.wakeDelivery();
      return ids;
    } catch (error) {
      if (!(error instanceof StaleHistory)) throw error;
    }
  }
}

function writeAll(
  context: UpdateContext,
  actor: Actor,
  sent: readonly SentResource[],
  { passwords, histories }: PreparedPasswords,
): Promise<readonly number[]> {
  return context.store.transaction(async (areas) => {
    for (const [id, history] of histories) {
      if (!isSame(history, await areas.passwords.history(id))) throw new StaleHistory();
    }
    const checks: CheckContext = {
      ...context,
      picklists: picklists(await areas.tenant.picklists()),
      resources: areas.resources,
      actorId: actor.resourceId,
    };
    const updated: number[] = [];
    const sentences: string[] = [];
    for (const [index, one] of sent.entries()) {
      const outcome = await updateOne(areas, context, checks, one, passwords[index]);
      if (outcome instanceof Refusal) sentences.push(...onRecord(outcome, index + 1));
      else updated.push(outcome);
    }
    if (sentences.length > 0) throw new Refusal(sentences);
    return updated;
  });
}

/** The new passwords of a call, hashed, and what they were compared with. */
interface PreparedPasswords {
  /** By position in the call; undefined: that password stays as it is. */
  readonly passwords: readonly (NewPassword | undefined)[];
  /** The hashes that were stored for each resource that gets a new password. */
  readonly histories: ReadonlyMap<number, readonly string[]>;
}

/** Somebody changed the password of a resource while this call compared its own with the earlier ones. */
class StaleHistory extends Error {}

/**
 * Hashes and compares all new passwords before the transaction starts: each takes a good part of a second,
 * and nobody else should wait that long. They are taken one by one, so that log-ins get their turn.
 */
async function preparePasswords(
  { store, hasher, timeZone }: UpdateContext,
  sent: readonly SentResource[],
): Promise<PreparedPasswords> {
  const { strongPasswords } = await store.tenant.read();
  const histories = new Map<number, readonly string[]>();
  const setHere = new Map<number, readonly string[]>();
  const passwords: (NewPassword | undefined)[] = [];
  for (const one of sent) {
    const password = one.fields.get('Password');
    const id = idOf(one, timeZone);
    if (typeof password !== 'string' || ['', PASSWORD_MASK].includes(password) || id === undefined) {
      passwords.push(undefined);
      continue;
    }
    const stored = histories.get(id) ?? (await store.passwords.history(id));
    histories.set(id, stored);
    const history = setHere.get(id) ?? stored;
    const objection =
      objectionToPassword(password, strongPasswords) ??
      (strongPasswords && (await isAmong(hasher, password, history))
        ? refusal('passwordUsedBefore')
        : undefined);
    const hash = objection ? undefined : await hasher.hash(password);
    if (hash !== undefined) setHere.set(id, [hash, ...history].slice(0, PASSWORDS_REMEMBERED));
    passwords.push({ objection, hash });
  }
  return { passwords, histories };
}

async function isAmong(hasher: Hasher, password: string, hashes: readonly string[]): Promise<boolean> {
  for (const hash of hashes) if (await hasher.matches(password, hash)) return true;
  return false;
}

/**
 * How a sentence names its record. A conversion that failed comes as a pair; what is about the whole record
 * stands bare; what is about a field has the record's number behind it (all three recorded).
 */
function onRecord(refused: Refusal, record: number): readonly string[] {
  const [text = ''] = refused.sentences;
  if (refused.code === 'emptyObject') return [text, sentence('errorUpdatingRecord', { record })];
  return BARE.has(refused.code) ? [text] : [sentence('onRecordNumber', { sentence: text, record })];
}

const BARE: ReadonlySet<RefusalCode | undefined> = new Set<RefusalCode>([
  'noPermissionToUpdate',
  'cannotInactivateSelf',
  'resourceRedacted',
  'resourceDeleted',
]);

async function updateOne(
  areas: Areas,
  context: UpdateContext,
  checks: CheckContext,
  sent: SentResource,
  password: NewPassword | undefined,
): Promise<number | Refusal> {
  const id = idOf(sent, context.timeZone);
  const current = id === undefined ? undefined : await areas.resources.read(id);
  if (id === undefined || !current) return refusal('noPermissionToUpdate');
  const { state } = current;
  const draft: Draft = { id, state, sent: sent.fields, fields: WRITABLE, values: new Map(), password };
  const objection = await objectionTo(draft, checks);
  if (objection) return objection;
  await write(areas, context, current, draft, checks.actorId ?? id);
  return id;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((hash, index) => hash === others[index]);
}

function idOf({ id }: SentResource, timeZone: TimeZone): number | undefined {
  const converted = convert({ type: 'long' }, id ?? '', { timeZone });
  return converted.ok && typeof converted.value === 'number' ? converted.value : undefined;
}

async function write(
  areas: Areas,
  context: UpdateContext,
  { record: before, emailVerified }: StoredResource,
  { values, password }: Draft,
  actorId: number,
): Promise<void> {
  const wanted = { ...before, ...Object.fromEntries(values) } as ResourceRecord;
  const isPending = emailVerified && wanted.Email !== before.Email;
  const isAsked = isPending && (await requestEmailChange(areas, context, before.id, wanted.Email));
  const after: ResourceRecord = isPending ? { ...wanted, Email: before.Email } : wanted;

  const changes = changesBetween(before, after);
  if (Object.keys(changes).length > 0) await areas.resources.update(after);
  if (password?.hash !== undefined) {
    await areas.passwords.set(before.id, password.hash, PASSWORDS_REMEMBERED);
    changes['Password'] = {};
  }
  if (isAsked) changes['Email'] = {};
  if (Object.keys(changes).length === 0) return;
  await areas.audit.add({
    at: context.clock.now().toISOString(),
    actorId,
    resourceId: before.id,
    changes,
  });
}

function changesBetween(before: ResourceRecord, after: ResourceRecord): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const { name } of storedFields) {
    const from: FieldValue = before[name];
    const to: FieldValue = after[name];
    if (from !== to) changes[name] = impersonalFields.has(name) ? { from, to } : {};
  }
  return changes;
}
