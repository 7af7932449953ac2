/** The datatypes GetFieldInfo reports for the entities served here. */
export type FieldType = 'boolean' | 'datetime' | 'decimal' | 'double' | 'integer' | 'long' | 'string';

/** The schema types that recorded answers carry in `xsi:type`. */
export type WireType =
  'xsd:boolean' | 'xsd:dateTime' | 'xsd:decimal' | 'xsd:double' | 'xsd:int' | 'xsd:string';

/** The tab of the New/Edit Resource page that a field stands on. */
export type Tab = 'General' | 'Security' | 'HR';

/**
 * What may be done with one field, and how it travels.
 *
 * `length` is in characters and 0 for every non-string. `wireType` is null for `id`, which is the only
 * element written without `xsi:type` (recorded answers). `nullForm` tells what stands for no value:
 * plain strings are empty and never null, every other field is null and then left out.
 */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly queryable: boolean;
  readonly reference: string | null;
  readonly picklist: boolean;
  /** No message quotes its value. */
  readonly secret: boolean;
  /** `several`: an index has the entities of one value by ascending id; `unique`: of one value there is one. */
  readonly index: 'unique' | 'several' | null;
  readonly wireType: WireType | null;
  readonly nullForm: 'omitted' | 'empty';
  readonly tab: Tab;
}

/** The marks a row of a field table may carry; what is left out is the usual case. */
interface Marks {
  readonly length?: number;
  readonly required?: true;
  readonly readOnly?: true;
  readonly queryable?: false;
  readonly reference?: string;
  readonly picklist?: true;
  readonly secret?: true;
  readonly index?: 'unique' | 'several';
  readonly wireType?: WireType | null;
  readonly tab?: Tab;
}

const WIRE_TYPES: Readonly<Record<FieldType, WireType>> = {
  boolean: 'xsd:boolean',
  datetime: 'xsd:dateTime',
  decimal: 'xsd:decimal',
  double: 'xsd:double',
  integer: 'xsd:int',
  long: 'xsd:int',
  string: 'xsd:string',
};

/** One row of a field table. */
export function field<N extends string, T extends FieldType, const M extends Marks>(
  name: N,
  label: string,
  type: T,
  marks: M,
): Field & {
  readonly name: N;
  readonly type: T;
  readonly required: M extends { readonly required: true } ? true : false;
  readonly nullForm: NullForm<T, M>;
};
export function field(name: string, label: string, type: FieldType, marks: Marks): Field {
  return {
    length: 0,
    required: false,
    readOnly: false,
    queryable: true,
    reference: null,
    picklist: false,
    secret: false,
    index: null,
    wireType: WIRE_TYPES[type],
    tab: 'General',
    ...marks,
    name,
    label,
    type,
    nullForm: type === 'string' && marks.picklist !== true ? 'empty' : 'omitted',
  };
}

type NullForm<T extends FieldType, M extends Marks> = T extends 'string'
  ? M extends { readonly picklist: true }
    ? 'omitted'
    : 'empty'
  : 'omitted';

/** A value of a field inside the emulator. A datetime is wall-clock text, `yyyy-MM-ddTHH:mm:ss.SSS`. */
export type FieldValue = string | number | boolean | null;

/** The value type of one field: required fields and plain strings are never null, all others may be. */
export type ValueOf<F extends Pick<Field, 'type' | 'required' | 'nullForm'>> =
  | (F['type'] extends 'string' | 'datetime' ? string : F['type'] extends 'boolean' ? boolean : number)
  | (F['nullForm'] extends 'empty' ? never : F['required'] extends true ? never : null);

/** What may be done with an entity type, as getEntityInfo reports it. */
export interface Entity<F extends Field = Field> {
  readonly name: string;
  /** How EntityResultType spells it: lower case for the entities the service implements in VB. */
  readonly resultType: string;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
  readonly canQuery: boolean;
  /** Who may update: nobody, or users with System Administrator rights. */
  readonly updatableBy: 'nobody' | 'administrators';
  readonly hasUserDefinedFields: boolean;
  /** In the order of GetFieldInfo; the order on the wire is the contract's. */
  readonly fields: readonly F[];
}

/** The name of a field of `E`; a misspelt one does not compile. */
export type FieldName<E extends Entity> = E['fields'][number]['name'];

/** All values of one entity, by field name. */
export type Values<E extends Entity> = {
  readonly [F in E['fields'][number] as F['name']]: ValueOf<F>;
};
