import { descendants } from '../xml/element';
import { escape } from '../xml/escape';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';

/**
 * Replaces the tracking identifier of a well-formed envelope, and changes no other character. A missing or empty
 * identifier stays so: the call was captured to see its refusal.
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
