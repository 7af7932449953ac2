// A call that writes several entities over SOAP: all of them, or none.
import { convert } from '../entities/convert';
import type { Entity } from '../entities/field';
import type { TimeZone } from '../entities/time-zone';
import { Refusal, refusal, sentence } from '../refusals/refusal';
import type { RefusalCode } from '../refusals/catalogue';
import type { RuleContext } from './rule-context';
import type { SubmittedValue } from './submitted-value';

/** At most this many entities in one call (vendor documentation). */
const MAX_ENTITIES = 200;

/** An entity as a client sent it. */
export interface SentEntity {
  /** The text of the id, null when it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SubmittedValue>;
  /** By name; null: no value. */
  readonly userDefinedFields: ReadonlyMap<string, string | null>;
}

/** The caller. */
export interface Actor {
  readonly resourceId: number;
  readonly systemAdministrator: boolean;
}

/** The services and settings of a call that writes. */
export interface WriteContext extends RuleContext {
  /** The texts of fields without a value in answers, where the contract requires their elements: 0 for a number. */
  readonly textsWithoutValueOf: (entity: Entity) => ReadonlyMap<string, string>;
}

/** What is done with the entities of a call. */
export type Writing = 'create' | 'update' | 'delete';

const REFUSED = {
  create: 'noPermissionToCreate',
  update: 'noPermissionToUpdate',
  delete: 'noPermissionToDelete',
} as const;
const DONE = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/** Throws a Refusal where a caller has no right to write, or sent too many entities. */
export function requireBatch(
  writing: Writing,
  { systemAdministrator }: Actor,
  { length: count }: readonly SentEntity[],
): void {
  if (!systemAdministrator) throw refusal(REFUSED[writing]);
  if (count > MAX_ENTITIES) {
    throw refusal('tooManyEntities', { count, limit: MAX_ENTITIES, done: DONE[writing] });
  }
}

/** Writes the entities one after the other. Throws a Refusal with the first violation of each. */
export async function writeEach<S, T>(
  writing: Writing,
  sent: readonly S[],
  write: (one: S, index: number) => Promise<T | Refusal>,
): Promise<readonly T[]> {
  const written: T[] = [];
  const sentences: string[] = [];
  for (const [index, one] of sent.entries()) {
    const outcome = await write(one, index);
    if (outcome instanceof Refusal) sentences.push(...onRecord(outcome, index + 1, writing));
    else written.push(outcome);
  }
  if (sentences.length > 0) throw new Refusal(sentences);
  return written;
}

/**
 * The sentences of a refusal with the number of its record: two sentences for a failed conversion of an update, one of a
 * create, the bare sentence about a whole record, and the record's number behind a sentence about a field (all recorded).
 */
function onRecord(refused: Refusal, record: number, writing: Writing): readonly string[] {
  const [text = ''] = refused.sentences;
  if (PAIRED.has(refused.code)) {
    return writing === 'update' ? [text, sentence('errorUpdatingRecord', { record })] : [text];
  }
  return BARE.has(refused.code) ? [text] : [sentence('onRecordNumber', { sentence: text, record })];
}

const PAIRED: ReadonlySet<RefusalCode | undefined> = new Set<RefusalCode>([
  'emptyObject',
  'conversionNotValid',
]);

const BARE: ReadonlySet<RefusalCode | undefined> = new Set<RefusalCode>([
  'noPermissionToUpdate',
  'noPermissionToDelete',
  'cannotInactivateSelf',
  'resourceRedacted',
  'resourceDeleted',
]);

/** The id of a sent entity; undefined where it is no number. */
export function idOf({ id }: SentEntity, timeZone: TimeZone): number | undefined {
  const converted = convert({ type: 'long' }, id ?? '', { timeZone });
  return converted.ok ? Number(converted.value) : undefined;
}
