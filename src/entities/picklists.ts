import type { ResourceField } from './resource';

/** One value of a picklist, as GetFieldInfo reports it. */
export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly system: boolean;
}

/** The picklists that belong to the tenant: its security levels and its internal locations. */
export interface TenantPicklists {
  readonly UserType: readonly PicklistValue[];
  readonly LocationID: readonly PicklistValue[];
}

function values(...pairs: readonly (readonly [value: string, label: string])[]): readonly PicklistValue[] {
  return pairs.map(([value, label]) => ({ value, label, active: true, system: false }));
}

function same(...names: readonly string[]): readonly PicklistValue[] {
  return values(...names.map((name) => [name, name] as const));
}

const EMAIL_TYPES = values(
  ['PRIMARY', 'Primary e-mail address'],
  ['SECONDARY', 'Secondary e-mail address'],
  ['MOBILE', 'Mobile email service'],
  ['PAGER', 'Pager e-mail address'],
  ['SMS', 'SMS text messaging address'],
);

/** The picklists that are the same in every tenant; values and labels from a live answer of 2020. */
const FIXED_PICKLISTS = {
  EmailTypeCode: EMAIL_TYPES,
  EmailTypeCode2: EMAIL_TYPES,
  EmailTypeCode3: EMAIL_TYPES,
  Gender: values(['F', 'Female'], ['M', 'Male']),
  Greeting: values(['1', 'Mr.'], ['2', 'Mrs.'], ['3', 'Ms.']),
  ResourceType: same('Employee', 'Contractor'),
  Suffix: values(),
  TravelAvailabilityPct: same('0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'),
  DateFormat: same(
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
  TimeFormat: same('hh:mm a', 'HH:mm', 'h:mm a'),
  NumberFormat: same('X,XXX.XX', 'X.XXX,XX'),
  PayrollType: values(['1', 'Salary'], ['2', 'Hourly'], ['3', 'Contractor'], ['4', 'Salary Non Exempt']),
  LicenseType: values(
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
} as const satisfies Partial<Record<ResourceField, readonly PicklistValue[]>>;

/** A picklist field of Resource. */
export type PicklistField = keyof typeof FIXED_PICKLISTS | keyof TenantPicklists;

/** The picklists of Resource, by field name. */
export type Picklists = Readonly<Record<PicklistField, readonly PicklistValue[]>>;

/** All picklists of Resource in one tenant. */
export function picklists(tenant: TenantPicklists): Picklists {
  return { ...FIXED_PICKLISTS, ...tenant };
}
