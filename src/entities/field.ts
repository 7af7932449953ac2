import type { Picklist, PicklistValue } from './picklists';

/** The datatypes GetFieldInfo reports for the entities served here. */
export type FieldType = 'boolean' | 'datetime' | 'decimal' | 'double' | 'integer' | 'long' | 'string';

/** The schema types that recorded answers carry in `xsi:type`. */
export type WireType =
  'xsd:boolean' | 'xsd:dateTime' | 'xsd:decimal' | 'xsd:double' | 'xsd:int' | 'xsd:string';

/** The tab of the New/Edit Resource page that a field stands on. */
export type Tab = 'General' | 'Security' | 'HR';

/** How the value of a computed field comes about: what the resource costs on the day, for those who may view it. */
export type Computation = 'costOfTheDay';

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
  /** The entity type whose ids are its values. */
  readonly reference: string | null;
  readonly picklist: Picklist | null;
  /** The id, which every entity is found by. */
  readonly key: boolean;
  /** No column holds it. */
  readonly computed: Computation | null;
  /** Only a hash of it is stored; no answer, message or export has its value. */
  readonly secret: boolean;
  /** Its values say nothing about a person, so that a record of changes may hold them. */
  readonly impersonal: boolean;
  /** An e-mail address. */
  readonly email: boolean;
  /** An administrator may set it on a form. */
  readonly editable: boolean;
  /** Which part of a choice it is, where an entity of this type is chosen from a list. */
  readonly choice: keyof Omit<PicklistValue, 'value'> | null;
  /** `several`: an index has the entities of one value by ascending id; `unique`: of one value there is one. */
  readonly index: 'unique' | 'several' | null;
  readonly wireType: WireType | null;
  readonly nullForm: 'omitted' | 'empty';
  readonly tab: Tab;
}

/** The marks a row of a field table may carry; what is left out is the usual case. */
type Marks = Partial<Omit<Field, 'name' | 'label' | 'type' | 'nullForm'>>;

const WIRE_TYPES: Readonly<Record<FieldType, WireType>> = {
  boolean: 'xsd:boolean',
  datetime: 'xsd:dateTime',
  decimal: 'xsd:decimal',
  double: 'xsd:double',
  integer: 'xsd:int',
  long: 'xsd:int',
  string: 'xsd:string',
};

/** A row whose marks are known when it is compiled. */
type Row<N extends string, T extends FieldType, M extends Marks> = Field & {
  readonly name: N;
  readonly type: T;
  readonly nullForm: NullForm<T, M>;
  readonly computed: M extends { readonly computed: infer C } ? C : null;
} & { readonly [K in 'required' | 'key' | 'secret']: K extends keyof M ? M[K] : false };

/** One row of a field table. */
export function field<N extends string, T extends FieldType, const M extends Marks>(
  name: N,
  label: string,
  type: T,
  marks: M,
): Row<N, T, M>;
export function field(name: string, label: string, type: FieldType, marks: Marks): Field {
  return {
    length: 0,
    required: false,
    readOnly: false,
    queryable: true,
    reference: null,
    picklist: null,
    key: false,
    computed: null,
    secret: false,
    impersonal: false,
    email: false,
    editable: true,
    choice: null,
    index: null,
    wireType: WIRE_TYPES[type],
    tab: 'General',
    ...marks,
    name,
    label,
    type,
    nullForm: type === 'string' && !marks.picklist ? 'empty' : 'omitted',
  };
}

/** The row of the id, which every entity has. */
export function id(label: string, tab: Tab = 'General') {
  return field('id', label, 'long', {
    required: true,
    readOnly: true,
    key: true,
    editable: false,
    index: 'unique',
    wireType: null,
    tab,
  });
}

type NullForm<T extends FieldType, M extends Marks> = T extends 'string'
  ? M extends { readonly picklist: Picklist }
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
  /** Its table, and its list in the file of a tenant. */
  readonly table: string;
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

/** A field that its table holds as it is. */
export type StoredField<E extends Entity> = Exclude<
  E['fields'][number],
  { readonly computed: Computation } | { readonly secret: true }
>;

/** The values of one entity that its table holds, by field name. */
export type StoredValues<E extends Entity> = {
  readonly [F in StoredField<E> as F['name']]: ValueOf<F>;
};

/** The fields that the table of an entity holds as they are. */
export function storedFieldsOf<const E extends Entity>({ fields }: E): readonly StoredField<E>[] {
  return fields.filter((one): one is StoredField<E> => one.computed === null && !one.secret);
}
