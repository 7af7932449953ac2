import { CONFIRM_CHANGE } from './confirm-email';
import type { Page } from './page';
import { PROFILE } from './profile';

/** Every page for people who are logged in. */
export const PAGES: readonly Page[] = [...CONFIRM_CHANGE, ...PROFILE];
