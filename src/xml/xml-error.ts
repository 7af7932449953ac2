import type { Place } from './element';

/** The place at which a document breaks a rule of XML or a limit. */
export interface Breach {
  readonly rule: 'limit' | 'DTD' | 'end tag of another name' | 'element not closed' | 'no element' | 'syntax';
  readonly place: Place;
  /** The same place, in UTF-16 units from the start. */
  readonly offset: number;
  /** The innermost open element, as written. */
  readonly element: string | undefined;
  /** The offset at which the root element ends, for a problem behind it. */
  readonly rootEnd: number | undefined;
}

/** A document that is not well-formed, or exceeds the limits of its kind. */
export class XmlError extends Error {
  override readonly name = 'XmlError';

  /** `problem` may quote the document; the message does not, as a password may stand there. */
  constructor(
    readonly problem: string,
    readonly breach: Breach,
  ) {
    const { rule, place } = breach;
    const words = problem.replace(/\s*[.:"'&<].*$/s, '');
    const sentence = rule === 'limit' ? words.charAt(0).toLowerCase() + words.slice(1) : words;
    super(`not well-formed XML: ${sentence} (line ${place.line}, column ${place.column})`);
  }
}
