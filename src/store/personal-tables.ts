import type { Tables } from './tables';

/**
 * The tables of what a person leaves beside the fields, each with the person in `resource_id`. Their rows go with an
 * erasure: in the data, in what is kept of it, and in what is gone back to. A test derives the list from schema.sql.
 */
export const PERSONAL_TABLES = [
  'password_history',
  'pending_email_changes',
  'outbox',
  'invitations',
  'photos',
  'sessions',
] as const satisfies readonly (keyof Tables)[];
