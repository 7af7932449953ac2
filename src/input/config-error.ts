/** What was given cannot be used: the message names it, where it stands, and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
