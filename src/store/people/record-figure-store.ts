// Figures about records, by resource, type and time.

import { sql, type RawBuilder } from 'kysely';
import { turn } from '../../runtime/timers';
import { build } from '../build';
import type { Executor } from '../engine';

/** How many records there are of a kind. */
export interface RecordFigure {
  readonly open: number;
  readonly closed: number;
}

export type RecordFigures<K> = ReadonlyMap<K, RecordFigure>;

/** In which way a record belongs to a resource. */
export type RecordRole = 'owner' | 'responsible';

/** The records that are counted. */
export interface FigureFilter {
  readonly type?: string | undefined;
  readonly open?: boolean | undefined;
  /** The resources whose records are counted, as owner or responsible; no ids: all. */
  readonly resources?: { readonly role: RecordRole; readonly ids: readonly number[] } | undefined;
  /** Only records created at or after `from`, and before `until`: UTC text. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The instants between periods: UTC text, in ascending order. */
export type Boundaries = readonly string[];

const RESOURCE_COLUMNS = { owner: 'owner_id', responsible: 'responsible_id' } as const;

/** Records that are counted by one statement: longer ones would hold up other calls. */
const STRETCH = 2000;

/** Figures about the work that belongs to people. */
export class RecordFigureStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** By the id of the resource. Groups without records are left out, here and below. */
  byResource(role: RecordRole, filter: FigureFilter): Promise<RecordFigures<number>> {
    return this.#count(sql<number>`${sql.ref(`r.${RESOURCE_COLUMNS[role]}`)}`, filter);
  }

  byType(filter: FigureFilter): Promise<RecordFigures<string>> {
    return this.#count(sql<string>`${sql.ref('r.type')}`, filter);
  }

  /** By the number of the period in which they were created, 0 being the one before the first boundary. */
  byPeriod(boundaries: Boundaries, filter: FigureFilter): Promise<RecordFigures<number>> {
    return this.#count(periodOf(boundaries, 0, boundaries.length), filter);
  }

  async #count<K>(key: RawBuilder<K>, filter: FigureFilter): Promise<RecordFigures<K>> {
    const figures = new Map<K, RecordFigure>();
    for await (const stretch of this.#stretches()) {
      const rows = await this.#executor.all(
        within(filter, stretch)
          .select(({ fn }) => [
            key.as('key'),
            fn.countAll<number>().filterWhere('r.closed_at', 'is', null).as('open'),
            fn.countAll<number>().filterWhere('r.closed_at', 'is not', null).as('closed'),
          ])
          .groupBy('key')
          .$castTo<RecordFigure & { readonly key: K }>()
          .compile(),
      );
      for (const row of rows) {
        const { open, closed } = figures.get(row.key) ?? { open: 0, closed: 0 };
        figures.set(row.key, { open: open + row.open, closed: closed + row.closed });
      }
    }
    return figures;
  }

  /** When the first and the last of the records were created, as UTC text; undefined where there is none. */
  async span(filter: FigureFilter): Promise<{ readonly first: string; readonly last: string } | undefined> {
    let span: { readonly first: string; readonly last: string } | undefined;
    for await (const stretch of this.#stretches()) {
      const found = await this.#executor.first(
        within(filter, stretch)
          .select(({ fn }) => [
            fn.min<string | null>('r.created_at').as('first'),
            fn.max<string | null>('r.created_at').as('last'),
          ])
          .compile(),
      );
      if (!found || found.first === null || found.last === null) continue;
      span = {
        first: span && span.first < found.first ? span.first : found.first,
        last: span && span.last > found.last ? span.last : found.last,
      };
    }
    return span;
  }

  /** All records in stretches of their ids: after one, up to another. Others have their turn in between. */
  async *#stretches(): AsyncGenerator<Stretch> {
    for (let after = 0; ;) {
      const end = await this.#executor.first(
        build
          .selectFrom('records')
          .select('id')
          .where('id', '>', after)
          .orderBy('id')
          .limit(1)
          .offset(STRETCH - 1)
          .compile(),
      );
      yield { after, upTo: end?.id };
      if (!end) return;
      after = end.id;
      await turn();
    }
  }
}

interface Stretch {
  readonly after: number;
  /** Undefined: to the last one. */
  readonly upTo: number | undefined;
}

function within({ type, open, resources, from, until }: FigureFilter, { after, upTo }: Stretch) {
  let query = build.selectFrom('records as r').where('r.id', '>', after);
  if (upTo !== undefined) query = query.where('r.id', '<=', upTo);
  if (type !== undefined) query = query.where('r.type', '=', type);
  if (open !== undefined) query = query.where('r.closed_at', open ? 'is' : 'is not', null);
  if (from !== undefined) query = query.where('r.created_at', '>=', from);
  if (until !== undefined) query = query.where('r.created_at', '<', until);
  if (resources && resources.ids.length > 0) {
    query = query.where(`r.${RESOURCE_COLUMNS[resources.role]}`, 'in', [...resources.ids]);
  }
  return query;
}

/** The number of a period from `first` to `last`, each comparison leaving out half of them. */
function periodOf(boundaries: Boundaries, first: number, last: number): RawBuilder<number> {
  if (first === last) return sql`${sql.raw(String(first))}`;
  const middle = Math.floor((first + last) / 2);
  return sql`CASE WHEN r.created_at < ${boundaries[middle]} THEN ${periodOf(boundaries, first, middle)}
    ELSE ${periodOf(boundaries, middle + 1, last)} END`;
}
