// The handle by which tests arrange and look at the entities of a declared type.
import type { DeclaredEntity } from '../entities/declared';
import type { FieldType } from '../entities/field';
import { findEntity } from '../entities/index';
import { TimeZone } from '../entities/time-zone';
import { suggestion } from '../input/suggestion';
import { Refusal, refusal } from '../refusals/refusal';
import type { Values } from '../store/entity-rows';
import type { Store, Stores } from '../store/store';
import { RowReader, rowOf, wholeRowOf, type DeclaredRow } from './declared-rows';
import type { SeedEntities } from './seed';

type Value = string | number | boolean | null;

type ValueOf<T extends FieldType> = T extends 'string' | 'datetime'
  ? string
  : T extends 'boolean'
    ? boolean
    : number;

/** An entity as a declaration has it: its id, the values of its fields, null for none, and those of its user-defined fields. */
export type RowOf<D extends SeedEntities[string]> = {
  readonly id: number;
  readonly userDefinedFields?: { readonly [F in UserDefined<D>]: Value };
} & {
  readonly [F in D['fields'][number] as Exclude<F['name'], 'id'>]: ValueOf<F['type']> | null;
};

/** The names of user-defined fields. */
type UserDefined<D extends SeedEntities[string]> =
  D extends Readonly<Record<'userDefinedFields', readonly (infer F extends { readonly name: string })[]>>
    ? F['name']
    : D extends { readonly userDefinedFields?: undefined }
      ? never
      : string;

/** What is given of an entity: what is left out has no value, or in a change stays as it is. */
export type GivenRow<R> = {
  readonly [M in keyof R]?: M extends 'userDefinedFields' ? Partial<R[M]> : R[M] | Value;
};

/** The values that an entity must have; undefined: any. */
export type RowFilter<R> = {
  readonly [M in keyof R]?: (M extends 'userDefinedFields' ? Partial<R[M]> : R[M]) | undefined;
};

/**
 * The entities of a declared type. Values are checked as those of rows in a file are, so that read-only fields can be
 * given, and references to what is not there. All methods throw a Refusal: of an unknown type or entity, or of the first
 * wrong value.
 */
export interface DeclaredRows<R = RowOf<SeedEntities[string]>> {
  /** By ascending id; with a filter, those that have all of its values. */
  list(filter?: RowFilter<R>): Promise<R[]>;
  get(id: number): Promise<R>;
  /** Answers the id, which is the next one where none is given. */
  create(row: GivenRow<R>): Promise<number>;
  /** Changes the values that are given. */
  update(id: number, changes: GivenRow<R>): Promise<void>;
  delete(id: number): Promise<void>;
}

/** Some entities of a declared type by ascending id: those behind an id. Throws a Refusal of an unknown type. */
export async function pageOfRows(
  store: Store,
  name: string,
  after: number,
  limit: number,
): Promise<readonly DeclaredRow[]> {
  const entity = await known(store, name);
  const page: DeclaredRow[] = [];
  for await (const values of store.declared.each(entity, after)) {
    page.push(wholeRowOf(entity, values));
    if (page.length === limit) break;
  }
  return page;
}

export function declaredRows<R>(store: Store, name: string): DeclaredRows<R> {
  const existing = async (stores: Stores, id: number): Promise<readonly [DeclaredEntity, Values]> => {
    const entity = await known(stores, name);
    const values = await stores.declared.read(entity, id);
    if (!values) throw refusal('rowUnknown', { entity: entity.name, id });
    return [entity, values];
  };
  return {
    list: async (filter = {}) => {
      const entity = await known(store, name);
      requireNames(entity, filter as DeclaredRow);
      const found: R[] = [];
      for await (const values of store.declared.each(entity)) {
        const row = wholeRowOf(entity, values) as R;
        if (fits(row, filter)) found.push(row);
      }
      return found;
    },
    get: async (id) => wholeRowOf(...(await existing(store, id))) as R,
    create: (row) =>
      store.transaction(async (stores) => {
        const entity = await known(stores, name);
        const values = await valuesOf(
          stores,
          entity,
          row as DeclaredRow,
          await stores.declared.nextId(entity),
        );
        const id = Number(values['id']);
        if (await stores.declared.read(entity, id)) throw refusal('idTaken', { id });
        await stores.declared.insert(entity, values);
        return id;
      }),
    update: (id, changes) =>
      store.transaction(async (stores) => {
        const [entity, before] = await existing(stores, id);
        const { userDefinedFields: userDefined = {}, ...own } = rowOf(entity, before);
        const { userDefinedFields: changed = {}, ...others } = changes as DeclaredRow;
        const row = {
          ...own,
          ...others,
          id,
          userDefinedFields: { ...(userDefined as object), ...(changed as object) },
        };
        await stores.declared.update(entity, id, await valuesOf(stores, entity, row, id));
      }),
    delete: (id) =>
      store.transaction(async (stores) => {
        const [entity] = await existing(stores, id);
        await stores.declared.delete(entity, id);
      }),
  };
}

async function known({ declared }: Pick<Stores, 'declared'>, name: string): Promise<DeclaredEntity> {
  const all = await declared.all();
  const entity = findEntity(all, name);
  if (entity) return entity as DeclaredEntity;
  const hint = suggestion(
    name,
    all.map((one) => one.name),
  );
  throw refusal('entityNotDeclared', { entity: name, hint });
}

async function valuesOf(
  { tenant }: Stores,
  entity: DeclaredEntity,
  row: DeclaredRow,
  nextId: number,
): Promise<Values> {
  const { timeZone } = await tenant.read();
  const { values, problems } = new RowReader(entity, { timeZone: new TimeZone(timeZone) }).read(row, nextId);
  if (problems.length > 0) throw new Refusal(problems);
  return values;
}

/** Throws a Refusal of a name that no row has. */
function requireNames({ fields, userDefinedFields }: DeclaredEntity, filter: DeclaredRow): void {
  const { userDefinedFields: userDefined = {}, ...own } = filter;
  const groups = [
    [own, fields, ''],
    [userDefined as object, userDefinedFields, 'userDefinedFields.'],
  ] as const;
  for (const [given, known, prefix] of groups) {
    const names = known.map((field) => field.name);
    const unknown = Object.keys(given).find((one) => !names.includes(one));
    if (unknown === undefined) continue;
    throw refusal('nameUnknown', { name: `${prefix}${unknown}`, hint: suggestion(unknown, names) });
  }
}

function fits(row: unknown, filter: object): boolean {
  return Object.entries(filter).every(([name, wanted]: [string, unknown]) => {
    const value = (row as Readonly<Record<string, unknown>>)[name];
    return typeof wanted === 'object' && wanted !== null
      ? fits(value, wanted)
      : wanted === undefined || value === wanted;
  });
}
