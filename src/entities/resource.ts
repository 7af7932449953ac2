// The field table of Resource.
import { field, id, storedFieldsOf, type FieldName } from './field';
import { ownLabels, values } from './picklists';

const EMAIL_TYPES = values(
  ['PRIMARY', 'Primary e-mail address'],
  ['SECONDARY', 'Secondary e-mail address'],
  ['MOBILE', 'Mobile email service'],
  ['PAGER', 'Pager e-mail address'],
  ['SMS', 'SMS text messaging address'],
);

/**
 * The Resource entity: names, labels, types and lengths are the vendor's Resource page (e-mail length 254
 * from its Conditions section); required, read-only and picklist marks are a live GetFieldInfo answer of
 * February 2021; the values of picklists are a live answer of 2020; the tab is a decision of this project where
 * the page names none.
 */
export const resource = {
  name: 'Resource',
  resultType: 'resource',
  table: 'resources',
  list: null,
  canCreate: false,
  canUpdate: true,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'None', Query: 'All', Update: 'All', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    field('Active', 'Status', 'boolean', {
      required: true,
      index: 'several',
      choice: 'active',
      tab: 'Security',
      impersonal: true,
    }),
    field('Email', 'Email', 'string', { length: 254, required: true, index: 'several', email: true }),
    field('Email2', 'Add Email 1', 'string', { length: 254, email: true }),
    field('Email3', 'Add Email 2', 'string', { length: 254, email: true }),
    field('EmailTypeCode', 'Email Type', 'string', {
      length: 20,
      required: true,
      picklist: EMAIL_TYPES,
      impersonal: true,
    }),
    field('EmailTypeCode2', 'Add Email 1 Type', 'string', {
      length: 20,
      picklist: EMAIL_TYPES,
      impersonal: true,
    }),
    field('EmailTypeCode3', 'Add Email 2 Type', 'string', {
      length: 20,
      picklist: EMAIL_TYPES,
      impersonal: true,
    }),
    field('FirstName', 'First Name', 'string', { length: 50, required: true, index: 'several' }),
    field('Gender', 'Gender', 'string', { length: 1, picklist: values(['F', 'Female'], ['M', 'Male']) }),
    field('Greeting', 'Greeting', 'integer', { picklist: values(['1', 'Mr.'], ['2', 'Mrs.'], ['3', 'Ms.']) }),
    field('HomePhone', 'Home Phone', 'string', { length: 25 }),
    id('Resource ID', 'HR'),
    field('Initials', 'Pay Roll Identifier', 'string', { length: 32, tab: 'HR' }),
    field('LastName', 'Last Name', 'string', { length: 50, required: true, index: 'several' }),
    field('LocationID', 'Pimary Location', 'integer', {
      required: true,
      readOnly: true,
      picklist: 'internalLocations',
      index: 'several',
      impersonal: true,
    }),
    field('MiddleName', 'Middle Initial', 'string', { length: 50 }),
    field('MobilePhone', 'Mobile Phone', 'string', { length: 25 }),
    field('OfficeExtension', 'Office Extension', 'string', { length: 10 }),
    field('OfficePhone', 'Office Phone', 'string', { length: 25 }),
    field('ResourceType', 'Resource Type', 'string', {
      length: 15,
      required: true,
      picklist: ownLabels('Employee', 'Contractor'),
      index: 'several',
      tab: 'HR',
      impersonal: true,
    }),
    field('Suffix', 'Suffix', 'string', { length: 10, picklist: values() }),
    field('Title', 'Title', 'string', { length: 50 }),
    field('TravelAvailabilityPct', 'Travel Availability Pct', 'string', {
      length: 15,
      picklist: ownLabels('0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'),
      tab: 'HR',
      impersonal: true,
    }),
    field('UserName', 'UserName', 'string', { length: 32, required: true, index: 'unique', tab: 'Security' }),
    field('UserType', 'User Type', 'integer', {
      required: true,
      readOnly: true,
      picklist: 'securityLevels',
      index: 'several',
      tab: 'Security',
      impersonal: true,
    }),
    field('DefaultServiceDeskRoleID', 'Default Service Desk Role', 'long', {
      queryable: false,
      reference: 'Role',
      index: 'several',
      tab: 'Security',
      impersonal: true,
    }),
    field('DateFormat', 'Date Format', 'string', {
      length: 20,
      readOnly: true,
      picklist: ownLabels(
        'MM/dd/yyyy',
        'MM-dd-yyyy',
        'MM.dd.yyyy',
        'dd/MM/yyyy',
        'dd-MM-yyyy',
        'dd.MM.yyyy',
        'yyyy/MM/dd',
        'yyyy-MM-dd',
        'yyyy.MM.dd',
      ),
      impersonal: true,
    }),
    field('TimeFormat', 'Time Format', 'string', {
      length: 20,
      readOnly: true,
      picklist: ownLabels('hh:mm a', 'HH:mm', 'h:mm a'),
      impersonal: true,
    }),
    field('Password', 'Password', 'string', {
      length: 64,
      queryable: false,
      secret: true,
      tab: 'Security',
    }),
    field('PayrollType', 'Payroll Type', 'integer', {
      required: true,
      picklist: values(['1', 'Salary'], ['2', 'Hourly'], ['3', 'Contractor'], ['4', 'Salary Non Exempt']),
      tab: 'HR',
      impersonal: true,
    }),
    field('NumberFormat', 'Number Format', 'string', {
      length: 20,
      required: true,
      picklist: ownLabels('X,XXX.XX', 'X.XXX,XX'),
      impersonal: true,
    }),
    field('AccountingReferenceID', 'Accounting Reference ID', 'string', { length: 100, tab: 'HR' }),
    field('InternalCost', 'Internal Cost', 'double', {
      readOnly: true,
      wireType: 'xsd:decimal',
      tab: 'HR',
      computed: 'costOfTheDay',
      editable: false,
    }),
    field('HireDate', 'Hire Date', 'datetime', {
      required: true,
      readOnly: true,
      index: 'several',
      tab: 'HR',
    }),
    field('SurveyResourceRating', 'Survey Resource Rating', 'double', {
      readOnly: true,
      tab: 'HR',
      editable: false,
    }),
    field('LicenseType', 'License Type', 'integer', {
      required: true,
      readOnly: true,
      picklist: values(
        ['1', 'Administrator'],
        ['2', 'Executive'],
        ['3', 'Professional'],
        ['4', 'Team Member'],
        ['5', 'Time & Attendance Only'],
        ['6', 'Dashboard User'],
        ['7', 'API User'],
        ['8', 'Contractor'],
        ['9', 'Co-Managed Help Desk'],
      ),
      index: 'several',
      tab: 'Security',
      impersonal: true,
    }),
  ],
  ownFields: [],
  userDefinedFields: [],
} as const;

/** The name of a field of Resource. */
export type ResourceField = FieldName<typeof resource>;

/** The fields whose values are columns of the table of resources. */
export const storedFields = storedFieldsOf(resource);
