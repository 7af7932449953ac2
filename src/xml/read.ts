import type { XmlElement } from './element';
import { readOrdinaryXml } from './fast-reader';
import { readAnyXml } from './full-reader';
import type { XmlKind } from './limits';

/** Reads a document with the fast reader, or the full one where that declines. Throws an XmlError. */
export function readXml(xml: string, kind: XmlKind): XmlElement {
  return readOrdinaryXml(xml, kind) ?? readAnyXml(xml, kind);
}
