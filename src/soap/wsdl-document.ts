import { escapeAttribute } from '../xml/escape';

/** Where the contract says the service is: the attribute of a SOAP 1.1 address, whatever its prefix. */
const ADDRESS = /(<(?:[\w.-]+:)?address\b[^>]*?\blocation\s*=\s*)(?:"[^"]*"|'[^']*')/g;

/** The WSDL document with the address of this server in place of its own. */
export function wsdlDocument(source: string, endpoint: string): string {
  const location = escapeAttribute(endpoint);
  return source.replace(ADDRESS, (_address, start: string) => `${start}"${location}"`);
}
