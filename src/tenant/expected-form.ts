import type { Choices } from '../entities/picklists';
import { resource } from '../entities/resource';
import type { RefusalCode } from '../refusals/catalogue';
import { listed } from './picklist-choice';

/** A value of a file, its field, and the choices of the field. */
interface RefusedValue {
  readonly field: string;
  readonly value: unknown;
  readonly choices: Choices;
}

/** The expected form of a refused value, for the message; undefined where the refusal needs no addition. */
export function expectedForm(code: RefusalCode | undefined, refused: RefusedValue): string | undefined {
  return code && EXPECTED[code]?.(refused);
}

const DATE = 'a date such as 2024-01-31 or 1/31/2024, perhaps with a time such as 14:30 or 2:30 PM';

function chosen({ field, value, choices }: RefusedValue): string {
  return listed(value, choices[field] ?? []);
}

const EXPECTED: Readonly<Partial<Record<RefusalCode, (given: RefusedValue) => string>>> = {
  notADate: () => DATE,
  notABoolean: () => 'true or false; yes, no, 1 and 0 will do, too',
  notNumeric: ({ field }) =>
    resource.fields.some(({ name, type }) => name === field && type === 'double')
      ? 'a number such as 12.5, with a point and nothing between thousands'
      : 'a whole number such as 42, with nothing between thousands',
  picklistValueUnknown: chosen,
  referenceUnknown: chosen,
  textTooLong: ({ field }) =>
    `${resource.fields.find(({ name }) => name === field)?.length ?? 0} characters at most`,
  emailNotValid: () => 'an address such as name@example.com',
};
