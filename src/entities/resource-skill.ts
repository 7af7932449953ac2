import { field, id } from './field';

/**
 * The ResourceSkill entity: how well a resource knows something. The field table and the access are
 * live answers of February 2021.
 */
export const resourceSkill = {
  name: 'ResourceSkill',
  resultType: 'resourceskill',
  table: 'resource_skills',
  list: 'resourceSkills',
  canCreate: false,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'None', Query: 'All', Update: 'All', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('ID'),
    field('ResourceID', 'Resource ID', 'long', {
      required: true,
      readOnly: true,
      reference: 'Resource',
      index: 'several',
    }),
    field('SkillID', 'Skill ID', 'long', { required: true, readOnly: true, reference: 'Skill' }),
    field('SkillLevel', 'Skill Level', 'long', { required: true, picklist: 'skillLevels' }),
    field('SkillDescription', 'Skill Description', 'string', { length: 2000 }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;
