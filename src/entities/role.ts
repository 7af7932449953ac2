import { field, id } from './field';

/**
 * The Role entity, which Resource.DefaultServiceDeskRoleID refers to. The field table and the access are
 * live answers of February 2021.
 */
export const role = {
  name: 'Role',
  resultType: 'role',
  table: 'roles',
  list: 'roles',
  canCreate: true,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'All', Query: 'All', Update: 'All', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('Role ID'),
    field('Name', 'Name', 'string', { length: 200, required: true, choice: 'label', impersonal: true }),
    field('Description', 'Description', 'string', { length: 200 }),
    field('SystemRole', 'System Role', 'boolean', { readOnly: true, choice: 'system', impersonal: true }),
    field('HourlyFactor', 'Hourly Factor', 'decimal', { required: true, impersonal: true }),
    field('HourlyRate', 'Hourly Rate', 'decimal', { required: true, impersonal: true }),
    field('QuoteItemDefaultTaxCategoryId', 'Quote Item Default Tax Category ID', 'integer', {
      reference: 'TaxCategory',
      impersonal: true,
    }),
    field('Active', 'Active', 'boolean', { required: true, choice: 'active', impersonal: true }),
    field('IsExcludedFromNewContracts', 'Is Excluded From New Contracts', 'boolean', { impersonal: true }),
    field('RoleType', 'Role Type', 'integer', { readOnly: true, impersonal: true }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
