import { field, type FieldName, type Values } from './field';

/**
 * The Resource entity: names, labels, types and lengths are the vendor's Resource page (e-mail length 254
 * from its Conditions section); required, read-only and picklist marks are a live GetFieldInfo answer of
 * February 2021; the tab is this project's decision where the page names none.
 */
export const resource = {
  name: 'Resource',
  resultType: 'resource',
  canCreate: false,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  updatableBy: 'administrators',
  hasUserDefinedFields: false,
  fields: [
    field('Active', 'Status', 'boolean', { required: true, index: 'several', tab: 'Security' }),
    field('Email', 'Email', 'string', { length: 254, required: true, index: 'several' }),
    field('Email2', 'Add Email 1', 'string', { length: 254 }),
    field('Email3', 'Add Email 2', 'string', { length: 254 }),
    field('EmailTypeCode', 'Email Type', 'string', { length: 20, required: true, picklist: true }),
    field('EmailTypeCode2', 'Add Email 1 Type', 'string', { length: 20, picklist: true }),
    field('EmailTypeCode3', 'Add Email 2 Type', 'string', { length: 20, picklist: true }),
    field('FirstName', 'First Name', 'string', { length: 50, required: true, index: 'several' }),
    field('Gender', 'Gender', 'string', { length: 1, picklist: true }),
    field('Greeting', 'Greeting', 'integer', { picklist: true }),
    field('HomePhone', 'Home Phone', 'string', { length: 25 }),
    field('id', 'Resource ID', 'long', {
      required: true,
      readOnly: true,
      wireType: null,
      index: 'unique',
      tab: 'HR',
    }),
    field('Initials', 'Pay Roll Identifier', 'string', { length: 32, tab: 'HR' }),
    field('LastName', 'Last Name', 'string', { length: 50, required: true, index: 'several' }),
    field('LocationID', 'Pimary Location', 'integer', {
      required: true,
      readOnly: true,
      picklist: true,
      index: 'several',
    }),
    field('MiddleName', 'Middle Initial', 'string', { length: 50 }),
    field('MobilePhone', 'Mobile Phone', 'string', { length: 25 }),
    field('OfficeExtension', 'Office Extension', 'string', { length: 10 }),
    field('OfficePhone', 'Office Phone', 'string', { length: 25 }),
    field('ResourceType', 'Resource Type', 'string', {
      length: 15,
      required: true,
      picklist: true,
      index: 'several',
      tab: 'HR',
    }),
    field('Suffix', 'Suffix', 'string', { length: 10, picklist: true }),
    field('Title', 'Title', 'string', { length: 50 }),
    field('TravelAvailabilityPct', 'Travel Availability Pct', 'string', {
      length: 15,
      picklist: true,
      tab: 'HR',
    }),
    field('UserName', 'UserName', 'string', { length: 32, required: true, index: 'unique', tab: 'Security' }),
    field('UserType', 'User Type', 'integer', {
      required: true,
      readOnly: true,
      picklist: true,
      index: 'several',
      tab: 'Security',
    }),
    field('DefaultServiceDeskRoleID', 'Default Service Desk Role', 'long', {
      queryable: false,
      reference: 'Role',
      index: 'several',
      tab: 'Security',
    }),
    field('DateFormat', 'Date Format', 'string', { length: 20, readOnly: true, picklist: true }),
    field('TimeFormat', 'Time Format', 'string', { length: 20, readOnly: true, picklist: true }),
    field('Password', 'Password', 'string', {
      length: 64,
      queryable: false,
      secret: true,
      tab: 'Security',
    }),
    field('PayrollType', 'Payroll Type', 'integer', { required: true, picklist: true, tab: 'HR' }),
    field('NumberFormat', 'Number Format', 'string', { length: 20, required: true, picklist: true }),
    field('AccountingReferenceID', 'Accounting Reference ID', 'string', { length: 100, tab: 'HR' }),
    field('InternalCost', 'Internal Cost', 'double', { readOnly: true, wireType: 'xsd:decimal', tab: 'HR' }),
    field('HireDate', 'Hire Date', 'datetime', {
      required: true,
      readOnly: true,
      index: 'several',
      tab: 'HR',
    }),
    field('SurveyResourceRating', 'Survey Resource Rating', 'double', { readOnly: true, tab: 'HR' }),
    field('LicenseType', 'License Type', 'integer', {
      required: true,
      readOnly: true,
      picklist: true,
      index: 'several',
      tab: 'Security',
    }),
  ],
} as const;

/** The name of a field of Resource. */
export type ResourceField = FieldName<typeof resource>;

/** The fields that are stored as they are: Password is kept as a hash, InternalCost as date ranges. */
export const storedFields = resource.fields.filter(
  (field) => field.name !== 'Password' && field.name !== 'InternalCost',
);

/** The name of one of them. */
export type StoredField = (typeof storedFields)[number]['name'];

/** The fields whose values say nothing about the person, so that a record of changes may hold them. */
export const impersonalFields: ReadonlySet<ResourceField> = new Set([
  'Active',
  'EmailTypeCode',
  'EmailTypeCode2',
  'EmailTypeCode3',
  'LocationID',
  'ResourceType',
  'TravelAvailabilityPct',
  'UserType',
  'DefaultServiceDeskRoleID',
  'DateFormat',
  'TimeFormat',
  'PayrollType',
  'NumberFormat',
  'LicenseType',
]);

/** A Resource as an answer shows it: every field but those that never leave the emulator. */
export type ResourceValues = Omit<Values<typeof resource>, 'Password' | 'DefaultServiceDeskRoleID'>;
