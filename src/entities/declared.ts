// Entity types that a user declares.
import {
  field,
  id,
  type Access,
  type Entity,
  type Field,
  type FieldType,
  type Marks,
  type WireType,
} from './field';
import type { PicklistValue } from './picklists';

/** A field of a declaration: the facts of GetFieldInfo and getUDFInfo, and whether an index finds its values. */
export interface DeclaredField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly queryable: boolean;
  readonly reference: string | null;
  readonly picklist: readonly PicklistValue[] | null;
  readonly picklistParent: string | null;
  readonly indexed: boolean;
  /** Null: the usual one of the datatype. */
  readonly wireType: WireType | null;
}

/** An entity type as a user declares it, complete: the facts of getEntityInfo, GetFieldInfo and getUDFInfo. */
export interface Declaration extends Pick<
  Entity,
  'name' | 'resultType' | 'canCreate' | 'canUpdate' | 'canDelete' | 'canQuery' | 'hasUserDefinedFields'
> {
  readonly userAccess: Readonly<Record<'Create' | 'Query' | 'Update' | 'Delete', Access>>;
  /** The id among them. */
  readonly fields: readonly DeclaredField[];
  readonly userDefinedFields: readonly DeclaredField[];
}

/** The table of all entities of declared types. */
export const DECLARED_TABLE = 'entity_rows';

/** The columns of that table by which indexes find values, and the datatypes that each kind is for. */
const TEXT_SLOTS = ['text_1', 'text_2', 'text_3', 'text_4'] as const;
const NUMBER_SLOTS = ['number_1', 'number_2', 'number_3', 'number_4'] as const;

/** The name of such a column. */
export type Slot = (typeof TEXT_SLOTS | typeof NUMBER_SLOTS)[number];

/** All of them. */
export const SLOTS: readonly Slot[] = [...TEXT_SLOTS, ...NUMBER_SLOTS];

/** How many fields of a kind can be indexed. */
export const MOST_INDEXED = TEXT_SLOTS.length;

/** Whether values of a datatype are kept as text. */
export function isText(type: FieldType): boolean {
  return type === 'string' || type === 'datetime';
}

/** A declared entity type, in the form that all entity types have. */
export interface DeclaredEntity extends Entity {
  readonly table: typeof DECLARED_TABLE;
  readonly declaration: Declaration;
  /** The columns of the table that stand for `comparedBy` of indexed fields, by it. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** Whether a user declared an entity type. */
export function isDeclared(entity: Entity): entity is DeclaredEntity {
  return entity.table === DECLARED_TABLE;
}

/** The fields with a value in the table: those of the service, and user-defined ones. */
export function declaredFieldsOf({ fields, userDefinedFields }: Entity): readonly Field[] {
  return [...fields, ...userDefinedFields];
}

/** The entity type of a declaration. */
export function declaredEntity(declaration: Declaration): DeclaredEntity {
  const { fields, userDefinedFields, ...facts } = declaration;
  const all = fields.map(fieldOf);
  const entity: Entity = {
    ...facts,
    table: DECLARED_TABLE,
    list: null,
    fields: all,
    ownFields: [],
    userDefinedFields: userDefinedFields.map(userDefinedFieldOf),
  };
  return { ...entity, table: DECLARED_TABLE, declaration, slots: slotsOf(declaredFieldsOf(entity)) };
}

function slotsOf(fields: readonly Field[]): ReadonlyMap<string, Slot> {
  const indexed = fields.filter(({ index }) => index === 'several');
  const taken = (slots: readonly Slot[], ofText: boolean): [string, Slot][] =>
    indexed
      .filter(({ type }) => isText(type) === ofText)
      .flatMap(({ comparedBy }, index) => {
        const slot = slots[index];
        return slot === undefined ? [] : [[comparedBy, slot]];
      });
  return new Map([...taken(TEXT_SLOTS, true), ...taken(NUMBER_SLOTS, false)]);
}

function fieldOf(declared: DeclaredField): Field {
  const { name, label, type } = declared;
  if (name === 'id') return id(label);
  return field(name, label, type, marksOf(declared, name));
}

/** A user-defined field without a value is never an empty text: its value is left out of answers (documented). */
function userDefinedFieldOf(declared: DeclaredField, index: number): Field {
  const { name, label, type } = declared;
  // No name of a field has a colon, and the name of a user-defined one may have any character.
  const marks = { ...marksOf(declared, `udf:${index + 1}`), userDefined: true };
  return { ...field(name, label, type, marks), nullForm: 'omitted' };
}

function marksOf(declared: DeclaredField, column: string): Marks {
  const { type, length, required, readOnly, queryable, reference, picklist, picklistParent } = declared;
  const { indexed, wireType } = declared;
  return {
    column,
    // Values of indexed fields are compared in an index column.
    comparedBy: type === 'string' || indexed ? `${column}_folded` : column,
    ...{ length, required, readOnly, queryable, reference, picklist, picklistParent },
    index: indexed ? 'several' : null,
    editable: !readOnly,
    ...(wireType !== null && { wireType }),
  };
}
