import type { XmlElement } from './element';
import { readOrdinaryXml } from './fast-reader';
import { readAnyXml } from './full-reader';
import type { XmlKind } from './limits';

/** The root element of an XML text of that kind, by the fast reader where nothing is unusual. Throws an XmlError. */
export function readXml(xml: string, kind: XmlKind): XmlElement {
  return readOrdinaryXml(xml, kind) ?? readAnyXml(xml, kind);
}
