import type { Picklist, PicklistValue } from './picklists';

/** The datatypes that GetFieldInfo reports. */
export const FIELD_TYPES = [
  'boolean',
  'datetime',
  'decimal',
  'double',
  'float',
  'integer',
  'long',
  'short',
  'string',
] as const;

/** One of them. */
export type FieldType = (typeof FIELD_TYPES)[number];

/** The schema types that recorded answers carry in `xsi:type`. */
export const WIRE_TYPE_NAMES = [
  'xsd:boolean',
  'xsd:dateTime',
  'xsd:decimal',
  'xsd:double',
  'xsd:float',
  'xsd:int',
  'xsd:long',
  'xsd:short',
  'xsd:string',
] as const;

/** One of them. */
export type WireType = (typeof WIRE_TYPE_NAMES)[number];

/** The tab of the New/Edit Resource page that shows a field. */
export type Tab = 'General' | 'Security' | 'HR';

/** The source of a computed field: the resource's internal cost of the day, for callers with the right to view it. */
export type Computation = 'costOfTheDay';

/**
 * A row of an entity's field table: the properties of one field, and its form on the wire.
 *
 * `length` is in characters and 0 for every non-string. `wireType` is null for `id`, which is the only
 * element written without `xsi:type` (recorded answers). `nullForm` is the form of no value: plain strings are empty
 * and never null, every other field is null and left out of answers.
 */
export interface Field {
  readonly name: string;
  /** The column that holds its values. */
  readonly column: string;
  /** The column by which its values are compared: of a text, its folded form. */
  readonly comparedBy: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly queryable: boolean;
  /** The entity type whose ids are its values. */
  readonly reference: string | null;
  readonly picklist: Picklist | null;
  /** The field whose value decides which values of the picklist can be chosen. */
  readonly picklistParent: string | null;
  /** The id. */
  readonly key: boolean;
  /** Null for a field with a column of its own. */
  readonly computed: Computation | null;
  /** Stored as a hash only; no answer, message or export contains the value. */
  readonly secret: boolean;
  /** The tenant has made the field: it is sent and asked for apart from the others. */
  readonly userDefined: boolean;
  /** The values are not personal data, so the audit may contain them. */
  readonly impersonal: boolean;
  /** The value is an e-mail address. */
  readonly email: boolean;
  /** Of the entities of a resource, one at most has true. */
  readonly exclusive: boolean;
  /** The form of an administrator has the field. */
  readonly editable: boolean;
  /** The part of a picklist value that the field supplies, where its entity is chosen from a list. */
  readonly choice: keyof Omit<PicklistValue, 'value'> | null;
  /** `several`: an index lists the entities of a value by ascending id; `unique`: a value occurs once. */
  readonly index: 'unique' | 'several' | null;
  readonly wireType: WireType | null;
  readonly nullForm: 'omitted' | 'empty';
  readonly tab: Tab;
}

/** The marks of a row; a mark that is left out has its usual value. */
export type Marks = Partial<Omit<Field, 'name' | 'label' | 'type' | 'nullForm'>>;

const WIRE_TYPES: Readonly<Record<FieldType, WireType>> = {
  boolean: 'xsd:boolean',
  datetime: 'xsd:dateTime',
  decimal: 'xsd:decimal',
  double: 'xsd:double',
  float: 'xsd:double',
  integer: 'xsd:int',
  long: 'xsd:int',
  short: 'xsd:short',
  string: 'xsd:string',
};

/** A row whose marks are known to the compiler. */
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
    column: name,
    comparedBy: type === 'string' ? `${name}_folded` : name,
    length: 0,
    required: false,
    readOnly: false,
    queryable: true,
    reference: null,
    picklist: null,
    picklistParent: null,
    key: false,
    computed: null,
    secret: false,
    userDefined: false,
    impersonal: false,
    email: false,
    exclusive: false,
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

/** The type of a field's value: required fields and plain strings are never null. */
export type ValueOf<F extends Pick<Field, 'type' | 'required' | 'nullForm'>> =
  | (F['type'] extends 'string' | 'datetime' ? string : F['type'] extends 'boolean' ? boolean : number)
  | (F['nullForm'] extends 'empty' ? never : F['required'] extends true ? never : null);

/** What users may do with the entities of a type, as getEntityInfo reports it. */
export type Access = 'None' | 'All' | 'Restricted';

/** An entity type: its field table, and the operations that getEntityInfo reports for it. */
export interface Entity<F extends Field = Field> {
  readonly name: string;
  /** Its spelling in EntityResultType: lower case for the entities that the service implements in Visual Basic. */
  readonly resultType: string;
  readonly table: string;
  /** The name of its list in the file of a tenant; null where it has none. */
  readonly list: string | null;
  /** The greatest id that an entity may come with, where ids of others are made of it. */
  readonly greatestId?: number;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
  readonly canQuery: boolean;
  /** The access of users with System Administrator rights; others can query only. */
  readonly userAccess: Readonly<Record<'Create' | 'Query' | 'Update' | 'Delete', Access>>;
  readonly hasUserDefinedFields: boolean;
  /** In the order of GetFieldInfo; entities on the wire have the order of the contract. */
  readonly fields: readonly F[];
  /** What the emulator stores of an entity beside the fields of the service; no answer has it. */
  readonly ownFields: readonly F[];
  /** In the order of getUDFInfo. */
  readonly userDefinedFields: readonly F[];
}

/** The name of a field of `E`. */
export type FieldName<E extends Entity> = E['fields'][number]['name'];

/** A field with a column that holds its value. */
export type StoredField<E extends Entity> = Exclude<
  E['fields'][number] | E['ownFields'][number],
  { readonly computed: Computation } | { readonly secret: true }
>;

/** The values of an entity's stored fields, by field name. */
export type StoredValues<E extends Entity> = {
  readonly [F in StoredField<E> as F['name']]: ValueOf<F>;
};

/** The values of an entity that has none in a field that may be without. */
export function emptyEntity(entity: Entity): Readonly<Record<string, FieldValue>> {
  return Object.fromEntries(
    storedFieldsOf(entity).map(({ column, nullForm }) => [column, nullForm === 'empty' ? '' : null]),
  );
}

/** The fields whose values are columns of the entity's table. */
export function storedFieldsOf<const E extends Entity>({
  fields,
  ownFields,
  userDefinedFields,
}: E): readonly StoredField<E>[] {
  return [...fields, ...ownFields, ...userDefinedFields].filter(
    (one): one is StoredField<E> => one.computed === null && !one.secret,
  );
}
