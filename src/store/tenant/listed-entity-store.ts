// Roles, departments, skills of people and other entities that are listed with the tenant.
import { CompiledQuery } from 'kysely';
import { storedFieldsOf, type Entity, type Field } from '../../entities/field';
import {
  entities,
  findEntity,
  listedEntities,
  type EntityLists,
  type ListedEntity,
} from '../../entities/index';
import type { PicklistValue } from '../../entities/picklists';
import { columnNames, columnsOf, insertInto, valuesOf } from '../rows';
import type { Executor } from '../engine';
import type { EntityRows, Values } from '../entity-rows';
import type { DeclaredEntityStore } from './declared-entity-store';

/** The columns of an entity's table, and the statements for a row: to compile them takes longer than to run them. */
interface Statements {
  readonly fields: readonly Field[];
  readonly columns: readonly string[];
  readonly insert: CompiledQuery;
  readonly read: string;
}

const STATEMENTS = new WeakMap<Entity, Statements>();

function statementsOf(entity: Entity): Statements {
  const known = STATEMENTS.get(entity);
  if (known) return known;
  const fields = storedFieldsOf(entity);
  const columns = columnNames(fields);
  const statements = {
    fields,
    columns,
    insert: CompiledQuery.raw(insertInto(entity.table, columns)),
    read: `SELECT ${fields.map(({ name }) => quoted(name)).join(', ')} FROM ${entity.table}`,
  };
  STATEMENTS.set(entity, statements);
  return statements;
}

/** The entities that a tenant lists: adds and reads them, and answers what others can choose of them. */
export class ListedEntityStore implements EntityRows {
  readonly #executor: Executor;
  readonly #declared: DeclaredEntityStore;

  constructor(executor: Executor, declared: DeclaredEntityStore) {
    this.#executor = executor;
    this.#declared = declared;
  }

  /** Adds the rows of the lists of some entity types. */
  async add(lists: EntityLists, types: readonly ListedEntity[]): Promise<void> {
    for (const entity of types) {
      for (const values of lists[entity.list]) await this.insert(entity, values);
    }
  }

  async insert(entity: Entity, values: Values): Promise<void> {
    const { fields, columns, insert } = statementsOf(entity);
    const row = columnsOf(fields, values);
    await this.#executor.run(
      insert,
      columns.map((name) => row[name] ?? null),
    );
  }

  async update(entity: Entity, id: number, changed: Values): Promise<void> {
    const row = columnsOf(statementsOf(entity).fields, changed);
    const set = Object.keys(row).map((name) => `${quoted(name)} = ?`);
    await this.#executor.run(
      CompiledQuery.raw(`update "${entity.table}" set ${set.join(', ')} where "id" = ?`),
      [...Object.values(row), id],
    );
  }

  /** All of them, each list by ascending id. */
  async all(): Promise<EntityLists> {
    const lists: [name: string, list: readonly Values[]][] = [];
    for (const entity of listedEntities) lists.push([entity.list, await this.#list(entity)]);
    // A table has the fields of its entity.
    return Object.fromEntries(lists) as unknown as EntityLists;
  }

  async #list(entity: Entity): Promise<readonly Values[]> {
    const { fields, read } = statementsOf(entity);
    const rows = await this.#executor.rows(`${read} ORDER BY id`, []);
    return rows.map((row) => named(fields, row));
  }

  async read(entity: Entity, id: number): Promise<Values | undefined> {
    const { fields, read } = statementsOf(entity);
    const [row] = await this.#executor.rows(`${read} WHERE id = ?`, [id]);
    return row && named(fields, row);
  }

  async nextId(entity: Entity): Promise<number> {
    const [[last] = []] = await this.#executor.rows(`SELECT max(id) FROM ${entity.table}`, []);
    return Number(last ?? 0) + 1;
  }

  /** The ids of the entities that have these values, none of them null. */
  async idsWith(entity: Entity, values: Values): Promise<readonly number[]> {
    const row = columnsOf(statementsOf(entity).fields, values);
    const conditions = Object.keys(row).map((name) => `${quoted(name)} = ?`);
    const rows = await this.#executor.rows(
      `SELECT id FROM ${entity.table} WHERE ${conditions.join(' AND ')} ORDER BY id`,
      Object.values(row),
    );
    return rows.map(([id]) => Number(id));
  }

  /** The ids of all entities of a type. */
  async ids(entity: Entity): Promise<ReadonlySet<number>> {
    const rows = await this.#executor.rows(`SELECT id FROM ${entity.table}`, []);
    return new Set(rows.map(([id]) => Number(id)));
  }

  /** Whether a reference to an entity of this type may have this value: any id, where such entities are not served. */
  async isActive(type: string, id: number): Promise<boolean> {
    const entity = findEntity(entities, type);
    if (!entity) return this.#isDeclared(type, id);
    const active = partOf(entity, 'active');
    const sql = `SELECT id FROM ${entity.table} WHERE id = ?${active ? ` AND ${quoted(active.name)} = 1` : ''}`;
    return (await this.#executor.rows(sql, [id])).length > 0;
  }

  async #isDeclared(type: string, id: number): Promise<boolean> {
    const entity = findEntity(await this.#declared.all(), type);
    return entity ? (await this.#declared.read(entity, id)) !== undefined : id > 0;
  }

  async delete(entity: Entity, id: number): Promise<boolean> {
    const statement = `delete from "${entity.table}" where "id" = ?`;
    return (await this.#executor.run(CompiledQuery.raw(statement), [id])) > 0;
  }

  /** The entities of a type as values to choose from, by label or by id. */
  async choices(entity: Entity, order: 'label' | 'id' = 'label'): Promise<readonly PicklistValue[]> {
    const label = partOf(entity, 'label');
    const active = partOf(entity, 'active');
    const system = partOf(entity, 'system');
    const rows = await this.#executor.rows(
      `SELECT id, ${quoted(label?.name ?? 'id')}, ${active ? quoted(active.name) : '1'},
         ${system ? quoted(system.name) : '0'}
       FROM ${entity.table} ORDER BY ${order === 'label' && label ? `${quoted(label.comparedBy)}, ` : ''}id`,
      [],
    );
    return rows.map(([id, text, isActive, isSystem]) => ({
      value: String(id),
      label: String(text),
      active: isActive === 1,
      system: isSystem === 1,
    }));
  }
}

function named(fields: readonly Field[], row: readonly unknown[]): Values {
  const values = valuesOf(fields, row);
  return Object.fromEntries(fields.map(({ name }, index) => [name, values[index] ?? null]));
}

function quoted(name: string): string {
  return `"${name}"`;
}

function partOf({ fields, ownFields }: Entity, part: Field['choice']): Field | undefined {
  return [...fields, ...ownFields].find(({ choice }) => choice === part);
}
