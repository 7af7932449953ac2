/** The limits on an XML document. */
export interface XmlLimits {
  /** Levels of elements. */
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
  readonly attributesOfAnElement: number;
  /** Characters of the name and the value of an attribute. */
  readonly attributeLength: number;
}

/** A kind of XML document: its limits, and the syntax it may have. */
export interface XmlKind extends XmlLimits {
  /** False: namespaces are not read, and a prefix is part of a name. */
  readonly namespaces: boolean;
  /** PI: processing instruction. Undeclared type: an `xsi:type` with an undeclared prefix, which stays in its name. */
  readonly allowed: readonly ('DTD' | 'PI' | 'undeclared type')[];
}

/** The limits of the fast reader; every kind of document allows as much or more. */
export const ORDINARY: XmlLimits = {
  depth: 50,
  elements: 10_000,
  attributes: 20_000,
  attributesOfAnElement: 20,
  attributeLength: 1000,
};

const ATTRIBUTES = { attributes: 50_000, attributesOfAnElement: 64, attributeLength: 4000 };
const ANY = { attributes: Infinity, attributesOfAnElement: Infinity, attributeLength: Infinity };

/** Far more than a client sends. No DTD, no processing instruction: WS-I Basic Profile R1008, R1009. */
export const SOAP_REQUEST: XmlKind = {
  ...ATTRIBUTES,
  depth: 64,
  elements: 50_000,
  namespaces: true,
  allowed: [],
};

/** A query of 700 expressions has 3000 elements; reading more would delay other calls. */
export const QUERY_XML: XmlKind = {
  ...ATTRIBUTES,
  depth: 100,
  elements: 10_000,
  namespaces: false,
  allowed: ['PI'],
};

/** Captured messages: files of the user, of any size. The depth is limited because the comparison is recursive. */
export const CAPTURE: XmlKind = {
  ...ANY,
  depth: 256,
  elements: Infinity,
  namespaces: true,
  allowed: ['DTD', 'PI', 'undeclared type'],
};
