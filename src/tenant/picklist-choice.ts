import { fold } from '../entities/fold';
import type { PicklistValue } from '../entities/picklists';
import { refusal, type Refusal } from '../refusals/refusal';
import { nearest } from '../input/suggestion';

/** The most values that a message lists. */
const MOST_LISTED = 12;

/**
 * The picklist value of a text in a file: a value or a label, in any case. A label of several values means the active
 * one. Other text stays as it is where it may be a value in another form (`1.0`).
 */
export function chosenValue(
  text: string,
  field: string,
  choices: readonly PicklistValue[],
): string | Refusal {
  const wanted = fold(text.trim());
  const byValue =
    choices.find(({ value }) => value === text) ?? choices.find(({ value }) => fold(value) === wanted);
  if (byValue) return byValue.value;
  const labelled = choices.filter(({ label }) => fold(label.trim()) === wanted);
  const active = labelled.filter((choice) => choice.active);
  const [only, ...others] = active.length > 0 ? active : labelled;
  if (only && others.length === 0) return only.value;
  if (only) {
    const values = labelled.map(({ value }) => value).join(', ');
    return refusal('picklistLabelAmbiguous', { value: text, field, values });
  }
  return Number.isNaN(Number(text)) ? refusal('picklistValueUnknown', { value: text, field }) : text;
}

/** The values of a picklist, for a sentence about an unknown value. */
export function listed(text: unknown, choices: readonly PicklistValue[]): string {
  const active = choices.filter((choice) => choice.active);
  if (active.length === 0) return 'nothing, as this picklist is empty';
  const near = nearest(
    String(text),
    active.flatMap(({ value, label }) => [label, value]),
  );
  const all = active.map(({ value, label }) => (value === label ? value : `${value} (${label})`));
  const more = all.length > MOST_LISTED ? ` and ${all.length - MOST_LISTED} more` : '';
  return `${near === undefined ? '' : `perhaps ${near}; `}one of ${all.slice(0, MOST_LISTED).join(', ')}${more}`;
}
