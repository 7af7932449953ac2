/** How much an XML text may have. */
export interface XmlLimits {
  /** Levels of elements. */
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
  readonly attributesOfAnElement: number;
  /** Characters of the name and the value of an attribute. */
  readonly attributeLength: number;
}

/** A kind of XML text: its limits, and what it may hold. */
export interface XmlKind extends XmlLimits {
  /** Without namespaces, a prefix is part of a name. */
  readonly namespaces: boolean;
  /** A PI is a processing instruction. A type whose prefix is not declared keeps the prefix in its name. */
  readonly allowed: readonly ('DTD' | 'PI' | 'undeclared type')[];
}

/** What the fast reader reads; no kind of text allows less. */
export const ORDINARY: XmlLimits = {
  depth: 50,
  elements: 10_000,
  attributes: 20_000,
  attributesOfAnElement: 20,
  attributeLength: 1000,
};

const ATTRIBUTES = { attributes: 50_000, attributesOfAnElement: 64, attributeLength: 4000 };
const ANY = { attributes: Infinity, attributesOfAnElement: Infinity, attributeLength: Infinity };

/** No honest request comes near. No DTD, no processing instruction: WS-I Basic Profile R1008, R1009. */
export const SOAP_REQUEST: XmlKind = {
  ...ATTRIBUTES,
  depth: 64,
  elements: 50_000,
  namespaces: true,
  allowed: [],
};

/** A query of 700 expressions has 3000 elements; reading more than this would hold up everybody else. */
export const QUERY_XML: XmlKind = {
  ...ATTRIBUTES,
  depth: 100,
  elements: 10_000,
  namespaces: false,
  allowed: ['PI'],
};

/** Messages that were captured: files of the user, of any size. Comparing goes one call deeper with each level. */
export const CAPTURE: XmlKind = {
  ...ANY,
  depth: 256,
  elements: Infinity,
  namespaces: true,
  allowed: ['DTD', 'PI', 'undeclared type'],
};
