// Updates resources over SOAP: all of a call, or none.

import { convert } from '../entities/convert';
import { resource } from '../entities/resource';
import type { TimeZone } from '../entities/time-zone';
import { Refusal, refusal, sentence } from '../refusals/refusal';
import type { RefusalCode } from '../refusals/catalogue';
import type { Stores } from '../store/store';
import { checksOf, violationOf, type CheckContext, type Draft, type NewPassword } from './checks';
import { withNewPasswords } from './new-passwords';
import { readOnly } from './read-only';
import type { SubmittedValue } from './submitted-value';
import { write } from './write';
import type { RuleContext } from './rule-context';

/** At most this many entities in one call (vendor documentation). */
const MAX_ENTITIES = 200;

/** A resource as a client sent it. */
interface SentResource {
  /** The text of the id, null when it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SubmittedValue>;
}

/** The caller of an update. */
interface Actor {
  readonly resourceId: number;
  readonly systemAdministrator: boolean;
}

/** The checks of the fields that can be written over SOAP; submitted values of other fields are ignored. */
const CHECKS = checksOf(resource.fields.filter(({ readOnly }) => !readOnly));

/**
 * Updates resources: all of them, or none. A writable field that was not sent is cleared, except for secret fields.
 * Answers the ids in the order of the request.
 *
 * Throws a Refusal with the first violation of each resource.
 */
export async function updateResources(
  context: RuleContext & Pick<CheckContext, 'textsWithoutValue'>,
  actor: Actor,
  sent: readonly SentResource[],
): Promise<readonly number[]> {
  if (!actor.systemAdministrator) throw refusal('noPermissionToUpdate');
  if (sent.length > MAX_ENTITIES) {
    throw refusal('tooManyEntities', { count: sent.length, limit: MAX_ENTITIES });
  }
  const wanted = sent.map((one) => ({ id: idOf(one, context.timeZone), password: passwordOf(one) }));
  const change = async (
    stores: Stores,
    passwords: readonly (NewPassword | undefined)[],
  ): Promise<Updated> => {
    const checks: CheckContext = {
      ...context,
      picklists: await stores.tenant.picklists(),
      listedEntities: stores.listedEntities,
      resources: stores.resources,
      actorId: actor.resourceId,
    };
    const ids: number[] = [];
    const sentences: string[] = [];
    let mayUnseat = false;
    for (const [index, one] of sent.entries()) {
      const outcome = await updateOne(stores, context, checks, one, passwords[index]);
      if (outcome instanceof Refusal) {
        sentences.push(...onRecord(outcome, index + 1));
        continue;
      }
      ids.push(outcome.id);
      mayUnseat ||= outcome.mayUnseat;
    }
    if (sentences.length > 0) throw new Refusal(sentences);
    return { ids, mayUnseat };
  };
  return (await withNewPasswords(context, wanted, change, ({ mayUnseat }) => mayUnseat)).ids;
}

/** What was updated. */
interface Updated {
  readonly ids: readonly number[];
  /** Whether that can have changed who is an administrator. */
  readonly mayUnseat: boolean;
}

/**
 * The sentences of a refusal with the number of its record: two sentences for a failed conversion, the bare sentence
 * about a whole record, and the record's number behind a sentence about a field (all three recorded).
 */
function onRecord(refused: Refusal, record: number): readonly string[] {
  const [text = ''] = refused.sentences;
  if (PAIRED.has(refused.code)) return [text, sentence('errorUpdatingRecord', { record })];
  return BARE.has(refused.code) ? [text] : [sentence('onRecordNumber', { sentence: text, record })];
}

const PAIRED: ReadonlySet<RefusalCode | undefined> = new Set<RefusalCode>([
  'emptyObject',
  'conversionNotValid',
]);

const BARE: ReadonlySet<RefusalCode | undefined> = new Set<RefusalCode>([
  'noPermissionToUpdate',
  'cannotInactivateSelf',
  'resourceRedacted',
  'resourceDeleted',
]);

async function updateOne(
  stores: Stores,
  context: RuleContext,
  checks: CheckContext,
  sent: SentResource,
  password: NewPassword | undefined,
): Promise<{ readonly id: number; readonly mayUnseat: boolean } | Refusal> {
  const id = idOf(sent, context.timeZone);
  const stored = id === undefined ? undefined : await stores.resources.read(id);
  if (id === undefined || !stored) return refusal('noPermissionToUpdate');
  const refused = readOnly(stored);
  if (refused) return refused;
  const draft: Draft = { stored, submitted: sent.fields, checks: CHECKS, values: new Map(), password };
  const violation = await violationOf(draft, checks);
  if (violation) return violation;
  return { id, mayUnseat: await write(stores, context, stored, draft, checks.actorId ?? id) };
}

function idOf({ id }: SentResource, timeZone: TimeZone): number | undefined {
  const converted = convert({ type: 'long' }, id ?? '', { timeZone });
  return converted.ok && typeof converted.value === 'number' ? converted.value : undefined;
}

function passwordOf({ fields }: SentResource): string | undefined {
  const password = fields.get('Password');
  return typeof password === 'string' ? password : undefined;
}
