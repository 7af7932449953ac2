// User names and their domains.
import { fold } from './fold';

/** The domain of a user name, folded for comparison; undefined without one. */
export function domainOf(userName: string): string | undefined {
  const at = userName.lastIndexOf('@');
  return at < 0 ? undefined : fold(userName.slice(at + 1).trim());
}

/**
 * Finds a user of the tenant by a user name in any spelling: with or without the tenant's domain, in any case and
 * Unicode form, with blanks around it. `find` takes the part before the @.
 */
export async function findUser<T>(
  userName: string,
  domain: string,
  find: (localName: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const asWritten = localNameOf(userName, domain);
  const trimmed = localNameOf(userName.trim(), domain);
  // Version 0.1 allowed names with blanks around them.
  const found = asWritten === undefined ? undefined : await find(asWritten);
  return found ?? (trimmed === undefined || trimmed === asWritten ? undefined : find(trimmed));
}

/** The same for integrations, which must send the domain. */
export async function findFullUser<T>(
  userName: string,
  domain: string,
  find: (localName: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  return domainOf(userName) === undefined ? undefined : findUser(userName, domain, find);
}

/** A key that all spellings of a user name share. */
export function userKey(userName: string, domain: string): string {
  return fold(localNameOf(userName.trim(), domain) ?? userName.trim());
}

/** The part before the @; undefined where the domain is another one. */
function localNameOf(userName: string, domain: string): string | undefined {
  const ownDomain = domainOf(userName);
  if (ownDomain === undefined) return userName;
  return ownDomain === fold(domain) ? userName.slice(0, userName.lastIndexOf('@')) : undefined;
}
