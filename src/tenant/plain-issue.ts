import { z } from 'zod';
import { suggestion } from './columns';

/** What is wrong with a document, in words of ours; schemas say it where they know better. */
export function plainIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_format') return FORMATS[issue.format] ?? 'is not in the right form';
  if (issue.code === 'invalid_union') return 'must be a text, a number, true, false or null';
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `must have ${issue.maximum} characters at most`
      : `must be ${issue.maximum} or less`;
  }
  if (issue.code !== 'unrecognized_keys') return 'is not valid';
  const names = membersOf(issue.inst);
  return issue.keys.map((key) => `There is no member "${key}". ${suggestion(key, names)}`).join(' ');
}

function tooSmall({ origin, inclusive, minimum }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === 'string' || origin === 'array') return 'must not be empty';
  return inclusive ? `must be ${minimum} or more` : `must be more than ${minimum}`;
}

function membersOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a day such as 2024-01-31',
  datetime: 'must be an instant such as 2024-01-31T13:00:00Z',
};
