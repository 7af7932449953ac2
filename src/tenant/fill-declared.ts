import type { DeclaredEntity } from '../entities/declared';
import { TimeZone } from '../entities/time-zone';
import { sentence } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { declarationOf, documentOf, violationsOf } from './declaration';
import type { EntityDocument } from './entity-document';
import { RowReader, rowOf, type DeclaredRow } from './declared-rows';
import { Problems } from './problems';

/** The place of a declared entity in its file, or of one of its rows. */
export type PlaceOfRow = (entity: number, row?: number) => string;

/** Declares entities, and adds their rows. Throws an ImportError with all problems. */
export async function fillDeclared(
  stores: Stores,
  documents: readonly EntityDocument[],
  placeOf: PlaceOfRow,
): Promise<void> {
  const problems = new Problems();
  const declarations = documents.map(declarationOf);
  const present = (await stores.declared.all()).map(({ name }) => name);
  for (const [index, declaration] of declarations.entries()) {
    const others = declarations.filter((one) => one !== declaration).map(({ name }) => name);
    for (const { message } of violationsOf(declaration, [...present, ...others])) {
      problems.add({ place: `${placeOf(index)} (${declaration.name})`, sentence: message });
    }
  }
  problems.require();
  for (const [index, declaration] of declarations.entries()) {
    const entity = await stores.declared.declare(declaration);
    await addDeclaredRows(stores, entity, documents[index]?.rows ?? [], problems, (row) =>
      placeOf(index, row),
    );
  }
  problems.require();
}

/** Adds rows to the entities of a type, or collects their problems: what is added is to be rolled back then. */
export async function addDeclaredRows(
  { declared, tenant }: Pick<Stores, 'declared' | 'tenant'>,
  entity: DeclaredEntity,
  rows: readonly DeclaredRow[],
  problems: Problems,
  placeOf: (row: number) => string,
): Promise<void> {
  const { timeZone } = await tenant.read();
  const reader = new RowReader(entity, { timeZone: new TimeZone(timeZone) });
  const ids = new Set<unknown>();
  let next = 1;
  for (const [index, row] of rows.entries()) {
    const { values, problems: found } = reader.read(row, next);
    const { id } = values;
    const name = id === undefined ? entity.name : `${entity.name} ${String(id)}`;
    const twice = id !== undefined && ids.has(id) ? [sentence('idTaken', { id: Number(id) })] : [];
    for (const problem of [...found, ...twice]) {
      problems.add({ place: `${placeOf(index)} (${name})`, sentence: problem });
    }
    ids.add(id);
    next = Math.max(next, Number(id) + 1 || 0);
    if (problems.count === 0) await declared.insert(entity, values);
  }
}

/** The declared entities of a tenant, with their rows. To be called in a transaction, for one consistent state. */
export async function declaredDocuments({ declared }: Pick<Stores, 'declared'>): Promise<EntityDocument[]> {
  const documents: EntityDocument[] = [];
  for (const entity of await declared.all()) {
    const rows: DeclaredRow[] = [];
    for await (const values of declared.each(entity)) rows.push(rowOf(entity, values));
    documents.push({ ...documentOf(entity.declaration), rows });
  }
  return documents;
}
