import type { Route } from './route';
import { EMULATOR_ROUTES } from './routes/emulator';
import { ENTITY_ROUTES } from './routes/entities';
import { FAULT_ROUTES } from './routes/faults';
import { LIFECYCLE_ROUTES } from './routes/lifecycle';
import { OUTBOX_ROUTES } from './routes/outbox';
import { PRIVACY_HISTORY_ROUTES } from './routes/privacy-history';
import { RECORD_ROUTES } from './routes/records';
import { REQUEST_ROUTES } from './routes/requests';
import { RESOURCE_ROUTES } from './routes/resources';
import { SNAPSHOT_ROUTES } from './routes/snapshots';
import { TENANT_ROUTES } from './routes/tenant';

/** Every route of the JSON API, a group a file; the OpenAPI document is made of the same list. */
export const ROUTES: readonly Route[] = [
  ...RESOURCE_ROUTES,
  ...LIFECYCLE_ROUTES,
  ...RECORD_ROUTES,
  ...ENTITY_ROUTES,
  ...PRIVACY_HISTORY_ROUTES,
  ...OUTBOX_ROUTES,
  ...TENANT_ROUTES,
  ...EMULATOR_ROUTES,
  ...SNAPSHOT_ROUTES,
  ...REQUEST_ROUTES,
  ...FAULT_ROUTES,
];
