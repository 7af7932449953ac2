import type { Entity, Field } from '../entities/field';

/** How an entity is written in XML: texts as they are, and its fields between them. */
export interface WireFormat {
  readonly entity: Entity;
  readonly parts: readonly (string | FieldFormat | GroupFormat)[];
}

/** Fields that are written together, or none of them where none has a value. */
export interface GroupFormat {
  readonly fields: readonly FieldFormat[];
  readonly start: string;
  readonly end: string;
  readonly none: string;
}

/** The fields of a format, in their order. */
export function fieldsOf(parts: WireFormat['parts']): readonly FieldFormat[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : 'fields' in part ? part.fields : [part]));
}

/** How a field is written. No field whose nullForm is `empty` can hold a null. */
export interface FieldFormat {
  readonly field: Field;
  readonly start: string;
  readonly end: string;
  /** The form of an empty text. */
  readonly empty: string;
  /** The form of a null; empty where it is left out. */
  readonly missing: string;
}
