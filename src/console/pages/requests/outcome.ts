// The outcome of a call, in the words that the list and the details share.
import type { JournalEntry } from '../../../runtime/journal';
import type { Tone } from '../../frame/callout';
import { count } from '../../frame/figures';

/** How long a call took. */
export function duration(durationMs: number): string {
  return `${durationMs < 100 ? durationMs.toFixed(1) : count(Math.round(durationMs))} ms`;
}

/** The outcome of a call in a word and in a sentence. */
export function outcomeOf(entry: JournalEntry): {
  readonly tone: Tone | undefined;
  readonly label: string;
  readonly text: string;
} {
  const { result, returnCode, message, faultRule } = entry;
  const plain = returnCode === null ? (isFault(entry) ? 'Fault' : httpOf(entry)) : code(returnCode);
  if (faultRule) {
    const { effect, delayMs } = faultRule;
    const isDelayOnly = effect === 'only delayed';
    const delay = delayMs > 0 ? `delayed by ${count(delayMs)} ms` : '';
    return {
      tone: 'made',
      label: isDelayOnly ? plain : effect,
      text: [message ?? rowsText(entry), delay].filter((part) => part !== '').join(', '),
    };
  }
  return result === 'refused'
    ? { tone: 'bad', label: plain, text: message ?? '' }
    : { tone: undefined, label: plain, text: rowsText(entry) };
}

function httpOf({ status }: JournalEntry): string {
  return status === 200 ? 'OK' : `HTTP ${status}`;
}

function isFault({ status, responseHeaders }: JournalEntry): boolean {
  return status >= 400 && /xml/.test(responseHeaders['Content-Type'] ?? '');
}

/** With a minus, which a hyphen is not. */
export function code(returnCode: 1 | -1): string {
  return returnCode === 1 ? '1' : '−1';
}

/** The noun for rows, by operation. */
const ROW_WORDS: Readonly<Partial<Record<string, readonly [one: string, several: string]>>> = {
  query: ['entity', 'entities'],
  update: ['entity updated', 'entities updated'],
  GetFieldInfo: ['field', 'fields'],
  getUDFInfo: ['field', 'fields'],
  getEntityInfo: ['entity type', 'entity types'],
};

function rowsText({ operation, rows }: JournalEntry): string {
  const [one, several] = ROW_WORDS[operation ?? ''] ?? [];
  if (rows === null || one === undefined) return '';
  return `${count(rows)} ${rows === 1 ? one : several}`;
}
