// Finds passwords and tracking identifiers in captures, and masks them.

import { secretFields } from '../entities/index';
import { MASK } from '../entities/mask';
import { textOf, type XmlElement } from '../xml/element';

/** Elements whose texts are masked everywhere in output. */
const SECRET_ELEMENTS: ReadonlySet<string> = new Set([...secretFields, 'IntegrationCode']);

/** The secret texts of a document. */
export function secretsIn(node: XmlElement): readonly string[] {
  const own = SECRET_ELEMENTS.has(node.local) ? [textOf(node)] : [];
  return [...own, ...node.children.flatMap(secretsIn)];
}

/** The password of an Authorization header of the scheme Basic, encoded and decoded; empty for other schemes. */
export function secretsOfAuthorization(header: string | undefined): readonly string[] {
  const [, scheme = '', credentials = ''] = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  // Old clients send the bytes of their source's encoding.
  const decoded = (['utf8', 'latin1'] as const).map((encoding) =>
    Buffer.from(credentials, 'base64').toString(encoding),
  );
  return [credentials, ...decoded.map((text) => text.slice(text.indexOf(':') + 1))];
}

/** A function that masks the secrets in a text. */
export function masker(secrets: readonly string[]): (text: string) => string {
  // The longest first, as one secret may be part of another.
  const known = [...new Set(secrets)]
    .filter((secret) => secret.trim() !== '' && !/^\*+$/.test(secret))
    .sort((a, b) => b.length - a.length);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}
