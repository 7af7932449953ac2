// The declarations of a tenant's entities, and what they must agree with.
import { convertToStore } from '../entities/convert';
import { declaredEntity, MOST_INDEXED, type Declaration, type DeclaredField } from '../entities/declared';
import type { FieldType, WireType } from '../entities/field';
import { entities, findEntity } from '../entities/index';
import type { PicklistValue } from '../entities/picklists';
import { SERVICE_ENTITIES } from '../entities/service-entities';
import { TimeZone } from '../entities/time-zone';
import { suggestion } from '../input/suggestion';
import { refusal, type Refusal } from '../refusals/refusal';
import type { EntityDocument, FieldDocument } from './entity-document';

/** What a document may leave out. */
const ENTITY_DEFAULTS = {
  canCreate: true,
  canUpdate: true,
  canDelete: true,
  canQuery: true,
  userDefinedFields: [],
} satisfies Partial<EntityDocument>;

const FIELD_DEFAULTS = {
  required: false,
  readOnly: false,
  queryable: true,
  indexed: false,
  reference: null,
  picklist: null,
  picklistParent: null,
  wireType: null,
} satisfies Partial<FieldDocument>;

/** The longest text of a field whose declaration does not tell it. */
const USUAL_LENGTH = 255;

/** The declaration of a document, with all that it may leave out. */
export function declarationOf(document: EntityDocument): Declaration {
  const facts = withDefaults(ENTITY_DEFAULTS, document);
  const { canCreate, canQuery, canUpdate, canDelete } = facts;
  const usual = { Create: canCreate, Query: canQuery, Update: canUpdate, Delete: canDelete };
  const userAccess = Object.fromEntries(
    Object.entries(usual).map(([action, can]) => [action, can ? 'All' : 'None']),
  ) as Declaration['userAccess'];
  const fields = facts.fields.map(fieldOf);
  const hasId = fields.some((field) => field.name === 'id');
  return {
    name: document.name,
    resultType: facts.resultType ?? document.name.toLowerCase(),
    hasUserDefinedFields: facts.hasUserDefinedFields ?? facts.userDefinedFields.length > 0,
    ...{ canCreate, canUpdate, canDelete, canQuery },
    userAccess: withDefaults(userAccess, document.userAccess ?? {}),
    fields: hasId ? fields : [idOf(document.name), ...fields],
    userDefinedFields: facts.userDefinedFields.map(fieldOf),
  };
}

function idOf(entity: string): DeclaredField {
  return fieldOf({ name: 'id', label: `${entity} ID`, type: 'long', required: true, readOnly: true });
}

function fieldOf(document: FieldDocument): DeclaredField {
  const { picklist, ...facts } = withDefaults(FIELD_DEFAULTS, document);
  return {
    label: document.name,
    length: document.type === 'string' ? USUAL_LENGTH : 0,
    ...facts,
    picklist: picklist === null ? null : picklist.map((given) => choiceOf(given, document.type)),
  };
}

type Given<T> = { readonly [M in keyof T]: Exclude<T[M], undefined> };

/** The members of both; what is undefined was left out. */
function withDefaults<D extends object, T extends object>(
  defaults: D,
  given: T,
): Given<Omit<D, keyof T> & Required<Pick<T, keyof D & keyof T>> & Omit<T, keyof D>> {
  const members = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(members) } as ReturnType<typeof withDefaults<D, T>>;
}

function choiceOf(given: NonNullable<FieldDocument['picklist']>[number], type: FieldType): PicklistValue {
  if (typeof given === 'string') return choiceOf({ value: given }, type);
  const { value, label: text = String(value), active = true, system = false, parent } = given;
  return {
    value: asStored(String(value), type),
    label: text,
    ...{ active, system },
    ...(parent !== undefined && { parent: String(parent) }),
    ...(given.default === true && { isDefault: true as const }),
  };
}

/** A value of a picklist as the field has it: 1 for 01, 1.5 for 1.50. */
export function asStored(value: string, type: FieldType): string {
  const converted = convertToStore({ type }, value, { timeZone: UTC });
  return converted.ok ? String(converted.value) : value;
}

/** The declaration in the form of a document, without what a document may leave out. */
export function documentOf(declaration: Declaration): EntityDocument {
  const { canCreate, canUpdate, canDelete, canQuery, hasUserDefinedFields, resultType } = declaration;
  return {
    name: declaration.name,
    ...{ resultType, canCreate, canUpdate, canDelete, canQuery, hasUserDefinedFields },
    userAccess: declaration.userAccess,
    fields: declaration.fields.map(fieldDocumentOf),
    ...(declaration.userDefinedFields.length > 0 && {
      userDefinedFields: declaration.userDefinedFields.map(fieldDocumentOf),
    }),
  };
}

function fieldDocumentOf(field: DeclaredField): FieldDocument {
  const { name: its, label: text, type, length, reference, picklist, picklistParent, wireType } = field;
  return {
    name: its,
    label: text,
    type,
    ...(type === 'string' && { length }),
    ...(field.required && { required: true }),
    ...(field.readOnly && { readOnly: true }),
    ...(!field.queryable && { queryable: false }),
    ...(field.indexed && { indexed: true }),
    ...(reference !== null && { reference }),
    ...(picklistParent !== null && { picklistParent }),
    ...(wireType !== null && { wireType }),
    ...(picklist !== null && {
      picklist: picklist.map(({ isDefault, ...value }) => ({
        ...value,
        ...(isDefault && { default: true }),
      })),
    }),
  };
}

/** The names of types of the contract that are no entities. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    ...['Entity', 'Field', 'PickListValue', 'UserDefinedField', 'EntityInfo', 'EntityReturnInfo'],
    ...[
      'EntityDuplicateStatus',
      'EntityReturnInfoDatabaseAction',
      'ATWSResponse',
      'ATWSError',
      'ATWSZoneInfo',
    ],
    ...['ATWSIntegrationCodeCheckResponse', 'AutotaskIntegrations', 'Attachment', 'AttachmentInfo'],
  ].map((one) => one.toLowerCase()),
);

/** What is wrong with a declaration; `others`: the names of all other declared entities. */
export function violationsOf(declaration: Declaration, others: readonly string[]): readonly Refusal[] {
  const { name: entity, fields, userDefinedFields } = declaration;
  const isTaken = findEntity(entities, entity) !== undefined || isAmong(others, entity);
  const isReserved = RESERVED.has(entity.toLowerCase()) || /^ArrayOf/i.test(entity);
  const { slots } = declaredEntity(declaration);
  const all = [...fields, ...userDefinedFields];
  const indexed = all.filter((field) => field.indexed && field.name !== 'id').length;
  return [
    ...(isTaken ? [refusal('entityNameTaken', { entity })] : []),
    ...(isReserved ? [refusal('entityNameReserved', { entity })] : []),
    ...namesTwice(fields),
    ...namesTwice(userDefinedFields),
    ...fields.flatMap((field) => reservedIn(field)),
    ...all.flatMap(({ name: field }) =>
      field in Object.prototype ? [refusal('fieldNameOfObjects', { field })] : [],
    ),
    ...(all.length > MOST_FIELDS ? [refusal('tooManyFields', { limit: MOST_FIELDS })] : []),
    ...[fields, userDefinedFields].flatMap((of) =>
      of.flatMap((field) => violationsOfField(field, of, [entity, ...others])),
    ),
    ...(slots.size < indexed ? [refusal('tooManyIndexed', { limit: MOST_INDEXED })] : []),
  ];
}

/** A text is two columns of a statement, and PostgreSQL has 1664. */
const MOST_FIELDS = 800;

function isAmong(names: readonly string[], wanted: string): boolean {
  return names.some((one) => one.toLowerCase() === wanted.toLowerCase());
}

function namesTwice(fields: readonly DeclaredField[]): readonly Refusal[] {
  return fields
    .filter((field, index) =>
      isAmong(
        fields.slice(0, index).map((one) => one.name),
        field.name,
      ),
    )
    .map((field) => refusal('fieldDeclaredTwice', { field: field.name }));
}

function reservedIn({ name: field, type }: DeclaredField): readonly Refusal[] {
  const isReserved =
    field.toLowerCase() === 'id'
      ? field !== 'id' || type !== 'long'
      : /^(?:Fields|UserDefinedFields)$/i.test(field);
  return isReserved ? [refusal('fieldNameReserved', { field })] : [];
}

/** The types that values of a datatype can be sent as. */
function wireTypesOf(type: FieldType): readonly WireType[] {
  if (type === 'boolean') return ['xsd:boolean'];
  if (type === 'datetime') return ['xsd:dateTime'];
  return type === 'string'
    ? ['xsd:string']
    : ['xsd:int', 'xsd:long', 'xsd:short', 'xsd:decimal', 'xsd:double', 'xsd:float'];
}

function violationsOfField(
  field: DeclaredField,
  siblings: readonly DeclaredField[],
  declared: readonly string[],
): readonly Refusal[] {
  return [
    ...referenceViolations(field, declared),
    ...datatypeViolations(field),
    ...picklistViolations(field),
    ...parentViolations(field, siblings),
  ];
}

/** The datatypes of ids. */
export const ID_TYPES: ReadonlySet<FieldType> = new Set(['integer', 'long', 'short']);

function referenceViolations(
  { name: field, reference, type }: DeclaredField,
  declared: readonly string[],
): readonly Refusal[] {
  const known = [...entities.map((one) => one.name), ...declared];
  if (reference === null) return [];
  if (!ID_TYPES.has(type)) {
    return [refusal('referenceNotOfNumber', { field, entity: reference, datatype: type })];
  }
  if (isAmong([...known, ...SERVICE_ENTITIES], reference)) return [];
  return [refusal('referenceTypeUnknown', { field, entity: reference, hint: suggestion(reference, known) })];
}

function datatypeViolations({ name: field, type, length, wireType }: DeclaredField): readonly Refusal[] {
  const hasLength = type !== 'string' && length !== 0;
  const isSentOtherwise = wireType !== null && !wireTypesOf(type).includes(wireType);
  return [
    ...(hasLength ? [refusal('lengthNotOfText', { field, datatype: type })] : []),
    ...(isSentOtherwise ? [refusal('wireTypeNotOfType', { field, datatype: type, wireType })] : []),
  ];
}

function picklistViolations({ name: field, type, picklist }: DeclaredField): readonly Refusal[] {
  const values = (picklist ?? []).map(({ value }) => value);
  return [
    ...values
      .filter((value, index) => values.indexOf(value) < index)
      .map((value) => refusal('picklistValueTwice', { field, value })),
    ...values
      .filter((value) => !convertToStore({ type }, value, { timeZone: UTC }).ok)
      .map((value) => refusal('picklistValueNotOfType', { field, value, datatype: type })),
  ];
}

function parentViolations(
  { name: field, picklist, picklistParent }: DeclaredField,
  siblings: readonly DeclaredField[],
): readonly Refusal[] {
  const dependent = (picklist ?? []).filter((value) => value.parent !== undefined);
  if (picklistParent === null && dependent.length === 0) return [];
  const parent = siblings.find((one) => one.name === picklistParent && one.name !== field);
  if (!picklist || !parent?.picklist) {
    return [refusal('picklistParentUnknown', { field, parent: picklistParent ?? 'nothing' })];
  }
  const known = new Set(parent.picklist.map(({ value }) => value));
  return dependent
    .filter((value) => !known.has(value.parent ?? ''))
    .map(({ value, parent: parentValue = '' }) =>
      refusal('picklistParentValueUnknown', { field, value, parentValue, parent: parent.name }),
    );
}

const UTC = new TimeZone('UTC');
