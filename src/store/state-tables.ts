/** Tables about servers, not about the tenant: no part of snapshots, backups or moves, and a reset clears them. */
export const SERVER_TABLES: readonly string[] = ['emulator_state', 'fault_rules', 'failed_log_ins'];

/**
 * Tables that a restored state does not bring back: what was erased stays erased, and its history stays; who
 * logged out stays out. Who is not active in it, or has another password, is logged out.
 */
export const KEPT_TABLES: readonly string[] = [
  'privacy_history',
  'pending_scrub',
  'sessions',
  ...SERVER_TABLES,
];
