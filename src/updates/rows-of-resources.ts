// The rules of roles and skills as rows of a resource: one default, and none for a deleted or redacted one.
import { listedEntities } from '../entities/index';
import type { Entity } from '../entities/field';
import { resource } from '../entities/resource';
import { resourceServiceDeskRole } from '../entities/resource-service-desk-role';
import type { Refusal } from '../refusals/refusal';
import type { Values } from '../store/entity-rows';
import type { AuditEntry } from '../store/people/audit-store';
import type { Stores } from '../store/store';
import { readOnly } from './read-only';

type Stamp = Pick<AuditEntry, 'at' | 'actorId'>;

/** By entity type, the field with the resource that a row belongs to. */
const OWNER: ReadonlyMap<string, string> = new Map(
  listedEntities.flatMap(({ name, fields }: Entity) => {
    const owner = fields.find(({ reference }) => reference === resource.name);
    return owner ? [[name, owner.name] as const] : [];
  }),
);

function ownerOf({ name }: Entity, values: Values): number | undefined {
  const owner = OWNER.get(name);
  return owner === undefined ? undefined : Number(values[owner]);
}

/** The refusal to change what belongs to a redacted or deleted resource; undefined for all else. */
export async function ownerReadOnly(
  { resources }: Stores,
  entity: Entity,
  values: Values,
): Promise<Refusal | undefined> {
  const ownerId = ownerOf(entity, values);
  const owner = ownerId === undefined ? undefined : await resources.read(ownerId);
  return owner && readOnly(owner);
}

/**
 * One of a resource at most is its default one: that which was made so last. The resource has the role of the default
 * ResourceServiceDeskRole in a field of its own.
 */
export async function keepDefault(
  stores: Stores,
  entity: Entity,
  before: Values | undefined,
  after: Values,
  stamp: Stamp,
): Promise<void> {
  const mark = entity.fields.find(({ exclusive }) => exclusive)?.name;
  const ownerId = ownerOf(entity, after);
  if (mark === undefined || ownerId === undefined) return;
  const [wasDefault, isDefault] = [before?.[mark] === true, after[mark] === true];
  if (isDefault) await withdraw(stores, entity, mark, ownerId, Number(after['id']), stamp);
  if (entity === resourceServiceDeskRole && (wasDefault || isDefault)) {
    await setDefaultRole(stores, ownerId, isDefault ? Number(after['RoleID']) : null, stamp);
  }
}

/** Takes the mark of the default one from the other rows of a resource. */
async function withdraw(
  { listedEntities: rows, entityAudit }: Stores,
  entity: Entity,
  mark: string,
  ownerId: number,
  id: number,
  stamp: Stamp,
): Promise<void> {
  for (const other of await rows.idsWith(entity, {
    [String(OWNER.get(entity.name))]: ownerId,
    [mark]: true,
  })) {
    if (other === id) continue;
    await rows.update(entity, other, { [mark]: false });
    const changes = { [mark]: { from: true, to: false } };
    await entityAudit.add({ ...stamp, entity: entity.name, entityId: other, changes });
  }
}

async function setDefaultRole(
  { resources, audit }: Stores,
  resourceId: number,
  to: number | null,
  stamp: Stamp,
): Promise<void> {
  const owner = await resources.read(resourceId);
  const from = owner?.record.DefaultServiceDeskRoleID ?? null;
  if (from === to) return;
  await resources.update(resourceId, { DefaultServiceDeskRoleID: to });
  await audit.add({ ...stamp, resourceId, changes: { DefaultServiceDeskRoleID: { from, to } } });
}

/** ResourceRole has the roles of the resources that some entities belong to. */
export async function listRoles(
  { roles }: Stores,
  entity: Entity,
  written: readonly Values[],
): Promise<void> {
  const owners = new Set(written.map((values) => ownerOf(entity, values)));
  for (const owner of owners) if (owner !== undefined) await roles.list(owner);
}
