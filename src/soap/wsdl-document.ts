import { escapeAttribute } from '../xml/escape';

/** The location attribute of a SOAP address, with any prefix. */
const ADDRESS = /(<(?:[\w.-]+:)?address\b[^>]*?\blocation\s*=\s*)(?:"[^"]*"|'[^']*')/g;

/** The WSDL document with the URL of this server as its address. */
export function wsdlDocument(source: string, endpoint: string): string {
  const location = escapeAttribute(endpoint);
  return source.replace(ADDRESS, (_address, start: string) => `${start}"${location}"`);
}
