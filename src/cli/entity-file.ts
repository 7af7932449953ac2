import { readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { shownPlace } from '../config/database-url';
import type { DeclaredEntity } from '../entities/declared';
import { declaredEntity } from '../entities/declared';
import { findEntity } from '../entities/index';
import { SERVICE_ENTITIES } from '../entities/service-entities';
import { ConfigError } from '../input/config-error';
import { suggestion } from '../input/suggestion';
import { reasonOf } from '../input/system-error';
import { sentence } from '../refusals/refusal';
import { readTypes } from '../replay/declarations';
import { DataFileError } from '../store/data-file-error';
import { Store, type Stores } from '../store/store';
import { capturedDeclarations } from '../tenant/captured-declaration';
import { declarationOf } from '../tenant/declaration';
import type { EntityDocument } from '../tenant/entity-document';
import { declaredDocuments, fillDeclared } from '../tenant/fill-declared';
import { importText } from '../tenant/import';
import { readEntityDocuments } from '../tenant/read-declarations';
import { readDeclaredRows } from '../tenant/read-declared-rows';
import { requireDataFile } from './data-file';
import { listOf } from './table';

/** The flags of `atws entity add`. */
export interface AddFlags {
  readonly data: string;
  readonly from: string;
  readonly rows?: string;
  readonly index?: string;
  readonly encoding?: string;
  readonly replace?: true;
}

/** The flags of `atws entity list`. */
export interface ListFlags {
  readonly data: string;
  readonly json?: true;
}

/** The flags of `atws entity show`. */
export interface ShowFlags {
  readonly data: string;
  readonly rows: boolean;
}

/** What is to be declared. */
interface Content {
  readonly documents: readonly EntityDocument[];
  readonly notes: readonly string[];
  /** The place of an entity or a row, for messages. */
  readonly placeOf: (entity: number, row?: number) => string;
}

/** Declares entities of captured answers or of a file, all of them or none. */
export async function addEntities(names: readonly string[], flags: AddFlags): Promise<void> {
  const { data, replace = false } = flags;
  requireDataFile(data);
  const content = withFlags(contentOf(names, flags), flags);
  const { documents, notes, placeOf } = content;
  await changing(data, async (stores) => {
    for (const { name } of replace ? documents : []) {
      const present = findEntity(await stores.declared.all(), name);
      if (present) await stores.declared.undeclare(present.name);
    }
    await fillDeclared(stores, documents, placeOf);
  });
  for (const document of documents) {
    const { name, rows = [] } = document;
    const { fields } = declarationOf(document);
    const of = rows.length === 1 ? '1 entity' : `${rows.length} entities`;
    process.stdout.write(`${name} has ${fields.length} fields and ${of} in ${shownPlace(data)} now.\n`);
  }
  process.stdout.write(notes.map((note) => `  ${note}\n`).join(''));
}

function contentOf(names: readonly string[], { from }: AddFlags): Content {
  const found = statSync(from, { throwIfNoEntry: false });
  if (found === undefined) throw new DataFileError(`There is no ${from} to take declarations from.`);
  if (found.isDirectory() || !/\.jsonc?$/i.test(from)) {
    const placeOf = (entity: number, row?: number): string =>
      row === undefined ? from : `${from}, entity ${row + 1} of ${documents[entity]?.name ?? ''}`;
    const { documents, notes } = capturedDeclarations(readTypes(from), names, from);
    return { documents, notes, placeOf };
  }
  const { documents: all, placeOf } = readEntityDocuments(textOf(from));
  const wanted = all.filter(({ name }) => names.length === 0 || names.some((one) => isSame(one, name)));
  for (const name of names) {
    if (!wanted.some((one) => isSame(one.name, name))) {
      const hint = suggestion(
        name,
        all.map((one) => one.name),
      );
      throw new DataFileError(`${from} has no entity ${name}.${hint}`);
    }
  }
  return {
    documents: wanted,
    notes: [],
    placeOf: (entity, row) =>
      `${from}, ${placeOf(
        all.findIndex((one) => one === wanted[entity]),
        row,
      )}`,
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function textOf(file: string, encoding?: string): string {
  try {
    return importText(readFileSync(file), encoding);
  } catch (error) {
    const reason = reasonOf(error);
    throw reason === undefined ? error : new DataFileError(`The file ${file} cannot be read: ${reason}.`);
  }
}

/** With the rows and the indexes that flags name. */
function withFlags(content: Content, { rows, index, encoding, from }: AddFlags): Content {
  if (rows === undefined && index === undefined) return content;
  const [only, ...others] = content.documents;
  if (!only || others.length > 0) {
    throw new ConfigError('--rows and --index are for one entity: name it.');
  }
  const document = index === undefined ? only : indexed(only, index.split(','));
  if (rows === undefined) return { ...content, documents: [document] };
  const file = readDeclaredRows(textOf(rows, encoding), declaredEntity(declarationOf(document)));
  return {
    documents: [{ ...document, rows: [...file.rows] }],
    notes: content.notes,
    placeOf: (_entity, row) => (row === undefined ? from : `${rows}, ${file.placeOf(row)}`),
  };
}

/** Indexes fields, user-defined ones too. */
function indexed(document: EntityDocument, names: readonly string[]): EntityDocument {
  const wanted = names.map((name) => name.trim()).filter((name) => name !== '');
  const { fields, userDefinedFields } = document;
  const known = [...fields, ...(userDefinedFields ?? [])].map(({ name }) => name);
  for (const name of wanted) {
    if (known.some((one) => isSame(one, name))) continue;
    throw new ConfigError(`${document.name} has no field ${name} to index.${suggestion(name, known)}`);
  }
  const marked = <F extends { readonly name: string }>(field: F): F =>
    wanted.some((name) => isSame(name, field.name)) ? { ...field, indexed: true } : field;
  return {
    ...document,
    fields: fields.map(marked),
    ...(userDefinedFields && { userDefinedFields: userDefinedFields.map(marked) }),
  };
}

/** Lists the declared entities of a data file. */
export async function listEntities({ data, json }: ListFlags): Promise<void> {
  requireDataFile(data);
  const rows = await changing(data, async ({ declared }) => {
    const all: object[] = [];
    for (const entity of await declared.all()) all.push(await summaryOf(entity, declared));
    return all;
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(rows, null, 2)}\n`
      : listOf(
          rows,
          ['name', 'fields', 'userDefinedFields', 'rows', 'may', 'indexed'],
          `Nobody has declared an entity in ${shownPlace(data)}.`,
        ),
  );
}

async function summaryOf(entity: DeclaredEntity, declared: Stores['declared']): Promise<object> {
  const { name, fields, userDefinedFields, canCreate, canUpdate, canDelete, canQuery } = entity;
  const may = { query: canQuery, create: canCreate, update: canUpdate, delete: canDelete };
  return {
    name,
    fields: fields.length,
    userDefinedFields: userDefinedFields.length,
    rows: await declared.count(entity),
    may: Object.entries(may)
      .filter(([, can]) => can)
      .map(([action]) => action)
      .join(', '),
    indexed: [...fields, ...userDefinedFields]
      .filter(({ index }) => index === 'several')
      .map((field) => field.name)
      .join(', '),
  };
}

/** Prints declared entities as a seed has them. */
export async function showEntities(names: readonly string[], { data, rows }: ShowFlags): Promise<void> {
  requireDataFile(data);
  const documents = await changing(data, async (stores) => {
    const entities = await named(names, stores);
    const all = await declaredDocuments(stores);
    return all.filter(({ name }) => entities.some((entity) => entity.name === name));
  });
  const shown = documents.map(({ rows: its, ...facts }) => (rows ? { ...facts, rows: its } : facts));
  if (!process.stdout.write(`${JSON.stringify({ entities: shown }, null, 2)}\n`))
    await once(process.stdout, 'drain');
}

/** Removes declared entities with their rows, all of them or none. */
export async function removeEntities(names: readonly string[], data: string): Promise<void> {
  requireDataFile(data);
  const removed = await changing(data, async (stores) => {
    const entities = await named(names, stores);
    requireUnreferred(
      entities,
      (await stores.declared.all()).filter((one) => !entities.includes(one)),
    );
    for (const { name } of entities) await stores.declared.undeclare(name);
    return entities;
  });
  for (const { name } of removed) process.stdout.write(`${name} is in ${shownPlace(data)} no more.\n`);
}

/** Throws a ConfigError where other entities refer to a type that would be gone. */
function requireUnreferred(entities: readonly DeclaredEntity[], others: readonly DeclaredEntity[]): void {
  const unknown = entities.filter(({ name }) => !SERVICE_ENTITIES.some((one) => isSame(one, name)));
  for (const { name: other, fields, userDefinedFields } of others) {
    for (const { name: field, reference } of [...fields, ...userDefinedFields]) {
      const entity = unknown.find(({ name }) => reference !== null && isSame(name, reference));
      if (entity) throw new ConfigError(sentence('entityReferredTo', { other, entity: entity.name, field }));
    }
  }
}

/** The declared entities with some names, or all where no name is given. Throws a ConfigError for an unknown name. */
async function named(names: readonly string[], { declared }: Stores): Promise<readonly DeclaredEntity[]> {
  const all = await declared.all();
  if (names.length === 0) return all;
  return names.map((name) => {
    const entity = all.find((one) => isSame(one.name, name));
    if (entity) return entity;
    const hint = suggestion(
      name,
      all.map((one) => one.name),
    );
    throw new ConfigError(sentence('entityNotDeclared', { entity: name, hint }));
  });
}

async function changing<T>(data: string, work: (stores: Stores) => Promise<T>): Promise<T> {
  const store = await Store.open(data, async () => {
    throw new DataFileError(`There is nothing in ${shownPlace(data)}.`);
  });
  try {
    return await store.transaction(work);
  } finally {
    await store.close();
  }
}
