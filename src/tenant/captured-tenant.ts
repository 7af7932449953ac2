// Makes a tenant from captured answers.

import { convertToStore } from '../entities/convert';
import { fold } from '../entities/fold';
import { emptyEntity, storedFieldsOf, type Entity, type Field, type FieldValue } from '../entities/field';
import { byList, entities as served, findEntity, type EntityLists } from '../entities/index';
import { internalLocation } from '../entities/internal-location';
import { byPlainList, type PlainList, type TenantList } from '../entities/picklists';
import { resource, type ResourceField } from '../entities/resource';
import { TimeZone } from '../entities/time-zone';
import type { Answers, CapturedChoice, CapturedEntity } from '../replay/answers';
import type { ListValue, SecurityLevel, TenantParts } from '../store/tenant/tenant-store';
import { suggestion } from '../input/suggestion';
import { Problems, type Problem } from './problems';
import { NONE_ABSENT, type Row, type Rows } from './row';

/** The license type of API-only users. */
const API_USER = '7';

/** A tenant made of captured answers. */
export interface Captured extends Rows {
  readonly parts: TenantParts;
  /** Sentences about values that differ from the captured ones. */
  readonly notes: readonly string[];
}

/**
 * Reads the resources of captured answers, the latest capture of each, and the entities they refer to. Captures do not
 * contain the rights of security levels: only those in `administrators`, by id or name, get any. `place`: the folder
 * or file, for messages. Throws an ImportError.
 */
export function readCaptured(
  { entities, picklists: captured, broken }: Answers,
  administrators: readonly string[],
  place: string,
): Captured {
  const problems = new Problems();
  for (const { name, problem } of broken) problems.add({ place: name, sentence: `It ${problem}.` });
  const notes: string[] = [];
  const resources = latest(entities, resource, notes, problems);
  if (resources.length === 0 && problems.count === 0) {
    problems.add({ place, sentence: 'There is no Resource in what was captured.' });
  }
  const securityLevels = levelsOf(resources, captured.get(LEVEL) ?? []).map((level): SecurityLevel => ({
    ...level,
    ...rights(isNamed(level, administrators)),
  }));
  for (const name of administrators.filter((one) => !securityLevels.some((level) => isNamed(level, [one])))) {
    problems.add({
      place: '--administrators',
      sentence: `There is no security level ${name} in what was captured.${suggestion(
        name,
        securityLevels.map((level) => `${level.id} (${level.name})`),
      )}`,
    });
  }
  const all = byList((entity) =>
    latest(entities, entity, notes, problems).map((one) => valuesOf(entity, one, problems)),
  );
  problems.require();
  const known: Lists = {
    ...all,
    internalLocations: locationsOf(resources, captured.get(LOCATION) ?? [], all.internalLocations),
  };
  const people = new Set<FieldValue | undefined>(resources.map(({ fields }) => Number(fields.get('id'))));
  const lists = byList((entity) => known[entity.list].filter(refersToKnown(entity, known, people, notes)));
  const rows = resources.map((one) => rowOf(one, notes));
  return {
    count: rows.length,
    rows,
    parts: {
      securityLevels,
      ...byPlainList((list) => valuesUsed(list, lists, captured)),
      // Each entity has the fields of its type.
      ...(lists as unknown as EntityLists),
    },
    notes: counted(notes),
  };
}

/** The latest capture of each id. A field that a later caller had no right to view keeps its earlier value. */
function latest(
  entities: readonly CapturedEntity[],
  { name: type, fields: known, greatestId = Infinity }: Entity,
  notes: string[],
  problems: Problems,
): readonly CapturedEntity[] {
  const byId = new Map<string, CapturedEntity>();
  for (const entity of entities.filter((one) => one.type === type)) {
    const id = entity.fields.get('id') ?? '';
    if (!/^[1-9]\d*$/.test(id)) {
      problems.add({ place: entity.source, sentence: `A ${type} has no id.`, value: id });
    }
    if (Number(id) > greatestId) {
      notes.push(`${type} entities have an id above ${greatestId} and were left out.`);
      continue;
    }
    const earlier = byId.get(id);
    const hidden = known
      .filter(({ computed }) => computed !== null)
      .flatMap(({ name }) => {
        const value = entity.fields.get(name) ?? earlier?.fields.get(name);
        return value === undefined ? [] : [[name, value] as const];
      });
    if (earlier) notes.push(`${type} entities were captured before; the latest capture counts.`);
    byId.delete(id);
    byId.set(id, { ...entity, fields: new Map([...entity.fields, ...hidden]) });
  }
  return [...byId.values()];
}

/** The fields of Resource whose picklists a tenant defines. */
const LEVEL = fieldOf('securityLevels');
const LOCATION = fieldOf('internalLocations');

function fieldOf(list: TenantList): string {
  return String(resource.fields.find(({ picklist }) => picklist === list)?.name);
}

function valueIn({ fields }: CapturedEntity, name: ResourceField): string | undefined {
  return fields.get(name);
}

/** The values of a field in resources and in GetFieldInfo, active where an active resource has them. */
function choicesOf(
  resources: readonly CapturedEntity[],
  field: string,
  listed: readonly CapturedChoice[],
  nameOf: (value: string) => string,
): readonly CapturedChoice[] {
  const choices = new Map(listed.map((choice) => [choice.value, choice]));
  for (const one of resources) {
    const value = one.fields.get(field) ?? '';
    if (!/^[1-9]\d*$/.test(value)) continue;
    const known = choices.get(value) ?? { value, label: nameOf(value), active: true, system: false };
    const active = known.active || valueIn(one, 'Active') === 'true';
    choices.set(value, { ...known, active, label: known.label || nameOf(value) });
  }
  return [...choices.values()].filter(({ value }) => /^[1-9]\d*$/.test(value));
}

type Values = Readonly<Record<string, FieldValue>>;
type Lists = Readonly<Record<keyof EntityLists, readonly Values[]>>;

/** The locations that were captured as such, and those that resources or a picklist name. */
function locationsOf(
  resources: readonly CapturedEntity[],
  listed: readonly CapturedChoice[],
  captured: readonly Values[],
): readonly Values[] {
  const named = choicesOf(resources, LOCATION, listed, (id) => `Location ${id}`).map(
    ({ value, label, active }) => ({
      ...emptyEntity(internalLocation),
      id: Number(value),
      Name: label,
      Active: active,
    }),
  );
  const states = new Map<FieldValue | undefined, boolean>(named.map(({ id, Active }) => [id, Active]));
  const whole = captured.map((location): Values => ({
    ...location,
    Active: states.get(location['id']) ?? true,
  }));
  const known = new Set(whole.map(({ id }) => id));
  return [...whole, ...named.filter(({ id }) => !known.has(id))];
}

/** Whether what an entity refers to was captured, too; a note says of which type it was not. */
function refersToKnown(
  entity: Entity,
  lists: Lists,
  people: ReadonlySet<FieldValue | undefined>,
  notes: string[],
): (values: Values) => boolean {
  const references = storedFieldsOf(entity).flatMap(({ name, reference }) => {
    const other = findEntity(served, reference ?? '');
    if (!other) return [];
    const list = other.list as keyof EntityLists | null;
    return [{ name, other, ids: list === null ? people : new Set(lists[list].map(({ id }) => id)) }];
  });
  return (values) => {
    const missing = references.find(({ name, ids }) => values[name] !== null && !ids.has(values[name]));
    if (missing) {
      notes.push(
        `${entity.name} entities are of a ${missing.other.name} that was not captured and were left out.`,
      );
    }
    return missing === undefined;
  };
}

/** The values of a plain list: those of captured picklists, and those that captured entities have. */
function valuesUsed(list: PlainList, lists: Lists, captured: Answers['picklists']): readonly ListValue[] {
  const values = new Map<number, ListValue>();
  for (const entity of served) {
    for (const field of entity.fields as readonly Field[]) {
      if (field.picklist !== list) continue;
      for (const { value, label, active } of captured.get(field.name) ?? []) {
        if (/^[1-9]\d*$/.test(value))
          values.set(Number(value), { id: Number(value), name: label || `${field.label} ${value}`, active });
      }
      for (const row of entity.list === null ? [] : lists[entity.list]) {
        const id = row[field.name];
        if (typeof id !== 'number' || values.has(id)) continue;
        values.set(id, { id, name: `${field.label} ${id}`, active: true });
      }
    }
  }
  return [...values.values()];
}

type Level = Omit<SecurityLevel, 'systemAdministrator' | 'viewInternalCost'>;

/** A security level is API-only where only API-only users have it. */
function levelsOf(resources: readonly CapturedEntity[], listed: readonly CapturedChoice[]): readonly Level[] {
  return choicesOf(resources, LEVEL, listed, (id) => `Security level ${id}`).map(
    ({ value, label, active, system }) => {
      const users = resources.filter(({ fields }) => fields.get(LEVEL) === value);
      const apiOnly = users.length > 0 && users.every((user) => valueIn(user, 'LicenseType') === API_USER);
      return { id: Number(value), name: label, active, system, apiOnly };
    },
  );
}

function isNamed({ id, name }: Level, names: readonly string[]): boolean {
  return names.some((one) => one.trim() === String(id) || fold(one.trim()) === fold(name));
}

function rights(all: boolean): Pick<SecurityLevel, 'systemAdministrator' | 'viewInternalCost'> {
  return { systemAdministrator: all, viewInternalCost: all };
}

function valuesOf(
  entity: Entity,
  { source, fields }: CapturedEntity,
  problems: Problems,
): Readonly<Record<string, FieldValue>> {
  const place = `${source}, ${entity.name} ${fields.get('id') ?? ''}`;
  const values = storedFieldsOf(entity).map((field) => {
    const text = fields.get(field.name) ?? '';
    // No answer tells; a location's is told by the picklist.
    if (isOwn(entity, field)) return [field.name, true] as const;
    if (text === '') {
      if (field.required) problems.add({ place, sentence: `${field.name} is missing.` });
      return [field.name, field.nullForm === 'empty' ? '' : null] as const;
    }
    const converted = convertToStore(field, text, { timeZone: new TimeZone('UTC') });
    if (converted.ok) return [field.name, converted.value] as const;
    problems.add({ place, sentence: `${field.name} is not as expected.`, value: text });
    return [field.name, null] as const;
  });
  return Object.fromEntries(values);
}

function isOwn({ ownFields }: Entity, field: Field): boolean {
  return ownFields.includes(field);
}

/** A row without the fields that the emulator does not have, each with a note. */
function rowOf({ source, fields }: CapturedEntity, notes: string[]): Row {
  const place = `${source}, Resource ${fields.get('id') ?? ''}`;
  const values: Partial<Record<ResourceField, string>> = {};
  for (const [name, text] of fields) {
    if (name === 'Fields' || name === 'UserDefinedFields' || text === '') continue;
    const field = resource.fields.find((one) => one.name === name);
    if (!field) notes.push(`elements ${name} are not served here and were left out.`);
    else if (isNoChoice(field, text)) {
      notes.push(`values ${JSON.stringify(text)} of ${name} are not in its picklist here and were left out.`);
    } else values[field.name] = text;
  }
  const problems: readonly Problem[] = [];
  return { placeOf: () => place, values, problems, absent: NONE_ABSENT };
}

/** Whether a value is missing in the fixed picklist of an optional field. */
function isNoChoice({ required, picklist }: Field, text: string): boolean {
  if (required || picklist === null || typeof picklist === 'string') return false;
  return !picklist.some(({ value }) => value === text);
}

/** Each note once, with its count. */
function counted(notes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].map(([note, count]) => `${count} ${note}`);
}

/** The captured entities and levels that a tenant lacks; existing ones are not changed. */
export function missingParts(captured: TenantParts, existing: TenantParts): TenantParts {
  const missing = <T extends { readonly id: number }>(
    some: readonly T[],
    others: readonly T[],
  ): readonly T[] => {
    const ids = new Set(others.map(({ id }) => id));
    return some.filter(({ id }) => !ids.has(id));
  };
  return {
    securityLevels: missing(captured.securityLevels, existing.securityLevels),
    ...byPlainList((list) => missing(captured[list], existing[list])),
    ...(byList(({ list }) =>
      missing<{ readonly id: number }>(captured[list], existing[list]),
    ) as EntityLists),
  };
}
