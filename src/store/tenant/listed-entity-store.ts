// Roles, departments and other entities that are listed with the tenant.
import { CompiledQuery } from 'kysely';
import { storedFieldsOf, type Entity, type Field, type FieldValue } from '../../entities/field';
import { entities, findEntity, listedEntities, type EntityLists } from '../../entities/index';
import type { PicklistValue } from '../../entities/picklists';
import { columnNames, columnsOf, foldedColumn, insertInto, valuesOf } from '../rows';
import type { Executor } from '../engine';

type Values = Readonly<Record<string, FieldValue>>;

/** The entities that a tenant lists: adds and reads them, and answers what others can choose of them. */
export class ListedEntityStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add(lists: EntityLists): Promise<void> {
    for (const entity of listedEntities) {
      const fields = storedFieldsOf(entity);
      const columns = columnNames(fields);
      const insert = CompiledQuery.raw(insertInto(entity.table, columns));
      for (const values of lists[entity.table]) {
        const row = columnsOf(fields, values);
        await this.#executor.run(
          insert,
          columns.map((name) => row[name] ?? null),
        );
      }
    }
  }

  /** All of them, each list by ascending id. */
  async all(): Promise<EntityLists> {
    const lists: [table: string, list: readonly Values[]][] = [];
    for (const entity of listedEntities) lists.push([entity.table, await this.#list(entity)]);
    // A table has the fields of its entity.
    return Object.fromEntries(lists) as unknown as EntityLists;
  }

  async #list(entity: Entity): Promise<readonly Values[]> {
    const fields = storedFieldsOf(entity);
    const names = fields.map(({ name }) => name);
    const rows = await this.#executor.rows(
      `SELECT ${names.map(quoted).join(', ')} FROM ${entity.table} ORDER BY id`,
      [],
    );
    return rows.map((row) => {
      const values = valuesOf(fields, row);
      return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
    });
  }

  /** Whether a reference to an entity of this type may have this value. Nothing is known of types that are not served. */
  async isActive(type: string, id: number): Promise<boolean> {
    const entity = findEntity(entities, type);
    if (!entity) return true;
    const active = partOf(entity, 'active');
    const sql = `SELECT id FROM ${entity.table} WHERE id = ?${active ? ` AND ${quoted(active.name)} = 1` : ''}`;
    return (await this.#executor.rows(sql, [id])).length > 0;
  }

  /** The entities of a type as values to choose from, by label. */
  async choices(entity: Entity): Promise<readonly PicklistValue[]> {
    const label = partOf(entity, 'label');
    const active = partOf(entity, 'active');
    const system = partOf(entity, 'system');
    const rows = await this.#executor.rows(
      `SELECT id, ${quoted(label?.name ?? 'id')}, ${active ? quoted(active.name) : '1'},
         ${system ? quoted(system.name) : '0'}
       FROM ${entity.table} ORDER BY ${quoted(label ? foldedColumn(label) : 'id')}, id`,
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

function quoted(name: string): string {
  return `"${name}"`;
}

function partOf({ fields }: Entity, part: Field['choice']): Field | undefined {
  return fields.find(({ choice }) => choice === part);
}
