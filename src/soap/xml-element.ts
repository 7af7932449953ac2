export const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A name with its namespace. */
export interface QName {
  readonly namespace: string;
  readonly local: string;
}

/** One element of a request. */
export interface XmlElement extends QName {
  readonly children: XmlElement[];
  /** All character data directly inside, exactly as sent; CDATA sections and references resolved. */
  text: string;
  /** `xsi:type`, resolved. */
  readonly type: QName | undefined;
  readonly nil: boolean;
  /** `soap:mustUnderstand="1"`. */
  readonly mustUnderstand: boolean;
  /** Where its start tag ends. */
  readonly place: () => Place;
}

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Whether an attribute says yes. */
export function isTrue(value: string): boolean {
  return value.trim() === '1' || value.trim() === 'true';
}

/** A name in its two parts; the prefix is empty where there is none. */
export function splitName(qualified: string): readonly [prefix: string, local: string] {
  const colon = qualified.indexOf(':');
  return [qualified.slice(0, Math.max(0, colon)), qualified.slice(colon + 1)];
}
