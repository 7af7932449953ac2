// The first and the last day of a filter.

import type { FC } from 'hono/jsx';
import { sentence } from '../../refusals/refusal';
import { BareInput, FieldViolation } from './fields';
import type { Violations } from './violations';

/** The names of the fields: the first day and the last one. */
const DAYS = { first: 'from', last: 'through' } as const;

export const DAY_FIELDS: readonly string[] = Object.values(DAYS);

/** Local days, `yyyy-MM-dd`, both included; undefined: no bound. */
export interface DayRange {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** The days that an address asks for. */
export function daysIn(query: URLSearchParams): DayRange {
  return { first: dayIn(query, DAYS.first), last: dayIn(query, DAYS.last) };
}

/** A day of the query; browsers without a field for days send any text. */
function dayIn(query: URLSearchParams, name: string): string | undefined {
  const typed = query.get(name)?.trim() ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return undefined;
  const date = new Date(`${typed}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(typed) ? typed : undefined;
}

/** The refusals of texts that are no day, by field. */
export function dayViolations(query: URLSearchParams): Violations {
  const wrong = DAY_FIELDS.filter((name) => query.get(name)?.trim() && !dayIn(query, name));
  return Object.fromEntries(wrong.map((name) => [name, sentence('notADate', { field: name })]));
}

/** The two fields of a toolbar. */
export const DayRangeInputs: FC<{ readonly query: URLSearchParams }> = ({ query }) => {
  const violations = dayViolations(query);
  return (
    <>
      {(
        [
          [DAYS.first, 'From day', 'From'],
          [DAYS.last, 'Through day', 'through'],
        ] as const
      ).map(([name, label, word]) => (
        <div class="line">
          <span class="muted" aria-hidden="true">
            {word}
          </span>
          <BareInput
            name={name}
            label={label}
            type="date"
            value={query.get(name) ?? ''}
            violation={violations[name]}
          />
          <FieldViolation name={name} violation={violations[name]} />
        </div>
      ))}
    </>
  );
};
