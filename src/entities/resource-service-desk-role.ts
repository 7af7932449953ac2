import { field, id } from './field';
import { GREATEST_PAIRED_ID } from './resource-role';

/**
 * The ResourceServiceDeskRole entity: a role that a resource has at the service desk. Resource.DefaultServiceDeskRoleID is the
 * role of the default one. The field table and the access are
 * live answers of February 2021.
 */
export const resourceServiceDeskRole = {
  name: 'ResourceServiceDeskRole',
  resultType: 'resourceservicedeskrole',
  table: 'resource_service_desk_roles',
  list: 'resourceServiceDeskRoles',
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
    field('RoleID', 'Role ID', 'integer', { required: true, reference: 'Role', impersonal: true }),
    field('Active', 'Active', 'boolean', { impersonal: true }),
    field('Default', 'Default', 'boolean', { exclusive: true, impersonal: true }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
