// The groups of a resource's fields, by tab.
import type { Tab } from '../../entities/field';
import { resource, type ResourceField } from '../../entities/resource';

/** Fields that are about one matter. */
export interface ResourceSection {
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly ResourceField[];
}

/** The fields of each tab in groups: pages and forms have them in the same places. */
export const RESOURCE_SECTIONS: Readonly<Record<Tab, readonly ResourceSection[]>> = {
  General: [
    { title: 'Name', fields: ['Greeting', 'FirstName', 'MiddleName', 'LastName', 'Suffix', 'Gender'] },
    {
      title: 'Contact',
      note: 'A verified address changes when the person confirms it.',
      fields: ['Email', 'Email2', 'Email3', 'OfficePhone', 'MobilePhone', 'HomePhone'],
    },
    { title: 'Work', fields: ['Title', 'LocationID'] },
    { title: 'Preferences', fields: ['DateFormat', 'TimeFormat', 'NumberFormat'] },
  ],
  Security: [
    { title: 'State', fields: ['Active'] },
    {
      title: 'Log-in',
      note: 'Another password ends all sessions of the person.',
      fields: ['UserName', 'Password'],
    },
    { title: 'Rights', fields: ['UserType', 'LicenseType', 'DefaultServiceDeskRoleID'] },
  ],
  HR: [
    {
      title: 'Employment',
      fields: ['id', 'ResourceType', 'HireDate', 'TravelAvailabilityPct', 'SurveyResourceRating'],
    },
    { title: 'Payroll', fields: ['PayrollType', 'Initials', 'AccountingReferenceID', 'InternalCost'] },
  ],
};

/** The tabs, in their order. */
export const FIELD_TABS = ['General', 'Security', 'HR'] as const satisfies readonly Tab[];

/** Fields that are a part of another one, and stand beside it. */
export const BESIDE: Readonly<Partial<Record<ResourceField, ResourceField>>> = {
  Email: 'EmailTypeCode',
  Email2: 'EmailTypeCode2',
  Email3: 'EmailTypeCode3',
  OfficePhone: 'OfficeExtension',
};

/** Where people need another word than the vendor's field table, which stays as it is on the wire. */
const LABELS: Readonly<Partial<Record<ResourceField, string>>> = {
  Active: 'Active',
  LocationID: 'Primary Location',
  Password: 'New password',
  UserName: 'User Name',
};

/** The label of a field; a name that is none of Resource stays as it is. */
export function labelOf(name: string): string {
  const field = resource.fields.find((one) => one.name === (name as ResourceField));
  return field ? (LABELS[field.name] ?? field.label) : name;
}
