import type { Selectable } from 'kysely';
import { build } from '../build';
import type { Executor } from '../engine';
import type { Tables } from '../tables';

/** A piece of work that belongs to people. Instants are UTC text. */
export interface WorkRecord {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly ownerId: number;
  readonly responsibleId: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Null: it is open. */
  readonly closedAt: string | null;
}

/** How many records of one type a resource owns or is responsible for. */
export interface Association {
  readonly type: string;
  readonly total: number;
  readonly open: number;
}

/**
 * One accepted change of a record: its owner and its responsible resource by id, and whether it is open; of its title
 * only that it changed, as it may have named a person.
 */
export interface RecordChange {
  /** UTC text. */
  readonly at: string;
  /** The id of the resource who made it. */
  readonly actorId: number;
  readonly recordId: number;
  readonly changes: Readonly<
    Partial<
      Record<
        'owner' | 'responsible' | 'open',
        { readonly from: number | boolean | null; readonly to: number | boolean }
      > & { readonly title: Readonly<Record<string, never>> }
    >
  >;
}

/** Which records are listed. */
export interface RecordFilter {
  readonly type?: string | undefined;
  readonly open?: boolean | undefined;
  /** Owned by, or in the responsibility of, this resource. */
  readonly resourceId?: number | undefined;
  /** Only ids after this one. */
  readonly after?: number | undefined;
  readonly limit: number;
}

const INSERT = build
  .insertInto('records')
  .columns(['id', 'type', 'title', 'owner_id', 'responsible_id', 'created_at', 'updated_at', 'closed_at']);
const insert = INSERT.values({
  id: 0,
  type: '',
  title: '',
  owner_id: 0,
  responsible_id: 0,
  created_at: '',
  updated_at: '',
  closed_at: '',
}).compile();
const lastId = build
  .selectFrom('records')
  .select(({ fn }) => fn.max<number | null>('id').as('id'))
  .compile();
const types = build.selectFrom('record_types').select('name').orderBy('position').compile();

/** The work that belongs to people. */
export class RecordStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The kinds of work, in the order they are offered. */
  async types(): Promise<string[]> {
    return (await this.#executor.all(types)).map(({ name }) => name);
  }

  async addType(name: string): Promise<void> {
    await this.#executor.run(build.insertInto('record_types').values({ name }).compile());
  }

  async add(record: Omit<WorkRecord, 'id'>): Promise<number> {
    const last = await this.#executor.first(lastId);
    const id = (last?.id ?? 0) + 1;
    const { type, title, ownerId, responsibleId, createdAt, updatedAt, closedAt } = record;
    await this.#executor.run(insert, [
      id,
      type,
      title,
      ownerId,
      responsibleId,
      createdAt,
      updatedAt,
      closedAt,
    ]);
    return id;
  }

  async read(id: number): Promise<WorkRecord | undefined> {
    const row = await this.#executor.first(
      build.selectFrom('records').selectAll().where('id', '=', id).compile(),
    );
    return row && workRecord(row);
  }

  async update(record: WorkRecord): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('records')
        .set({
          title: record.title,
          owner_id: record.ownerId,
          responsible_id: record.responsibleId,
          updated_at: record.updatedAt,
          closed_at: record.closedAt,
        })
        .where('id', '=', record.id)
        .compile(),
    );
  }

  /** By ascending id. */
  async list({ type, open, resourceId, after, limit }: RecordFilter): Promise<WorkRecord[]> {
    let query = build.selectFrom('records').selectAll().orderBy('id').limit(limit);
    if (type !== undefined) query = query.where('type', '=', type);
    if (open !== undefined) query = query.where('closed_at', open ? 'is' : 'is not', null);
    if (after !== undefined) query = query.where('id', '>', after);
    if (resourceId !== undefined) {
      query = query.where((eb) =>
        eb.or([eb('owner_id', '=', resourceId), eb('responsible_id', '=', resourceId)]),
      );
    }
    return (await this.#executor.all(query.compile())).map(workRecord);
  }

  /** The records that a resource owns or is responsible for, by type in the order they are offered. */
  async associations(resourceId: number): Promise<Association[]> {
    return this.#executor.all(
      build
        .selectFrom('records as r')
        .innerJoin('record_types as t', 't.name', 'r.type')
        .where((eb) => eb.or([eb('r.owner_id', '=', resourceId), eb('r.responsible_id', '=', resourceId)]))
        .select(({ fn }) => [
          'r.type',
          fn.countAll<number>().as('total'),
          fn.countAll<number>().filterWhere('r.closed_at', 'is', null).as('open'),
        ])
        .groupBy(['r.type', 't.position'])
        .orderBy('t.position')
        .compile(),
    );
  }

  /** Hands the open records of one type over; closed ones stay where they are. */
  async reassignOpen(
    type: string,
    fromId: number,
    toId: number,
    { at, actorId }: Pick<RecordChange, 'at' | 'actorId'>,
  ): Promise<void> {
    for (const [name, column] of [
      ['owner', 'owner_id'],
      ['responsible', 'responsible_id'],
    ] as const) {
      const changes: RecordChange['changes'] = { [name]: { from: fromId, to: toId } };
      await this.#executor.run(
        build
          .insertInto('record_audit')
          .columns(['at', 'actor_id', 'record_id', 'changes'])
          .expression((eb) =>
            eb
              .selectFrom('records')
              .select([
                eb.val(at).as('at'),
                eb.val(actorId).as('actor_id'),
                'id',
                eb.val(JSON.stringify(changes)).as('changes'),
              ])
              .where('type', '=', type)
              .where('closed_at', 'is', null)
              .where(column, '=', fromId),
          )
          .compile(),
      );
      await this.#executor.run(
        build
          .updateTable('records')
          .set({ [column]: toId, updated_at: at })
          .where('type', '=', type)
          .where('closed_at', 'is', null)
          .where(column, '=', fromId)
          .compile(),
      );
    }
  }

  async addChange({ at, actorId, recordId, changes }: RecordChange): Promise<void> {
    await this.#executor.run(
      build
        .insertInto('record_audit')
        .values({ at, actor_id: actorId, record_id: recordId, changes: JSON.stringify(changes) })
        .compile(),
    );
  }

  /** The changes of a record, the oldest first. */
  async changesOf(recordId: number): Promise<RecordChange[]> {
    const rows = await this.#executor.all(
      build.selectFrom('record_audit').selectAll().where('record_id', '=', recordId).orderBy('id').compile(),
    );
    return rows.map((row) => ({
      at: row.at,
      actorId: row.actor_id,
      recordId: row.record_id,
      changes: JSON.parse(row.changes) as RecordChange['changes'],
    }));
  }
}

function workRecord(row: Selectable<Tables['records']>): WorkRecord {
  return {
    id: row.id,
    type: row.type,
    title: row.title,
    ownerId: row.owner_id,
    responsibleId: row.responsible_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
  };
}
