import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock, type Clock } from '../../src/runtime/clock';
import { queryXml, where } from '../support/soap';
import type { Client } from './client';

/** A day inside some of the demo tenant's cost ranges, and outside of others. */
const TODAY = '2024-06-15';

/** Noon of that day, where the tenant is. */
export const CLOCK: Clock = { ...systemClock, now: () => new Date(`${TODAY}T16:00:00Z`) };

export const ALL = queryXml(where('id', 'greaterthan', '0'));

export const byId = (id: number): string => queryXml(where('id', 'equals', String(id)));

/** A resource of the demo tenant, as its file has it. */
export interface DemoResource extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly internalCosts?: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly amount: number;
  }[];
}

const { resources: demoResources, departments: demoDepartments } = JSON.parse(
  readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'demo.json'), 'utf8'),
) as {
  resources: readonly DemoResource[];
  departments: readonly Readonly<Record<string, unknown>>[];
};

export { demoDepartments, demoResources };

/** Plain strings are never null. */
const PLAIN_STRINGS = [
  'Email',
  'Email2',
  'Email3',
  'FirstName',
  'HomePhone',
  'Initials',
  'LastName',
  'MiddleName',
  'MobilePhone',
  'OfficeExtension',
  'OfficePhone',
  'Title',
  'UserName',
  'AccountingReferenceID',
];

/** Never shown, or not a field. */
const HIDDEN = ['passwordHash', 'emailVerified', 'internalCosts', 'DefaultServiceDeskRoleID'];

/** A resource of the demo tenant as that client must read it. */
export function expected(client: Client, resource: DemoResource): Record<string, unknown> {
  const cost = resource.internalCosts?.find(
    ({ from, to }) => (from === null || from <= TODAY) && (to === null || TODAY <= to),
  );
  const values: Record<string, unknown> = {
    ...Object.fromEntries(PLAIN_STRINGS.map((name) => [name, ''])),
    ...resource,
    InternalCost: (cost?.amount ?? 0).toFixed(4),
  };
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => !HIDDEN.includes(name) && value !== null && !(client.emptyIsNull && value === ''),
    ),
  );
}
