import { field, id } from './field';

/**
 * The Department entity. The field table is a live GetFieldInfo answer of February 2021. The service lets users create
 * and update departments; here it is query-only. Business locations are not served: PrimaryLocationID holds any
 * id that the tenant has there.
 */
export const department = {
  name: 'Department',
  resultType: 'department',
  table: 'departments',
  canCreate: false,
  canUpdate: false,
  canDelete: false,
  canQuery: true,
  updatableBy: 'nobody',
  hasUserDefinedFields: false,
  fields: [
    id('Department ID'),
    field('Name', 'Name', 'string', { length: 100, required: true, choice: 'label' }),
    field('PrimaryLocationID', 'Primary Location ID', 'integer', {
      required: true,
      reference: 'BusinessLocation',
    }),
    field('Number', 'Number', 'string', { length: 50 }),
    field('Description', 'Description', 'string', { length: 1000 }),
  ],
} as const;
