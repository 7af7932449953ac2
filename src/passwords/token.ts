import { createHash, randomBytes } from 'node:crypto';

/** A secret for a link, and the digest that is stored, so that a reader of the data file cannot follow the link. */
export function newToken(): { readonly token: string; readonly digest: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: tokenDigest(token) };
}

/** The stored digest of a token, SHA-256 in hexadecimal. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
