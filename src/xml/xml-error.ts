import type { Place } from './element';

/** Where an XML text breaks a rule. */
export interface Breach {
  readonly rule: 'limit' | 'DTD' | 'end tag of another name' | 'element not closed' | 'no element' | 'syntax';
  readonly place: Place;
  /** The same place, in UTF-16 units from the start. */
  readonly offset: number;
  /** The innermost open element, as written. */
  readonly element: string | undefined;
  /** Where the root element ends, for what stands behind it. */
  readonly rootEnd: number | undefined;
}

/** A text that is not well-formed XML, or past the limits of its kind. */
export class XmlError extends Error {
  override readonly name = 'XmlError';

  /** The problem may quote the text; the message does not, as the text may hold a password. */
  constructor(
    readonly problem: string,
    readonly breach: Breach,
  ) {
    const { rule, place } = breach;
    const words = problem.replace(/\s*[.:"'&<].*$/s, '');
    const told = rule === 'limit' ? words.charAt(0).toLowerCase() + words.slice(1) : words;
    super(`not well-formed XML: ${told} (line ${place.line}, column ${place.column})`);
  }
}
