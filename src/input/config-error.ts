/** A setting, argument or file that cannot be used: the message names it, its place, and the expected value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
