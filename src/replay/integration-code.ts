import { SaxesParser } from 'saxes';
import { escape } from '../xml/escape';

/**
 * A well-formed envelope with another tracking identifier, and every other character as it was. One that has
 * none, or an empty one, stays without: it was captured to see that refused.
 */
export function withIntegrationCode(envelope: string, code: string): string {
  const parser = new SaxesParser({ xmlns: true });
  const places: { start: number; end: number }[] = [];
  let start = 0;
  parser.on('opentag', ({ local }) => {
    if (local === 'IntegrationCode') start = parser.position;
  });
  parser.on('closetag', ({ local, isSelfClosing }) => {
    if (local !== 'IntegrationCode' || isSelfClosing) return;
    // The position is behind the end tag, where the next one may begin.
    const end = envelope.lastIndexOf('</', parser.position - 1);
    if (envelope.slice(start, end).trim() !== '') places.push({ start, end });
  });
  parser.write(envelope).close();
  return places.reduceRight(
    (text, place) => text.slice(0, place.start) + escape(code) + text.slice(place.end),
    envelope,
  );
}
