import { field, id } from './field';

/**
 * The Skill entity, which ResourceSkill refers to. The field table and the access are
 * live answers of February 2021.
 */
export const skill = {
  name: 'Skill',
  resultType: 'skill',
  table: 'skills',
  list: 'skills',
  canCreate: false,
  canUpdate: false,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'None', Query: 'All', Update: 'None', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('Skill ID'),
    field('Name', 'Name', 'string', { length: 100, required: true, readOnly: true, choice: 'label' }),
    field('CategoryID', 'Category ID', 'long', {
      required: true,
      readOnly: true,
      picklist: 'skillCategories',
    }),
    field('Description', 'Description', 'string', { length: 2000, readOnly: true }),
    field('Active', 'Active', 'boolean', { required: true, readOnly: true, choice: 'active' }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
