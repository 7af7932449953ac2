import type { Access, Entity } from '../entities/field';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** getEntityInfo: the served entity types, with the access of the caller. */
export async function getEntityInfo(
  emulator: EmulatorContext,
  { caller }: Call,
): Promise<readonly EntityInfo[]> {
  return (await emulator.entities()).map((entity) => entityInfo(entity, caller.systemAdministrator));
}

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
  const { Create, Query, Update, Delete } = entity.userAccess;
  return {
    Name: entity.name,
    CanUpdate: entity.canUpdate,
    CanDelete: entity.canDelete,
    CanCreate: entity.canCreate,
    CanQuery: entity.canQuery,
    UserAccessForCreate: administrator ? Create : 'None',
    UserAccessForQuery: Query,
    UserAccessForUpdate: administrator ? Update : 'None',
    UserAccessForDelete: administrator ? Delete : 'None',
    HasUserDefinedFields: entity.hasUserDefinedFields,
    SupportsWebhookCallouts: false,
  };
}
