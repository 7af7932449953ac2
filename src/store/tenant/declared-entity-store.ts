// Entity types that users declared, and their entities.
import { CompiledQuery } from 'kysely';
import {
  DECLARED_TABLE,
  declaredEntity,
  declaredFieldsOf,
  isDeclared,
  isText,
  SLOTS,
  type Declaration,
  type DeclaredEntity,
  type Slot,
} from '../../entities/declared';
import type { Entity, Field, FieldValue } from '../../entities/field';
import { fold } from '../../entities/fold';
import { DAMAGED } from '../../input/system-error';
import { bit } from '../bit';
import { build } from '../build';
import type { Answers, Executor } from '../engine';
import type { EntityRows, Values } from '../entity-rows';
import { insertInto } from '../rows';
import type { SqlValue } from '../sql';
import { StorageFailure } from '../storage-failure';

const declarations = build
  .selectFrom('declared_entities')
  .select('declaration')
  .orderBy('position')
  .compile();

/** Rows of one read. */
const PAGE = 500;

const COLUMNS = ['entity', 'id', 'content', 'folded', ...SLOTS] as const;

const insert = CompiledQuery.raw(insertInto(DECLARED_TABLE, COLUMNS));

/** Ends as `isUpdateOfRow` knows it. */
const update = CompiledQuery.raw(
  `update "${DECLARED_TABLE}" set ${COLUMNS.slice(2)
    .map((name) => `"${name}" = ?`)
    .join(', ')} where "entity" = ? and "id" = ?`,
);

const remove = build.deleteFrom('entity_rows').where('entity', '=', '').where('id', '=', 0).compile();

/**
 * The entity types of declarations that were read last, by their text: one whose declaration is the same stays the same
 * object, by which answers and statements about it are kept.
 */
const known = new Map<string, DeclaredEntity>();
const MOST_KNOWN = 1000;

/** The entity types that the tenant declares, and their entities. */
export class DeclaredEntityStore implements EntityRows {
  readonly #executor: Executor;
  readonly #all: Answers<'all', readonly DeclaredEntity[]>;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.#all = executor.cache(['declared_entities'], { limit: 1 });
  }

  /** In the order in which they were declared. */
  all(): Promise<readonly DeclaredEntity[]> {
    return this.#all.getOrRead('all', async () =>
      (await this.#executor.all(declarations)).map(({ declaration }) => {
        const entity = entityOf(declaration);
        if (!entity) throw new StorageFailure(DAMAGED, undefined, 'used', this.#executor.dialect.place);
        return entity;
      }),
    );
  }

  /** Declares an entity type that there is not. */
  async declare(declaration: Declaration): Promise<DeclaredEntity> {
    const text = JSON.stringify(declaration);
    await this.#executor.run(
      build.insertInto('declared_entities').values({ name: declaration.name, declaration: text }).compile(),
    );
    return declaredEntity(declaration);
  }

  /** Removes an entity type with its entities. */
  async undeclare(name: string): Promise<void> {
    await this.#executor.run(build.deleteFrom('entity_rows').where('entity', '=', name).compile());
    await this.#executor.run(build.deleteFrom('declared_entities').where('name', '=', name).compile());
  }

  /** Adds an entity; fields that are left out have no value. */
  async insert(entity: Entity, values: Values): Promise<void> {
    const row = rowOf(entity, values);
    await this.#executor.run(insert, [entity.name, Number(values['id']), ...row]);
  }

  /** Writes changed values of an entity. */
  async update(entity: Entity, id: number, changed: Values): Promise<void> {
    const values = await this.read(entity, id);
    if (values)
      await this.#executor.run(update, [...rowOf(entity, { ...values, ...changed }), entity.name, id]);
  }

  /** Whether there was one. */
  async delete({ name }: Entity, id: number): Promise<boolean> {
    return (await this.#executor.run(remove, [name, id])) > 0;
  }

  async read(entity: Entity, id: number): Promise<Values | undefined> {
    const [found] = await this.#rows(entity, 'r.id = ?', [id]);
    return found;
  }

  /** All entities of a type behind an id, by ascending id, read page by page. */
  async *each(entity: Entity, behind = -1): AsyncGenerator<Values> {
    for (let after = behind; ;) {
      const page = await this.#rows(entity, `r.id > ? ORDER BY r.id LIMIT ${PAGE}`, [after]);
      yield* page;
      const last = page.at(-1);
      if (!last) return;
      after = Number(last['id']);
    }
  }

  async #rows(entity: Entity, condition: string, parameters: readonly SqlValue[]): Promise<Values[]> {
    const rows = await this.#executor.rows(
      `SELECT r.id, r.content FROM ${DECLARED_TABLE} r WHERE r.entity = '${entity.name}' AND ${condition}`,
      parameters,
    );
    const fields = declaredFieldsOf(entity);
    return rows.map(([id, content]) => {
      const stored = JSON.parse(String(content)) as Readonly<Record<string, string | number>>;
      return Object.fromEntries(
        fields.map((field) => [
          field.column,
          field.key ? Number(id) : valueOf(field, stored[field.column] ?? null),
        ]),
      );
    });
  }

  /** How many entities of a type there are. */
  async count({ name }: Entity): Promise<number> {
    const [[count] = []] = await this.#executor.rows(
      `SELECT count(*) FROM ${DECLARED_TABLE} WHERE entity = ?`,
      [name],
    );
    return Number(count);
  }

  /** Behind the ids of all that there are, and of all that were deleted. */
  async nextId({ name }: Entity): Promise<number> {
    const [[present, written] = []] = await this.#executor.rows(
      `SELECT (SELECT max(id) FROM ${DECLARED_TABLE} WHERE entity = ?),
         (SELECT max(entity_id) FROM entity_audit WHERE entity = ?)`,
      [name, name],
    );
    return Math.max(Number(present ?? 0), Number(written ?? 0)) + 1;
  }
}

/** Throws where a table of this program holds the entities. */
function declared(entity: Entity): DeclaredEntity {
  if (!isDeclared(entity)) throw new Error(`Nobody declared ${entity.name}`);
  return entity;
}

/** Undefined for what this program does not write. */
function entityOf(text: string): DeclaredEntity | undefined {
  const present = known.get(text);
  if (present) return present;
  const declaration = JSON.parse(text) as Declaration;
  if (!isSound(declaration)) return undefined;
  const entity = declaredEntity(declaration);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, entity);
  return entity;
}

/** Names stand in statements and in answers as they are: a file that another program wrote may have any. */
function isSound({ name, fields }: Declaration): boolean {
  return [name, ...fields.map((field) => field.name)].every((one) => /^[A-Za-z]\w*$/.test(one));
}

function valueOf({ type, nullForm }: Field, stored: string | number | null): FieldValue {
  if (stored === null) return nullForm === 'empty' ? '' : null;
  return type === 'boolean' ? stored === 1 : stored;
}

/** The columns behind the id. */
function rowOf(entity: Entity, values: Values): readonly SqlValue[] {
  const content: Record<string, string | number> = {};
  const folded: Record<string, string> = {};
  const indexed = new Map<Slot, string | number>();
  const { slots } = declared(entity);
  for (const field of declaredFieldsOf(entity)) {
    if (field.key) continue;
    const { column, comparedBy, type, nullForm } = field;
    const given = values[column] ?? (nullForm === 'empty' ? '' : null);
    if (given === null) continue;
    const value = typeof given === 'boolean' ? bit(given) : given;
    content[column] = value;
    const compared = type === 'string' ? fold(String(value)) : value;
    const slot = slots.get(comparedBy);
    if (slot !== undefined) indexed.set(slot, isText(type) ? compared : Number(compared));
    else if (type === 'string') folded[column] = String(compared);
  }
  return [JSON.stringify(content), JSON.stringify(folded), ...SLOTS.map((slot) => indexed.get(slot) ?? null)];
}
