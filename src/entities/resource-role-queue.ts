import { field, id } from './field';
import { GREATEST_PAIRED_ID } from './resource-role';

/**
 * The ResourceRoleQueue entity: a resource is a member of a queue. RoleID, Active and Default are obsolete, and always null
 * (vendor documentation, since 2018). The field table and the access are
 * live answers of February 2021.
 */
export const resourceRoleQueue = {
  name: 'ResourceRoleQueue',
  resultType: 'resourcerolequeue',
  table: 'resource_role_queues',
  list: 'resourceRoleQueues',
  greatestId: GREATEST_PAIRED_ID,
  canCreate: true,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'All', Query: 'All', Update: 'All', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('ID'),
    field('ResourceID', 'Resource ID', 'integer', {
      required: true,
      readOnly: true,
      reference: 'Resource',
      index: 'several',
    }),
    field('RoleID', 'Role ID', 'integer', { readOnly: true, queryable: false, reference: 'Role' }),
    field('QueueID', 'Queue ID', 'integer', { required: true, picklist: 'queues', impersonal: true }),
    field('Active', 'Active', 'boolean', { readOnly: true, queryable: false }),
    field('Default', 'Default', 'boolean', { readOnly: true, queryable: false }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
