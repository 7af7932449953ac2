// The list of all pages.
import { CONFIRM_CHANGE } from './pages/confirm-email';
import { DASHBOARD } from './pages/dashboard';
import { DELETE } from './pages/delete';
import { DELETED_RESOURCES } from './pages/deleted-resources';
import { ENTITIES } from './pages/entities/entities';
import { FEATURES_AND_SETTINGS } from './pages/features-and-settings';
import { INTROSPECTION } from './pages/introspection';
import { OUTBOX } from './pages/outbox';
import type { Page } from './frame/page';
import { PLAYGROUND } from './pages/playground';
import { PRIVACY_HISTORY } from './pages/privacy-history';
import { PROFILE } from './pages/profile';
import { REDACT } from './pages/redact';
import { REPORT } from './pages/report';
import { REQUESTS } from './pages/requests/requests';
import { RESOURCES } from './resources';
import { STATE } from './pages/state/state';
import { TENANT } from './pages/tenant';
import { USAGE } from './pages/usage';

/** Every page for people who are logged in. */
export const PAGES: readonly Page[] = [
  ...CONFIRM_CHANGE,
  ...DASHBOARD,
  ...DELETE,
  ...DELETED_RESOURCES,
  ...ENTITIES,
  ...FEATURES_AND_SETTINGS,
  ...INTROSPECTION,
  ...OUTBOX,
  ...PLAYGROUND,
  ...PRIVACY_HISTORY,
  ...PROFILE,
  ...REDACT,
  ...REPORT,
  ...REQUESTS,
  ...RESOURCES,
  ...STATE,
  ...TENANT,
  ...USAGE,
];
