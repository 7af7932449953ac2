// Checks values from outside against a schema, with a sentence for each problem.

import type { z } from 'zod';
import { MASK } from '../entities/mask';
import { Refusal, sentence } from '../refusals/refusal';
import { suggestion } from './suggestion';

/** A problem at one place of a value. */
interface Problem {
  /** The path, as in `resources[0].Email`; empty for the value as a whole. */
  readonly path: string;
  readonly steps: readonly PropertyKey[];
  /** A sentence that names the path and the expected value. */
  readonly message: string;
}

/** The result of a check: the parsed value, or all problems. */
type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a value against a schema, with sentences of our own. `whole`: the name of the value as a whole in sentences. A
 * check of the schema itself has a sentence, the expected value (`must be a time zone`) or the problem as its message.
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, whole: string): Checked<z.output<S>> {
  const namesAt = new Map<string, readonly string[]>();
  const parsed = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return sentenceOf(issue, whole);
      namesAt.set(textOf(issue.path ?? []), namesOf(issue.inst));
      return undefined;
    },
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: withoutWiderBounds(parsed.error.issues).flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return problemAt(issue.path, messageOf(issue), whole);
      const known = namesAt.get(textOf(issue.path));
      // The schema may have one sentence of its own for all unknown members.
      if (!known) return problemAt([...issue.path, ...issue.keys.slice(0, 1)], issue.message, whole);
      return issue.keys.map((key) => unknownAt([...issue.path, key], suggestion(key, known)));
    }),
  };
}

/** Without the bounds of exact integers, which come first, where the schema has a narrower bound. */
function withoutWiderBounds(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  return issues.filter(
    ({ code, path }, index) =>
      (code !== 'too_big' && code !== 'too_small') ||
      !issues.slice(index + 1).some((later) => later.code === code && textOf(later.path) === textOf(path)),
  );
}

/** The problem of a record's key. */
function messageOf(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
}

function problemAt(steps: readonly PropertyKey[], message: string, whole: string): Problem {
  const path = textOf(steps);
  return { path, steps, message: asSentence(message, path || whole) };
}

/** A sentence of a message that is one, continues the name of the value, or states the problem. */
function asSentence(message: string, name: string): string {
  if (/[.?]$/.test(message)) return message;
  return `${name}${message.startsWith('must ') ? ' ' : ': '}${message}.`;
}

function unknownAt(steps: readonly PropertyKey[], hint: string): Problem {
  const path = textOf(steps);
  return { path, steps, message: sentence('nameUnknown', { name: path, hint }) };
}

/** The value as a schema parses it. Throws a Refusal of the first problem. */
export function checked<S extends z.ZodType>(schema: S, value: unknown, whole: string): z.output<S> {
  const outcome = check(schema, value, whole);
  if (outcome.ok) return outcome.value;
  const [first] = outcome.problems;
  throw new Refusal([first?.message ?? ''], '', undefined, first?.path === '' ? undefined : first?.path);
}

type RawIssue = z.core.$ZodRawIssue;
type Issue = RawIssue | z.core.$ZodIssue;

function sentenceOf(issue: RawIssue, whole: string): string {
  const path = issue.path ?? [];
  const name = path.length === 0 ? whole : textOf(path);
  const expected = describedBy(issue) ?? expectedBy(issue);
  const value = valueOf(issue);
  if (value === undefined) return sentence('valueMissing', { name, expected });
  const known = choicesOf(issue);
  const hint = known && typeof value === 'string' ? suggestion(value, known) : '';
  return sentence('valueNotValid', {
    name,
    expected,
    value: path.some(isSecret) ? MASK : quoted(value),
    // The sentence lists the known names already.
    hint: hint.startsWith(' Did') ? hint : '',
  });
}

/** The description of a union's schema. */
function describedBy({ code, inst }: RawIssue): string | undefined {
  const { description } = (inst ?? {}) as { readonly description?: string };
  return code === 'invalid_union' && description !== undefined ? `the ${description}` : undefined;
}

/** The wrong value; for a discriminated union, the value of the discriminator. */
function valueOf({ code, input, path = [], ...issue }: RawIssue): unknown {
  if (code !== 'invalid_union' || !('discriminator' in issue)) return input;
  return (input as Readonly<Record<PropertyKey, unknown>>)[path.at(-1) ?? ''];
}

function isSecret(step: PropertyKey): boolean {
  return /^password(?:hash|s)?$/i.test(String(step));
}

/** The names of an object's members, or of a record's keys. */
function namesOf(schema: unknown): readonly string[] {
  const { shape, keyType } = schema as {
    readonly shape?: object;
    readonly keyType?: { readonly options?: readonly string[] };
  };
  return shape ? Object.keys(shape) : (keyType?.options ?? []);
}

function choicesOf(issue: Issue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue
    ? (issue.options as unknown[]).map(String)
    : undefined;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
  date: 'a day, like 2026-03-05',
  datetime: 'an instant, like 2026-03-05T10:00:00Z',
};

/** The expected value, in words that continue "must be". */
function expectedBy(issue: Issue): string {
  const choices = choicesOf(issue);
  if (choices) return either(choices.map((choice) => JSON.stringify(choice)));
  if (issue.code === 'invalid_type') return EXPECTED[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_format') return EXPECTED[issue.format] ?? issue.format;
  if (issue.code === 'too_small') return atLeast(issue);
  if (issue.code === 'too_big') return bound(issue.origin, `at most ${issue.maximum}`);
  if (issue.code !== 'invalid_union') return 'of another form';
  const forms = new Set(issue.errors.flatMap(([first]) => (first ? expectedBy(first).split(' or ') : [])));
  return either([...forms]);
}

function atLeast({
  minimum,
  origin,
  inclusive,
}: z.core.$ZodIssueTooSmall | z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (minimum === 1 && origin === 'string') return 'text that is not empty';
  if (minimum === 1 && origin === 'array') return 'a list that is not empty';
  return bound(origin, `${inclusive === false ? 'more than' : 'at least'} ${minimum}`);
}

/** A bound of a kind of value. */
function bound(origin: string, limit: string): string {
  if (origin === 'array') return `a list of ${limit}`;
  return origin === 'string' ? `${limit} characters long` : limit;
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** `resources[0].Email` */
function textOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`,
    '',
  );
}

const MOST_SHOWN = 60;

function quoted(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);
}
