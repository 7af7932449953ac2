import { CONFIRM_CHANGE } from './confirm-email';
import { INTROSPECTION } from './introspection';
import { OUTBOX } from './outbox';
import type { Page } from './page';
import { PLAYGROUND } from './playground';
import { PROFILE } from './profile';
import { REQUESTS } from './requests';
import { USAGE } from './usage';

/** Every page for people who are logged in. */
export const PAGES: readonly Page[] = [
  ...CONFIRM_CHANGE,
  ...INTROSPECTION,
  ...OUTBOX,
  ...PLAYGROUND,
  ...PROFILE,
  ...REQUESTS,
  ...USAGE,
];
