import { fold } from './fold';

/**
 * The part of a user name before the last @, where the part behind it is the domain of the tenant; a user name
 * without domain as it is. Undefined for one of another domain, which nobody has.
 */
export function localName(userName: string, domain: string): string | undefined {
  const at = userName.lastIndexOf('@');
  if (at < 0) return userName;
  return fold(userName.slice(at + 1)) === fold(domain) ? userName.slice(0, at) : undefined;
}
