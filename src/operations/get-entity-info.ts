import type { Entity } from '../entities/field';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** getEntityInfo: the served entity types, with the access of the caller. */
export async function getEntityInfo(
  emulator: EmulatorContext,
  { caller }: Call,
): Promise<readonly EntityInfo[]> {
  return emulator.entities.map((entity) => entityInfo(entity, caller.systemAdministrator));
}

type Access = 'None' | 'All' | 'Restricted';

interface EntityInfo {
  readonly Name: string;
  readonly CanUpdate: boolean;
  readonly CanDelete: boolean;
  readonly CanCreate: boolean;
  readonly CanQuery: boolean;
  readonly UserAccessForCreate: Access;
  readonly UserAccessForQuery: Access;
  readonly UserAccessForUpdate: Access;
  readonly UserAccessForDelete: Access;
  readonly HasUserDefinedFields: boolean;
  readonly SupportsWebhookCallouts: boolean;
}

function entityInfo(entity: Entity, administrator: boolean): EntityInfo {
  return {
    Name: entity.name,
    CanUpdate: entity.canUpdate,
    CanDelete: entity.canDelete,
    CanCreate: entity.canCreate,
    CanQuery: entity.canQuery,
    UserAccessForCreate: access(entity.canCreate),
    UserAccessForQuery: access(entity.canQuery),
    UserAccessForUpdate: access(entity.updatableBy === 'administrators' && administrator),
    UserAccessForDelete: access(entity.canDelete),
    HasUserDefinedFields: entity.hasUserDefinedFields,
    SupportsWebhookCallouts: false,
  };
}

function access(allowed: boolean): Access {
  return allowed ? 'All' : 'None';
}
