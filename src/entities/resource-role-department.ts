import { field, id } from './field';

/**
 * The ResourceRoleDepartment entity: a role that a resource has in a department. The field table and the access are
 * live answers of February 2021.
 */
export const resourceRoleDepartment = {
  name: 'ResourceRoleDepartment',
  resultType: 'resourceroledepartment',
  table: 'resource_role_departments',
  list: 'resourceRoleDepartments',
  canCreate: true,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'All', Query: 'All', Update: 'All', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('Resource Role Department ID'),
    field('DepartmentID', 'Department ID', 'integer', {
      required: true,
      reference: 'Department',
      impersonal: true,
    }),
    field('ResourceID', 'Resource ID', 'integer', {
      required: true,
      readOnly: true,
      reference: 'Resource',
      index: 'several',
    }),
    field('RoleID', 'Role ID', 'integer', { required: true, reference: 'Role', impersonal: true }),
    field('Active', 'Active', 'boolean', { required: true, impersonal: true }),
    field('Default', 'Default', 'boolean', { required: true, exclusive: true, impersonal: true }),
    field('DepartmentLead', 'Department Lead', 'boolean', { required: true, impersonal: true }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
