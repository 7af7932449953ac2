import { ImportError } from './import-error';

/** A problem of a file to import, with its place. */
export interface Problem {
  /** The place, as in `line 3`. */
  readonly place: string;
  readonly sentence: string;
  /** The value there; undefined for none, and for a secret one. */
  readonly value?: unknown;
  /** The expected value, as in `a whole number such as 42`. */
  readonly expected?: string | undefined;
}

/** The most problems that are listed; further ones are counted. */
const MOST_LISTED = 100;

/** The longest value that is quoted. */
const MOST_CHARACTERS = 60;

/** Collects the problems of a file. */
export class Problems {
  readonly #listed: string[] = [];
  #count = 0;

  add(problem: Problem): void {
    this.#count += 1;
    if (this.#listed.length < MOST_LISTED) this.#listed.push(textOf(problem));
  }

  get count(): number {
    return this.#count;
  }

  /** Throws an ImportError where there are problems. */
  require(): void {
    if (this.#count > 0) throw this.error();
  }

  error(): ImportError {
    return new ImportError(this.#listed, this.#count);
  }
}

function textOf({ place, sentence, value, expected }: Problem): string {
  return [
    `${place}: ${sentence}`,
    ...(isQuoted(value, sentence) ? [`It is ${quoted(value)}.`] : []),
    ...(expected === undefined ? [] : [`Expected: ${expected}.`]),
  ].join(' ');
}

/** Whether to quote a value: unless its sentence does. */
function isQuoted(value: unknown, sentence: string): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value === 'object' || !sentence.includes(`${value as string | number | boolean}`);
}

function quoted(value: unknown): string {
  const characters = Array.from(JSON.stringify(value));
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS).join('')}…`
    : characters.join('');
}
