import { isOfResources, listedEntities } from '../entities/index';
import type { TableName } from './tables';

/** The tables of what is true of a whole tenant: every call reads them, and they hardly ever change. */
export const SETTINGS_TABLES: readonly TableName[] = [
  'tenant',
  'tracking_identifiers',
  'security_levels',
  'list_values',
  'declared_entities',
  ...listedEntities.filter((entity) => !isOfResources(entity)).map(({ table }) => table),
];
