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

/** One resource as it was sent. */
export interface SentResource {
  /** The text of the id, null when it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SubmittedValue>;
}

/** Who updates. */
export interface Actor {
  readonly resourceId: number;
  readonly systemAdministrator: boolean;
}

/** What is looked at in the fields that can be written over SOAP; of others, whatever was sent is ignored. */
const CHECKS = checksOf(resource.fields.filter(({ readOnly }) => !readOnly));

/**
 * Updates resources: all of them, or none. A writable field that was not sent is cleared, except for those that no
 * answer shows. Answers the ids in the order they were sent.
 *
 * Throws a Refusal with a sentence for each resource that has something wrong, the first thing of each.
 */
export async function updateResources(
  context: RuleContext,
  actor: Actor,
  sent: readonly SentResource[],
): Promise<readonly number[]> {
  if (!actor.systemAdministrator) throw refusal('noPermissionToUpdate');
  if (sent.length > MAX_ENTITIES) {
    throw refusal('tooManyEntities', { count: sent.length, limit: MAX_ENTITIES });
  }
  const wanted = sent.map((one) => ({ id: idOf(one, context.timeZone), password: passwordOf(one) }));
  return withNewPasswords(context, wanted, async (stores, passwords) => {
    const checks: CheckContext = {
      ...context,
      picklists: await stores.tenant.picklists(),
      listedEntities: stores.listedEntities,
      resources: stores.resources,
      actorId: actor.resourceId,
    };
    const updated: number[] = [];
    const sentences: string[] = [];
    for (const [index, one] of sent.entries()) {
      const outcome = await updateOne(stores, context, checks, one, passwords[index]);
      if (outcome instanceof Refusal) sentences.push(...onRecord(outcome, index + 1));
      else updated.push(outcome);
    }
    if (sentences.length > 0) throw new Refusal(sentences);
    return updated;
  });
}

/**
 * How a sentence names its record. A conversion that failed comes as a pair; what is about the whole record
 * stands bare; what is about a field has the record's number behind it (all three recorded).
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
): Promise<number | Refusal> {
  const id = idOf(sent, context.timeZone);
  const stored = id === undefined ? undefined : await stores.resources.read(id);
  if (id === undefined || !stored) return refusal('noPermissionToUpdate');
  const refused = readOnly(stored);
  if (refused) return refused;
  const draft: Draft = { stored, submitted: sent.fields, checks: CHECKS, values: new Map(), password };
  const violation = await violationOf(draft, checks);
  if (violation) return violation;
  await write(stores, context, stored, draft, checks.actorId ?? id);
  return id;
}

function idOf({ id }: SentResource, timeZone: TimeZone): number | undefined {
  const converted = convert({ type: 'long' }, id ?? '', { timeZone });
  return converted.ok && typeof converted.value === 'number' ? converted.value : undefined;
}

function passwordOf({ fields }: SentResource): string | undefined {
  const password = fields.get('Password');
  return typeof password === 'string' ? password : undefined;
}
