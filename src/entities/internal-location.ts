import { field, id } from './field';

/**
 * The InternalLocation entity, whose entities are the values of Resource.LocationID. Whether one can be chosen is no field of the
 * service. The field table and the access are
 * live answers of February 2021.
 */
export const internalLocation = {
  name: 'InternalLocation',
  resultType: 'internallocation',
  table: 'internal_locations',
  list: 'internalLocations',
  canCreate: false,
  canUpdate: false,
  canDelete: false,
  canQuery: true,
  userAccess: { Create: 'None', Query: 'All', Update: 'None', Delete: 'None' },
  hasUserDefinedFields: false,
  fields: [
    id('Internal Location ID'),
    field('Name', 'Name', 'string', { length: 100, required: true, readOnly: true, choice: 'label' }),
    field('Address1', 'Address 1', 'string', { length: 100, readOnly: true }),
    field('Address2', 'Address 2', 'string', { length: 100, readOnly: true }),
    field('City', 'City', 'string', { length: 50, readOnly: true }),
    field('State', 'County', 'string', { length: 25, readOnly: true }),
    field('PostalCode', 'Postal Code', 'string', { length: 20, readOnly: true }),
    field('Country', 'Country', 'string', { length: 100, readOnly: true }),
    field('AdditionalAddressInfo', 'Additional Address Info', 'string', { length: 100, readOnly: true }),
    field('TimeZone', 'Time Zone Code', 'string', { length: 100, readOnly: true }),
    field('HolidaySetId', 'Holiday Set', 'long', { readOnly: true, picklist: 'holidaySets' }),
    field('IsDefault', 'Is Default', 'boolean', { readOnly: true }),
  ],
  ownFields: [field('Active', 'Active', 'boolean', { required: true, choice: 'active' })],
  userDefinedFields: [],
} as const;
