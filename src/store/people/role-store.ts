// The roles of resources: what their rows have in common with each other and with the resources.
import { CompiledQuery } from 'kysely';
import { resourceRole } from '../../entities/resource-role';
import { resourceRoleDepartment } from '../../entities/resource-role-department';
import { resourceRoleQueue } from '../../entities/resource-role-queue';
import { resourceServiceDeskRole } from '../../entities/resource-service-desk-role';
import type { Executor } from '../engine';
import type { SqlValue } from '../sql';

const ROLES = resourceServiceDeskRole.table;

/**
 * A number for each pair of ids up to GREATEST_PAIRED_ID: the same whenever the rows are made anew.
 */
const PAIR = 'CASE WHEN s.id < q.id THEN q.id * q.id + s.id ELSE s.id * s.id + s.id + q.id END';

const ACTIVE_ROLES = `SELECT 2 * d.id AS id, d."ResourceID" AS "ResourceID", d."DepartmentID" AS "DepartmentID",
    NULL AS "QueueID", d."RoleID" AS "RoleID", 1 AS "Active"
    FROM ${resourceRoleDepartment.table} d WHERE d."Active" = 1
  UNION ALL
  SELECT 2 * (${PAIR}) + 1, s."ResourceID", NULL, q."QueueID", s."RoleID", 1
    FROM ${ROLES} s JOIN ${resourceRoleQueue.table} q ON q."ResourceID" = s."ResourceID" WHERE s."Active" = 1`;

/** Keeps the roles of resources in agreement; `resourceId`: of one of them only. */
export class RoleStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /**
   * Makes a row with the service desk role that a resource names as its default one the default row, an active one
   * if there is one, and no other; where there is none, it is added. The rows of ResourceRole follow.
   */
  async followDefault(resourceId?: number): Promise<void> {
    const of = (column: string): string => (resourceId === undefined ? '' : ` AND ${column} = ?`);
    await this.#run(
      `insert into "${ROLES}" (id, "ResourceID", "RoleID", "Active", "Default")
       SELECT (SELECT coalesce(max(id), 0) FROM ${ROLES}) + row_number() OVER (ORDER BY r.id), r.id, r."DefaultServiceDeskRoleID", 1, 1
       FROM resources r WHERE r."DefaultServiceDeskRoleID" IS NOT NULL${of('r.id')} AND NOT EXISTS
         (SELECT 1 FROM ${ROLES} s WHERE s."ResourceID" = r.id AND s."RoleID" = r."DefaultServiceDeskRoleID")`,
      resourceId,
    );
    await this.#run(
      `update "${ROLES}" set "Default" = 0 WHERE "Default" = 1${of('"ResourceID"')} AND "RoleID" IS DISTINCT FROM
         (SELECT r."DefaultServiceDeskRoleID" FROM resources r WHERE r.id = ${ROLES}."ResourceID")`,
      resourceId,
    );
    await this.#run(
      `update "${ROLES}" set "Default" = 1 WHERE id IN
         (SELECT coalesce(min(CASE WHEN s."Active" = 1 THEN s.id END), min(s.id))
          FROM ${ROLES} s JOIN resources r ON r.id = s."ResourceID" AND r."DefaultServiceDeskRoleID" = s."RoleID"
          WHERE 1 = 1${of('r.id')} GROUP BY r.id HAVING max(coalesce(s."Default", 0)) = 0)`,
      resourceId,
    );
    await this.list(resourceId);
  }

  /** Gives the resources without a default service desk role the one whose row is the default. */
  async giveDefault(): Promise<void> {
    const its = `FROM ${ROLES} s WHERE s."ResourceID" = resources.id AND s."Default" = 1`;
    await this.#run(
      `update "resources" set "DefaultServiceDeskRoleID" = (SELECT min(s."RoleID") ${its})
       WHERE "DefaultServiceDeskRoleID" IS NULL AND EXISTS (SELECT 1 ${its})`,
    );
  }

  /** Makes the rows of ResourceRole anew. */
  async list(resourceId?: number): Promise<void> {
    const its = resourceId === undefined ? '' : ' WHERE "ResourceID" = ?';
    await this.#run(`delete from "${resourceRole.table}"${its}`, resourceId);
    await this.#run(
      `insert into "${resourceRole.table}" (id, "ResourceID", "DepartmentID", "QueueID", "RoleID", "Active")
       SELECT * FROM (${ACTIVE_ROLES}) AS active${its}`,
      resourceId,
    );
  }

  async #run(sql: string, ...parameters: readonly (SqlValue | undefined)[]): Promise<void> {
    const given = parameters.filter((value) => value !== undefined);
    await this.#executor.run(CompiledQuery.raw(sql), given);
  }
}
