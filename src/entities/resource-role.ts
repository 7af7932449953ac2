import { field, id } from './field';

/** Two ids up to this one make an id of a ResourceRole that is exact in JavaScript. */
export const GREATEST_PAIRED_ID = 2 ** 26 - 1;

/**
 * The ResourceRole entity: the active roles of resources in departments and queues. Its rows are made of the rows of
 * ResourceRoleDepartment, ResourceServiceDeskRole and ResourceRoleQueue (store/people/role-store.ts). The field table and
 * the access are live answers of February 2021.
 */
export const resourceRole = {
  name: 'ResourceRole',
  resultType: 'resourcerole',
  table: 'resource_roles',
  list: null,
  canCreate: false,
  canUpdate: false,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'None', Query: 'All', Update: 'None', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('ID'),
    field('ResourceID', 'Resource', 'long', {
      required: true,
      readOnly: true,
      reference: 'Resource',
      index: 'several',
    }),
    field('DepartmentID', 'Department', 'long', { readOnly: true, reference: 'Department' }),
    field('QueueID', 'Queue', 'long', { readOnly: true, picklist: 'queues' }),
    field('RoleID', 'Role', 'long', { required: true, readOnly: true, reference: 'Role' }),
    field('Active', 'Active', 'boolean', { readOnly: true }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
