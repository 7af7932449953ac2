// Makes declarations of entity types, and their rows, from captured answers.
import { convert } from '../entities/convert';
import { declaredEntity } from '../entities/declared';
import { FIELD_TYPES, WIRE_TYPE_NAMES, type Access, type FieldType, type WireType } from '../entities/field';
import { entities, findEntity } from '../entities/index';
import { SERVICE_ENTITIES } from '../entities/service-entities';
import { TimeZone } from '../entities/time-zone';
import { suggestion } from '../input/suggestion';
import type {
  CapturedField,
  CapturedFields,
  CapturedRow,
  CapturedTypes,
  Texts,
} from '../replay/declarations';
import { check } from '../input/checked';
import { asStored, declarationOf, ID_TYPES } from './declaration';
import { entityDocument, type EntityDocument, type FieldDocument } from './entity-document';
import { RowReader, USER_DEFINED, type DeclaredRow } from './declared-rows';
import { Problems } from './problems';

/** The declarations of captured answers. */
export interface CapturedDeclarations {
  readonly documents: readonly EntityDocument[];
  /** Sentences about what differs from the captured answers. */
  readonly notes: readonly string[];
}

/**
 * The declarations of entity types in captured answers, with the latest capture of each entity. `wanted`: their names;
 * none: all that GetFieldInfo was asked for and that are not served. `place`: the folder or file, for messages. Throws an
 * ImportError.
 */
export function capturedDeclarations(
  captured: CapturedTypes,
  wanted: readonly string[],
  place: string,
): CapturedDeclarations {
  const problems = new Problems();
  for (const { name, problem } of captured.broken) {
    problems.add({ place: name, sentence: `It ${problem}.` });
  }
  const told = [...new Set(captured.fields.flatMap((one) => entityIn(one, captured, wanted) ?? []))];
  const names = wanted.length > 0 ? wanted : told.filter((name) => !findEntity(entities, name));
  if (names.length === 0) {
    problems.add({
      place,
      sentence: 'There is no answer of GetFieldInfo about an entity that is not served.',
    });
  }
  const notes: string[] = [];
  const documents = names.flatMap((name) => {
    const own = captured.fields.filter((one) => isSame(entityIn(one, captured, wanted) ?? '', name));
    const fields = own.findLast(({ operation }) => operation === 'GetFieldInfo')?.fields;
    if (!fields) {
      problems.add({
        place,
        sentence: `There is no answer of GetFieldInfo about ${name}.${suggestion(name, told)}`,
      });
      return [];
    }
    const userDefined = own.findLast(({ operation }) => operation === 'getUDFInfo')?.fields ?? [];
    const document = documentOf(name, fields, userDefined, captured, [...names, ...told], notes);
    const checked = check(entityDocument, document, name);
    for (const { message } of checked.ok ? [] : checked.problems) {
      problems.add({ place: `${place} (${name})`, sentence: message });
    }
    return [document];
  });
  problems.require();
  return { documents, notes: counted(notes) };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The entity type that an answer is about: by its request, or else by the name of its file. */
function entityIn(
  { entity, source }: CapturedFields,
  { infos }: CapturedTypes,
  wanted: readonly string[],
): string | undefined {
  if (entity !== undefined) return properName(entity, [...infos.keys(), ...wanted]);
  const words = source.split(/[^A-Za-z0-9]+/);
  return [...wanted, ...infos.keys(), ...SERVICE_ENTITIES].find((name) =>
    words.some((word) => isSame(word, name)),
  );
}

/** A name as getEntityInfo has it, or a live answer of it. */
function properName(name: string, known: readonly string[]): string {
  return [...known, ...SERVICE_ENTITIES].find((one) => isSame(one, name)) ?? name;
}

function documentOf(
  asked: string,
  fields: readonly CapturedField[],
  userDefined: readonly CapturedField[],
  captured: CapturedTypes,
  declared: readonly string[],
  notes: string[],
): EntityDocument {
  const name = properName(asked, [...captured.infos.keys()]);
  const info = captured.infos.get(name);
  if (!info) notes.push(`${name}: getEntityInfo was not captured: all may be done with it.`);
  const rows = latest(captured.rows.filter(({ type }) => isSame(type, name)));
  const context: FieldContext = { entity: name, siblings: fields, declared, rows, notes };
  const resultType = captured.resultTypes.get(rows[0]?.type ?? '');
  const document: EntityDocument = {
    name,
    ...(info && accessOf(info)),
    ...(resultType !== undefined && isSame(resultType, name) && { resultType }),
    fields: fields.map((field) => fieldDocument(field, context, valuesOf)),
    ...(userDefined.length > 0 && {
      userDefinedFields: userDefined.map((field) =>
        fieldDocument(field, { ...context, siblings: userDefined }, userDefinedValuesOf),
      ),
    }),
  };
  return { ...document, rows: fittingRows(document, rows, notes) };
}

/** The latest capture of each entity. */
function latest(rows: readonly CapturedRow[]): readonly CapturedRow[] {
  const byId = new Map<string, CapturedRow>();
  for (const row of rows) byId.set(row.values.get('id') ?? '', row);
  return [...byId.values()].sort(
    (one, other) => Number(one.values.get('id')) - Number(other.values.get('id')),
  );
}

function accessOf(info: Texts): Partial<EntityDocument> {
  const is = (member: string): boolean => info.get(member) === 'true';
  const access = (action: string): Access | undefined =>
    (['None', 'All', 'Restricted'] as const).find((one) => one === info.get(`UserAccessFor${action}`));
  return {
    canCreate: is('CanCreate'),
    canUpdate: is('CanUpdate'),
    canDelete: is('CanDelete'),
    canQuery: is('CanQuery'),
    hasUserDefinedFields: is('HasUserDefinedFields'),
    userAccess: {
      Create: access('Create'),
      Query: access('Query'),
      Update: access('Update'),
      Delete: access('Delete'),
    },
  };
}

interface FieldContext {
  readonly entity: string;
  readonly siblings: readonly CapturedField[];
  readonly declared: readonly string[];
  readonly rows: readonly CapturedRow[];
  readonly notes: string[];
}

type Values = (row: CapturedRow) => Texts;
const valuesOf: Values = ({ values }) => values;
const userDefinedValuesOf: Values = ({ userDefined }) => userDefined;

function fieldDocument(
  { texts, picklist }: CapturedField,
  context: FieldContext,
  values: Values,
): FieldDocument {
  const is = (member: string): boolean => texts.get(member) === 'true';
  const text = (member: string): string => texts.get(member) ?? '';
  const name = text('Name');
  const parent = is('IsPickList') ? parentOf(name, text('PicklistParentValueField'), context) : undefined;
  const typed = typeOf(name, text('Type').toLowerCase(), Number(text('Length')), context);
  return {
    name,
    label: text('Label') || name,
    ...typed,
    required: is('IsRequired'),
    readOnly: is('IsReadOnly'),
    queryable: text('IsQueryable') !== 'false',
    ...(is('IsReference') && { reference: referenceOf(name, typed.type, texts, context) }),
    ...(is('IsPickList') && {
      picklist: choicesOf(name, typed.type, picklist, parent, context, values),
    }),
    ...(parent && { picklistParent: parent.name }),
  };
}

/** A field on which a picklist depends, with its values. */
interface Parent {
  readonly name: string;
  readonly type: FieldType;
  readonly values: ReadonlySet<string>;
}

/** Undefined for none, and for one that has no picklist. */
function parentOf(
  field: string,
  parent: string,
  { entity, siblings, notes }: FieldContext,
): Parent | undefined {
  if (parent === '') return undefined;
  const found = siblings.find(({ texts }) => isSame(texts.get('Name') ?? '', parent));
  const name = found?.texts.get('Name') ?? '';
  if (!found || found.texts.get('IsPickList') !== 'true' || name === field) {
    notes.push(
      `${entity}: ${field} depends on ${parent}, which has no picklist, and depends on nothing now.`,
    );
    return undefined;
  }
  const type = FIELD_TYPES.find((one) => one === found.texts.get('Type')?.toLowerCase()) ?? 'string';
  const values = found.picklist.map((choice) => asStored(choice.get('Value') ?? '', type));
  return { name, type, values: new Set(values) };
}

function typeOf(
  name: string,
  written: string,
  length: number,
  { entity, rows, notes }: FieldContext,
): Pick<FieldDocument, 'type' | 'length' | 'wireType'> {
  const type = FIELD_TYPES.find((one) => one === written);
  if (type === undefined) {
    notes.push(`${entity}: the type ${written} of ${name} is not known, and became string.`);
    return { type: 'string', length };
  }
  const wireType = wireTypeOf(name, type, rows);
  return { type, ...(type === 'string' && { length }), ...(wireType !== undefined && { wireType }) };
}

function referenceOf(
  field: string,
  type: FieldType,
  texts: Texts,
  { entity, declared, notes }: FieldContext,
): string | null {
  const reference = texts.get('ReferenceEntityType') ?? '';
  const known = [...entities.map(({ name }) => name), ...declared, ...SERVICE_ENTITIES];
  if (!ID_TYPES.has(type)) {
    notes.push(
      `${entity}: ${field} refers to ${reference}, but is of type ${type}: its values are not checked.`,
    );
    return null;
  }
  if (known.some((one) => isSame(one, reference))) return reference;
  notes.push(
    `${entity}: ${field} refers to ${reference || 'nothing'}, which is not known, and became a number.`,
  );
  return null;
}

/** The values of a picklist, and those that entities have beside them. */
function choicesOf(
  field: string,
  type: FieldType,
  picklist: readonly Texts[],
  parent: Parent | undefined,
  { entity, rows, notes }: FieldContext,
  values: Values,
): NonNullable<FieldDocument['picklist']> {
  const choices = new Map(
    picklist.map((choice) => {
      const [told = '', label = '', its = ''] = ['Value', 'Label', 'parentValue'].map((one) =>
        choice.get(one),
      );
      const value = asStored(told, type);
      const parentValue = parent ? asStored(its, parent.type) : its;
      const belongs = parent?.values.has(parentValue) === true;
      if (parentValue !== '' && !belongs) {
        notes.push(`${entity}: a value of ${field} belongs to an unknown one, and belongs to none now.`);
      }
      return [
        value,
        {
          value,
          label: label || value,
          active: choice.get('IsActive') !== 'false',
          system: choice.get('IsSystem') === 'true',
          ...(belongs && { parent: parentValue }),
          ...(choice.get('IsDefaultValue') === 'true' && { default: true }),
        },
      ];
    }),
  );
  choices.delete('');
  for (const text of rows.flatMap((row) => values(row).get(field) || [])) {
    const value = asStored(text, type);
    if (choices.has(value) || !convert({ type }, value, { timeZone: UTC }).ok) continue;
    notes.push(`${entity}: a value of ${field} that is not in its picklist was added to it.`);
    choices.set(value, { value, label: value, active: false, system: false });
  }
  return [...choices.values()];
}

/** The `xsi:type` of captured values, where it is another one than usual. */
function wireTypeOf(field: string, type: FieldType, rows: readonly CapturedRow[]): WireType | undefined {
  const seen = new Set(rows.flatMap(({ wireTypes }) => wireTypes.get(field) ?? []));
  const known = WIRE_TYPE_NAMES.find((one) => [...seen].every((wire) => one === `xsd:${wire}`));
  if (seen.size === 0 || known === undefined) return undefined;
  const usual = declaredEntity(declarationOf({ name: 'X', fields: [{ name: field, type }] })).fields;
  return usual.some((one) => one.name === field && one.wireType === known) ? undefined : known;
}

/** The rows that the declaration allows; a note tells why others are left out. */
function fittingRows(document: EntityDocument, rows: readonly CapturedRow[], notes: string[]): DeclaredRow[] {
  const entity = declaredEntity(declarationOf(document));
  const reader = new RowReader(entity, { timeZone: UTC });
  const known = new Set(document.fields.map(({ name }) => name).concat('id'));
  const userDefined = new Set((document.userDefinedFields ?? []).map(({ name }) => name));
  return rows.flatMap(({ values, userDefined: own }) => {
    const row = {
      ...filled(values, known, `${document.name}: the element`, notes),
      [USER_DEFINED]: filled(own, userDefined, `${document.name}: the user-defined field`, notes),
    };
    const [problem] = reader.read(row, 1).problems;
    if (problem === undefined) return [row];
    notes.push(`${document.name}: an entity was left out. ${problem}`);
    return [];
  });
}

function filled(
  values: Texts,
  known: ReadonlySet<string>,
  what: string,
  notes: string[],
): Record<string, string> {
  const all = [...values].filter(([, value]) => value !== '');
  for (const [name] of all) {
    if (!known.has(name)) notes.push(`${what} ${name} is in no answer about fields, and was left out.`);
  }
  return Object.fromEntries(all.filter(([name]) => known.has(name)));
}

/** A zone that shows every time: whether the tenant's does is known when the rows are added. */
const UTC = new TimeZone('UTC');

/** Each note once, with its count. */
function counted(notes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].map(([note, count]) => (count === 1 ? note : `${note} (${count} times)`));
}
