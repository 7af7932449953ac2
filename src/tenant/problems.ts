import { ImportError } from './import-error';

/** What is wrong with one value of a file, or with the file around it. */
export interface Problem {
  /** Where it is: `line 3`. */
  readonly place: string;
  readonly sentence: string;
  /** What stands there; undefined for nothing, and for what is secret. */
  readonly value?: unknown;
  /** What would be right: `a whole number such as 42`. */
  readonly expected?: string | undefined;
}

/** Problems past this many are counted but not told: with so many, the file is wrong as a whole. */
const MOST_TOLD = 100;

/** A value is told up to here. */
const MOST_CHARACTERS = 60;

/** The problems of a file, as they are found. */
export class Problems {
  readonly #told: string[] = [];
  #count = 0;

  add(problem: Problem): void {
    this.#count += 1;
    if (this.#told.length < MOST_TOLD) this.#told.push(textOf(problem));
  }

  get count(): number {
    return this.#count;
  }

  /** Throws an ImportError where there are some. */
  require(): void {
    if (this.#count > 0) throw this.error();
  }

  error(): ImportError {
    return new ImportError(this.#told, this.#count);
  }
}

function textOf({ place, sentence, value, expected }: Problem): string {
  return [
    `${place}: ${sentence}`,
    ...(isTold(value, sentence) ? [`It is ${quoted(value)}.`] : []),
    ...(expected === undefined ? [] : [`Expected: ${expected}.`]),
  ].join(' ');
}

/** Whether a value says more than its sentence, which may quote it. */
function isTold(value: unknown, sentence: string): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value === 'object' || !sentence.includes(`${value as string | number | boolean}`);
}

function quoted(value: unknown): string {
  const characters = Array.from(JSON.stringify(value));
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS).join('')}…`
    : characters.join('');
}
