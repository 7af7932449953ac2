// The rows of declared entities in a file.
import { convert, convertToStore, type ConversionContext } from '../entities/convert';
import type { DeclaredEntity } from '../entities/declared';
import type { Field, FieldValue } from '../entities/field';
import { conversionRefusal, Refusal, refusal, sentence } from '../refusals/refusal';
import { suggestion } from '../input/suggestion';
import type { Values } from '../store/entity-rows';
import { isXmlText } from '../xml/escape';
import { chosenValue } from './picklist-choice';

/** A row of a file: values by the names of fields, and in a member of their own those of user-defined fields. */
export type DeclaredRow = Readonly<Record<string, RowValue | Readonly<Record<string, RowValue>>>>;
type RowValue = string | number | boolean | null;

/** The member of a row with the values of user-defined fields. */
export const USER_DEFINED = 'userDefinedFields';

/** The values of a row, and sentences about what is wrong with it. */
export interface RowValues {
  readonly values: Values;
  readonly problems: readonly string[];
}

/** Reads rows of an entity type. */
export class RowReader {
  readonly #groups: readonly Group[];
  readonly #context: ConversionContext;

  constructor({ fields, userDefinedFields }: DeclaredEntity, context: ConversionContext) {
    this.#context = context;
    this.#groups = [groupOf('', fields), groupOf(USER_DEFINED, userDefinedFields)];
  }

  /** `nextId`: that of a row without one. */
  read(row: DeclaredRow, nextId: number): RowValues {
    const { [USER_DEFINED]: userDefined = {}, ...own } = row;
    const problems: string[] = [];
    const values: Record<string, FieldValue> = {};
    const members: readonly unknown[] = [own, userDefined];
    for (const [index, group] of this.#groups.entries()) {
      const given = members[index];
      if (typeof given !== 'object' || given === null) problems.push(sentence('rowNotAnObject'));
      else this.#readGroup(group, given as DeclaredRow, nextId, values, problems);
    }
    return { values, problems };
  }

  #readGroup(
    { prefix, fields }: Group,
    given: DeclaredRow,
    nextId: number,
    values: Record<string, FieldValue>,
    problems: string[],
  ): void {
    for (const name of Object.keys(given).filter((one) => !fields.has(one))) {
      const hint = suggestion(name, [...fields.keys()]);
      problems.push(sentence('nameUnknown', { name: `${prefix}${name}`, hint }));
    }
    for (const field of fields.values()) {
      const value = field.key
        ? idOf(given['id'] ?? nextId, this.#context)
        : valueOf(field, given[field.name] ?? null, this.#context);
      if (value instanceof Refusal) problems.push(value.message);
      else values[field.column] = value;
    }
  }
}

/** The fields of a row, or the user-defined ones, by name. */
interface Group {
  readonly prefix: string;
  readonly fields: ReadonlyMap<string, Field>;
}

function groupOf(member: string, fields: readonly Field[]): Group {
  return {
    prefix: member === '' ? '' : `${member}.`,
    fields: new Map(fields.map((field) => [field.name, field])),
  };
}

/** Behind it, there is room for new entities; the console and the JSON API know ids of 15 digits. */
const GREATEST_ID = 999_999_999_999_999;

/** The company of a tenant itself is the Account 0. */
function idOf(given: unknown, context: ConversionContext): number | Refusal {
  const converted = convert({ type: 'long' }, String(given), context);
  const id = converted.ok ? converted.value : undefined;
  return typeof id === 'number' && id >= 0 && id <= GREATEST_ID
    ? id
    : refusal('rowIdNotValid', { limit: GREATEST_ID });
}

function valueOf(field: Field, given: DeclaredRow[string], context: ConversionContext): FieldValue | Refusal {
  const { name, type, required, nullForm } = field;
  if ((typeof given === 'object' && given !== null) || typeof given === 'function') {
    return refusal('rowValueNotPlain', { field: name });
  }
  const text = String(given ?? '');
  const isEmpty = (type === 'string' ? text : text.trim()) === '';
  if (isEmpty && required) return refusal('requiredFieldMissing', { field: name });
  if (isEmpty) return nullForm === 'empty' ? '' : null;
  return valueOfText(field, text, context);
}

function valueOfText(field: Field, text: string, context: ConversionContext): FieldValue | Refusal {
  const { name } = field;
  const picklist = typeof field.picklist === 'string' ? null : field.picklist;
  const chosen = picklist === null ? text : chosenValue(text, name, picklist);
  if (chosen instanceof Refusal) return chosen;
  const converted = convertToStore(field, chosen, context);
  if (!converted.ok) return conversionRefusal(converted.reason, name, context.timeZone.name);
  const { value } = converted;
  if (picklist?.every((one) => one.value !== String(value))) {
    return refusal('picklistValueUnknown', { value: text, field: name });
  }
  return typeof value === 'string' ? (textViolation(field, value) ?? value) : value;
}

function textViolation({ name, type, length }: Field, value: string): Refusal | undefined {
  // A length of 0 is none.
  if (type === 'string' && length > 0 && Array.from(value).length > length)
    return refusal('textTooLong', { field: name });
  return isXmlText(value) ? undefined : refusal('illegalCharacter', { field: name });
}

/** A stored entity as a row, without its empty members. */
export function rowOf(entity: DeclaredEntity, values: Values): DeclaredRow {
  const { [USER_DEFINED]: userDefined = {}, ...own } = wholeRowOf(entity, values);
  const filledUserDefined = filled(userDefined as Readonly<Record<string, RowValue>>);
  return {
    ...filled(own as Readonly<Record<string, RowValue>>),
    ...(Object.keys(filledUserDefined).length > 0 && { [USER_DEFINED]: filledUserDefined }),
  };
}

/** A stored entity as a row, with null for no value. */
export function wholeRowOf({ fields, userDefinedFields }: DeclaredEntity, values: Values): DeclaredRow {
  const named = (of: readonly Field[]): Record<string, RowValue> =>
    Object.fromEntries(of.map(({ name, column }) => [name, values[column] ?? null]));
  return {
    ...named(fields),
    ...(userDefinedFields.length > 0 && { [USER_DEFINED]: named(userDefinedFields) }),
  };
}

function filled(row: Readonly<Record<string, RowValue>>): Record<string, RowValue> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''));
}
