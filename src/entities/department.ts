import { field, id } from './field';

/**
 * The Department entity. Business locations are not served: PrimaryLocationID holds any id that the tenant has there. The field table and the access are
 * live answers of February 2021.
 */
export const department = {
  name: 'Department',
  resultType: 'department',
  table: 'departments',
  list: 'departments',
  canCreate: true,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'All', Query: 'All', Update: 'All', Delete: 'All' },
  hasUserDefinedFields: false,
  fields: [
    id('Department ID'),
    field('Name', 'Name', 'string', { length: 100, required: true, choice: 'label', impersonal: true }),
    field('PrimaryLocationID', 'Primary Location ID', 'integer', {
      required: true,
      reference: 'BusinessLocation',
      impersonal: true,
    }),
    field('Number', 'Number', 'string', { length: 50, impersonal: true }),
    field('Description', 'Description', 'string', { length: 1000 }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
