import { z } from 'zod';
import { check } from '../../src/input/checked';

/** The sentences about a value that a schema refuses. */
function sentences(schema: z.ZodType, value: unknown): readonly string[] {
  const outcome = check(schema, value, 'The body');
  return outcome.ok ? [] : outcome.problems.map(({ message }) => message);
}

const LIST = z.array(z.string());
const DELAY = z.int().min(0).max(600_000);
const UNION = z.union([z.int().min(1), z.string().min(1)]);

/** Each kind of problem with each kind of value. */
const PROBLEMS: readonly (readonly [schema: z.ZodType, value: unknown, sentence: string])[] = [
  // Another type.
  [z.string(), 5, 'it must be text, not 5.'],
  [z.string(), null, 'it must be text, not null.'],
  [z.string(), undefined, 'it is missing: it must be text.'],
  [z.string(), ['a'], 'it must be text, not a list.'],
  [z.string(), [], 'it must be text, not an empty list.'],
  [z.string(), { a: 1 }, 'it must be text, not an object.'],
  [z.string(), () => 5, 'it must be text, not a function.'],
  [z.boolean(), 'yes', 'it must be true or false, not "yes".'],
  [z.number(), '5', 'it must be a number, not "5".'],
  [z.number(), Number.NaN, 'it must be a number, not NaN.'],
  [z.number(), Infinity, 'it must be a number, not Infinity.'],
  [z.int(), 1.5, 'it must be a whole number, not 1.5.'],
  [LIST, 'a', 'it must be a list, not "a".'],
  [LIST, {}, 'it must be a list, not an object.'],
  [z.strictObject({}), [], 'it must be an object, not an empty list.'],
  [z.strictObject({}), ['a'], 'it must be an object, not a list.'],
  [z.null(), 0, 'it must be null, not 0.'],
  // Too small.
  [z.string().min(1), '', 'it must be text that is not empty, not "".'],
  [z.string().min(3), 'ab', 'it must be at least 3 characters long, not "ab".'],
  [LIST.min(1), [], 'it must be a list that is not empty, not an empty list.'],
  [LIST.min(2), ['a'], 'it must be a list of at least 2, not a list.'],
  [z.number().gt(0), 0, 'it must be more than 0, not 0.'],
  [z.int().positive(), 0, 'it must be more than 0, not 0.'],
  [DELAY, -1, 'it must be at least 0, not -1.'],
  [DELAY, -1e300, 'it must be at least 0, not -1e+300.'],
  // Too big.
  [z.string().max(2), 'abc', 'it must be at most 2 characters long, not "abc".'],
  [LIST.max(1), ['a', 'b'], 'it must be a list of at most 1, not a list.'],
  [z.number().max(1), 1.5, 'it must be at most 1, not 1.5.'],
  [DELAY, 600_001, 'it must be at most 600000, not 600001.'],
  [DELAY, 1e300, 'it must be at most 600000, not 1e+300.'],
  [z.int().min(1), 1e300, 'it must be at most 9007199254740991, not 1e+300.'],
  // A value of a choice.
  [z.enum(['query', 'update']), 'updat', 'it must be "query" or "update", not "updat". Did you mean update?'],
  [z.enum(['on', 'off']), 1, 'it must be "on" or "off", not 1.'],
  [z.enum(['on', 'off']), [], 'it must be "on" or "off", not an empty list.'],
  [z.literal('fault'), 'x', 'it must be "fault", not "x".'],
  // None of several forms.
  [UNION, 1.5, 'it must be a whole number or text, not 1.5.'],
  [UNION.describe('id of somebody'), 1.5, 'it must be the id of somebody, not 1.5.'],
  [UNION, {}, 'it must be a number or text, not an object.'],
  // A format.
  [z.iso.date(), '5 May', 'it must be a day, like 2026-03-05, not "5 May".'],
  [z.iso.datetime(), 'now', 'it must be an instant, like 2026-03-05T10:00:00Z, not "now".'],
  // Sentences of the schema.
  [z.string().refine(() => false, 'must be a time zone'), 'x', 'it must be a time zone.'],
  [z.string().refine(() => false, 'no such thing'), 'x', 'it: no such thing.'],
  [z.string().refine(() => false, 'There is none.'), 'x', 'There is none.'],
];

test.each(PROBLEMS.map(([schema, value, sentence]) => [sentence, value, schema] as const))(
  '%s',
  (sentence, value, schema) => {
    expect(sentences(z.strictObject({ it: schema }), { it: value })).toEqual([sentence]);
  },
);

test.each([
  ['the whole value', z.strictObject({}), 5, 'The body must be an object, not 5.'],
  [
    'a member of a list',
    z.array(z.strictObject({ a: z.int() })),
    [{ a: 'x' }],
    '[0].a must be a number, not "x".',
  ],
  [
    'an unknown member',
    z.strictObject({ title: z.string() }),
    { title: '', titel: 1 },
    'There is no titel. Did you mean title?',
  ],
])('%s is named', (_what, schema, value, sentence) => {
  expect(sentences(schema, value)).toEqual([sentence]);
});

test.each([
  ['password', false],
  ['Password', false],
  ['passwordHash', false],
  ['passwords', false],
  ['strongPasswords', true],
  ['passwordMask', true],
])('a wrong value of %s is shown: %s', (name, isShown) => {
  const [sentence = ''] = sentences(z.strictObject({ [name]: z.boolean() }), { [name]: 'Geheim-1' });
  expect(sentence).toBe(`${name} must be true or false, not ${isShown ? '"Geheim-1"' : '******'}.`);
});
