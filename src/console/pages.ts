import { CONFIRM_CHANGE } from './confirm-email';
import { DELETE } from './delete';
import { DELETED_RESOURCES } from './deleted-resources';
import { INTROSPECTION } from './introspection';
import { OUTBOX } from './outbox';
import type { Page } from './page';
import { PLAYGROUND } from './playground';
import { PRIVACY_HISTORY } from './privacy-history';
import { PROFILE } from './profile';
import { REDACT } from './redact';
import { REQUESTS } from './requests';
import { RESOURCES } from './resources';
import { USAGE } from './usage';

/** Every page for people who are logged in. */
export const PAGES: readonly Page[] = [
  ...CONFIRM_CHANGE,
  ...DELETE,
  ...DELETED_RESOURCES,
  ...INTROSPECTION,
  ...OUTBOX,
  ...PLAYGROUND,
  ...PRIVACY_HISTORY,
  ...PROFILE,
  ...REDACT,
  ...REQUESTS,
  ...RESOURCES,
  ...USAGE,
];
