import { textOf, type XmlElement } from '../xml/element';

const MASK = '******';

/** Elements that hold what is not to be shown, wherever else it may turn up. */
const SECRET_ELEMENTS: ReadonlySet<string> = new Set(['Password', 'IntegrationCode']);

/** The texts of all elements of a document that hold a secret. */
export function secretsIn(node: XmlElement): readonly string[] {
  const own = SECRET_ELEMENTS.has(node.local) ? [textOf(node)] : [];
  return [...own, ...node.children.flatMap(secretsIn)];
}

/** The password of an Authorization header, as it stands there and decoded; nothing for any other scheme. */
export function secretsOfAuthorization(header: string | undefined): readonly string[] {
  const [, scheme = '', credentials = ''] = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  // Old clients send the bytes of whatever encoding their source is in.
  const decoded = (['utf8', 'latin1'] as const).map((encoding) =>
    Buffer.from(credentials, 'base64').toString(encoding),
  );
  return [credentials, ...decoded.map((text) => text.slice(text.indexOf(':') + 1))];
}

/** Replaces every one of the secrets in a text. */
export function masker(secrets: readonly string[]): (text: string) => string {
  // The longest first: one secret may be part of another.
  const known = [...new Set(secrets)]
    .filter((secret) => secret.trim() !== '' && !/^\*+$/.test(secret))
    .sort((a, b) => b.length - a.length);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}
