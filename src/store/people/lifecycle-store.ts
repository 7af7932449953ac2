import { CompiledQuery, sql } from 'kysely';
import { fold } from '../../entities/fold';
import { build } from '../build';
import type { Executor } from '../engine';
import { emptyTexts, PERSONAL_TABLES, PERSONAL_TEXTS } from '../personal-tables';

/** The least one needs to know to name a resource and to tell what it may still do. */
export interface ResourceSummary {
  readonly id: number;
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly active: boolean;
  readonly licenseType: number;
  readonly redactedAt: string | null;
  readonly deletedAt: string | null;
  readonly systemAdministrator: boolean;
}

/** Which resources are listed. */
export interface ResourceFilter {
  readonly active?: boolean | undefined;
  readonly deleted?: boolean | undefined;
  readonly redacted?: boolean | undefined;
  /** The part of the user name before the @, in any case. */
  readonly userName?: string | undefined;
  /** Text in the user name, the first or the last name, or the e-mail address; case is ignored. */
  readonly search?: string | undefined;
  /** Only ids after this one. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** How many active resources have a license type. */
export interface LicenseCount {
  readonly licenseType: number;
  readonly active: number;
}

const SUMMARY = build
  .selectFrom('resources as r')
  .innerJoin('security_levels as l', 'l.id', 'r.UserType')
  .select([
    'r.id',
    'r.UserName as userName',
    'r.FirstName as firstName',
    'r.LastName as lastName',
    'r.Email as email',
    'r.Active',
    'r.LicenseType as licenseType',
    'r.redacted_at as redactedAt',
    'r.deleted_at as deletedAt',
    'l.system_administrator',
  ]);

// A join would be free to look through all resources that are active.
const administrators = build
  .selectFrom('security_levels as l')
  .where('l.system_administrator', '=', 1)
  .where('l.api_only', '=', 0)
  .where((eb) =>
    eb.exists(
      eb
        .selectFrom('resources as r')
        .select('r.id')
        .whereRef('r.UserType', '=', 'l.id')
        .where(sql<boolean>`+${sql.ref('r.Active')} = 1`),
    ),
  )
  .select('l.id')
  .limit(1)
  .compile();

// A deleted resource has none: deleting removes it.
const waitingEmails = build.selectFrom('pending_email_changes').select('email').compile();

const erasures = build
  .selectFrom('privacy_history')
  .where('action_type', '=', 'Erasure')
  .select(({ fn }) => fn.countAll<number>().as('count'));

/** The life of resources: in use, inactive, redacted, deleted. */
export class LifecycleStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async byId(id: number): Promise<ResourceSummary | undefined> {
    const row = await this.#executor.first(SUMMARY.where('r.id', '=', id).compile());
    return row && summary(row);
  }

  /** In no order; ids that nobody has are left out. */
  async byIds(ids: readonly number[]): Promise<ResourceSummary[]> {
    if (ids.length === 0) return [];
    return (await this.#executor.all(SUMMARY.where('r.id', 'in', [...ids]).compile())).map(summary);
  }

  /** By the part of the user name before the @, in any case. */
  async byUserName(userName: string): Promise<ResourceSummary | undefined> {
    const row = await this.#executor.first(SUMMARY.where('r.UserName_folded', '=', fold(userName)).compile());
    return row && summary(row);
  }

  /** By ascending id. */
  async list({
    active,
    deleted,
    redacted,
    userName,
    search,
    after,
    limit,
  }: ResourceFilter): Promise<ResourceSummary[]> {
    let query = SUMMARY.orderBy('r.id').limit(limit);
    if (active !== undefined) query = query.where('r.Active', '=', active ? 1 : 0);
    if (deleted !== undefined) query = query.where('r.deleted_at', deleted ? 'is not' : 'is', null);
    if (redacted !== undefined) query = query.where('r.redacted_at', redacted ? 'is not' : 'is', null);
    if (userName !== undefined) query = query.where('r.UserName_folded', '=', fold(userName));
    if (after !== undefined) query = query.where('r.id', '>', after);
    if (search !== undefined) {
      const text = fold(search);
      const { position } = this.#executor.dialect;
      query = query.where((builder) =>
        builder.or(
          (['UserName_folded', 'FirstName_folded', 'LastName_folded', 'Email_folded'] as const).map(
            (column) => builder(builder.fn<number>(position, [`r.${column}`, builder.val(text)]), '>', 0),
          ),
        ),
      );
    }
    return (await this.#executor.all(query.compile())).map(summary);
  }

  async count(): Promise<number> {
    const row = await this.#executor.first(
      build
        .selectFrom('resources')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .compile(),
    );
    return row?.count ?? 0;
  }

  /** Whether a resource that is not deleted has this e-mail address, in any case, or is to confirm it. */
  async hasEmail(email: string): Promise<boolean> {
    const folded = fold(email);
    const owner = await this.#executor.first(
      build
        .selectFrom('resources')
        .select('id')
        .where('deleted_at', 'is', null)
        .where((eb) =>
          eb.or([
            eb('Email_folded', '=', folded),
            // The condition of the partial indexes: only where there is such an address.
            ...(['Email2_folded', 'Email3_folded'] as const).map((column) =>
              eb.and([eb(column, '=', folded), eb(column, '<>', '')]),
            ),
          ]),
        )
        .limit(1)
        .compile(),
    );
    if (owner) return true;
    return (await this.#executor.all(waitingEmails)).some((waiting) => fold(waiting.email) === folded);
  }

  /** Whether there is an active System Administrator who is a person: no API-only user. */
  async hasAdministrator(): Promise<boolean> {
    return (await this.#executor.first(administrators)) !== undefined;
  }

  async setActive(id: number, active: boolean): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('resources')
        .set({ Active: active ? 1 : 0 })
        .where('id', '=', id)
        .compile(),
    );
  }

  async markDeleted(id: number, at: string): Promise<void> {
    await this.#executor.run(
      build.updateTable('resources').set({ Active: 0, deleted_at: at }).where('id', '=', id).compile(),
    );
  }

  /**
   * Removes what a resource leaves beside its fields: credentials, passwords, pending changes, messages, its
   * photo, its sessions; tells all servers to forget; and remembers that the file is to be rewritten. The fields are for the caller.
   */
  async erase(id: number, at: string): Promise<void> {
    const { run } = this.#executor;
    for (const table of PERSONAL_TABLES) {
      await run(build.deleteFrom(table).where('resource_id', '=', id).compile());
    }
    for (const texts of PERSONAL_TEXTS) await run(CompiledQuery.raw(emptyTexts(texts, '= ?')), [id]);
    // Digests of who tried to log in: whose they are cannot be told.
    await run(build.deleteFrom('failed_log_ins').compile());
    await run(
      build
        .updateTable('emulator_state')
        .set({ erasures: sql<number>`erasures + 1` })
        .compile(),
    );
    await run(
      build
        .updateTable('resources')
        .set({ password_hash: null, email_verified: 0, redacted_at: at })
        .where('id', '=', id)
        .compile(),
    );
    await run(
      build
        .insertInto('pending_scrub')
        .values({ id: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
    );
  }

  /** Whether erased text may still be in unused bytes of the file. */
  async needsScrub(): Promise<boolean> {
    return (
      (await this.#executor.first(build.selectFrom('pending_scrub').select('id').compile())) !== undefined
    );
  }

  /** How many resources were erased so far; for `scrubbed`. */
  async erasures(): Promise<number> {
    const row = await this.#executor.first(erasures.compile());
    return row?.count ?? 0;
  }

  /** The file was rewritten after that many erasures. With another one since, it is still to be rewritten. */
  async scrubbed(count: number): Promise<void> {
    await this.#executor.run(build.deleteFrom('pending_scrub').where(erasures, '=', count).compile());
  }

  /** Active resources by license type: what the bill is based on. */
  async licenses(): Promise<LicenseCount[]> {
    return this.#executor.all(
      build
        .selectFrom('resources')
        .where('Active', '=', 1)
        .select(({ fn }) => ['LicenseType as licenseType', fn.countAll<number>().as('active')])
        .groupBy('LicenseType')
        .orderBy('LicenseType')
        .compile(),
    );
  }
}

function summary(row: {
  readonly id: number;
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly Active: 0 | 1;
  readonly licenseType: number;
  readonly redactedAt: string | null;
  readonly deletedAt: string | null;
  readonly system_administrator: 0 | 1;
}): ResourceSummary {
  const { Active, system_administrator, ...same } = row;
  return { ...same, active: Active === 1, systemAdministrator: system_administrator === 1 };
}
