import { descendants } from '../xml/element';
import { escape } from '../xml/escape';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';

/**
 * A well-formed envelope with another tracking identifier, and every other character as it was. One that has
 * none, or an empty one, stays without: it was captured to see that refused.
 */
export function withIntegrationCode(envelope: string, code: string): string {
  return descendants(readXml(envelope, CAPTURE), 'IntegrationCode')
    .filter(({ contentStart, contentEnd }) => envelope.slice(contentStart, contentEnd).trim() !== '')
    .reduceRight(
      (text, { contentStart, contentEnd }) =>
        text.slice(0, contentStart) + escape(code) + text.slice(contentEnd),
      envelope,
    );
}
