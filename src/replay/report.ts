import type { Difference } from './compare';

/** The result of replaying one capture. */
export interface Outcome {
  readonly name: string;
  /** The element in the body; null where the capture could not be read. */
  readonly operation: string | null;
  readonly result: 'equal' | 'different' | 'failed' | 'skipped';
  readonly differences: readonly Difference[];
  /** The reason of a failed or skipped replay. */
  readonly problem: string | null;
}

/** The number of captures by result. */
type Summary = Readonly<Record<Outcome['result'], number>>;

/** The differences of one capture that are printed; the JSON output has them all. */
const MAX_SHOWN = 20;

/** The characters of a text that are printed, from a little before the first difference on. */
const MAX_TEXT = 100;
const BEFORE_DIFFERENCE = 20;

/** Counts outcomes by their result. */
export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const count = (wanted: Outcome['result']): number =>
    outcomes.filter(({ result }) => result === wanted).length;
  return {
    equal: count('equal'),
    different: count('different'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
}

/** The outcomes as text: each capture with its differences, and the totals. */
export function reportOf(outcomes: readonly Outcome[]): string {
  const { skipped, ...counts } = summaryOf(outcomes);
  const parts = Object.entries({ ...counts, ...(skipped > 0 && { skipped }) });
  const total = outcomes.length === 1 ? '1 capture' : `${outcomes.length} captures`;
  return [
    ...outcomes.flatMap(linesOf),
    '',
    `${total}: ${parts.map(([result, count]) => `${count} ${result}`).join(', ')}`,
    '',
  ].join('\n');
}

function linesOf({ name, operation, result, differences, problem }: Outcome): readonly string[] {
  const more = differences.length - MAX_SHOWN;
  return [
    printable(
      `${name}${operation === null ? '' : ` (${operation})`}: ${problem ? `${result}: ${problem}` : result}`,
    ),
    ...differences.slice(0, MAX_SHOWN).flatMap(differenceLines),
    ...(more > 0 ? [`  and ${more} more; --json has all of them`] : []),
  ];
}

function differenceLines({ kind, path, captured, answered }: Difference): readonly string[] {
  const from = firstDifference(captured, answered);
  const isPlain = kind === 'order';
  return [
    `  ${printable(path)} (${kind})`,
    `    captured  ${shown(captured, from, isPlain)}`,
    `    answered  ${shown(answered, from, isPlain)}`,
  ];
}

function shown(text: string | null, difference: number, isPlain: boolean): string {
  if (text === null) return 'nothing';
  if (isPlain) return text;
  if (text.length <= MAX_TEXT) return printable(JSON.stringify(text));
  const start = Math.min(Math.max(difference - BEFORE_DIFFERENCE, 0), text.length - MAX_TEXT);
  const part = printable(JSON.stringify(text.slice(start, start + MAX_TEXT)));
  return `${start > 0 ? '...' : ''}${part}${start + MAX_TEXT < text.length ? '...' : ''}`;
}

function firstDifference(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Escapes control characters, which a terminal would execute. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
