// Compares two answers, where secrets and times may differ.
import { secretFields } from '../entities/index';
import { textOf, XML_SCHEMA_INSTANCE, type QName, type XmlElement } from '../xml/element';
import { align } from './align';

/** The text in place of a secret. */
export const HIDDEN = '(not shown)';

/** The number of texts that identify an element. */
const MAX_TEXTS = 4;

const XSI_PREFIX = `{${XML_SCHEMA_INSTANCE}}`;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** The differences that a comparison ignores. */
export interface CompareOptions {
  /** Local names of elements whose text is not compared; their presence and attributes are. */
  readonly ignored: ReadonlySet<string>;
  /** Treats all dateTime values as equal. */
  readonly ignoreDates: boolean;
}

/** A difference between a captured and a present answer. */
export interface Difference {
  readonly kind: 'status' | 'namespace' | 'missing' | 'unexpected' | 'order' | 'attribute' | 'text';
  /** The path of the element, `Envelope/Body/...`; `[2]` is the second of its name. */
  readonly path: string;
  /** The captured and the present value; null for none. */
  readonly captured: string | null;
  readonly answered: string | null;
}

/** The position of a comparison. */
interface Place {
  readonly path: string;
  readonly hidden: boolean;
  /** The namespaces of the parents, captured and answered: a difference is reported once, where it begins. */
  readonly namespaces: readonly [string, string];
}

/** All differences between two documents, in the order of the captured one. */
export function compare(
  captured: XmlElement,
  answered: XmlElement,
  options: CompareOptions,
): readonly Difference[] {
  if (captured.local !== answered.local) {
    return [
      { kind: 'missing', path: captured.local, captured: contentOf(captured, false), answered: null },
      { kind: 'unexpected', path: answered.local, captured: null, answered: contentOf(answered, false) },
    ];
  }
  return compareNodes(captured, answered, options, {
    path: captured.local,
    hidden: false,
    namespaces: ['', ''],
  });
}

function compareNodes(
  captured: XmlElement,
  answered: XmlElement,
  options: CompareOptions,
  place: Place,
): readonly Difference[] {
  const hidden = place.hidden || secretFields.has(captured.local);
  const namespaces = [captured.namespace, answered.namespace] as const;
  const { path } = place;
  return [
    ...compareNamespaces(namespaces, place),
    ...compareAttributes(captured, answered, path),
    ...compareTexts(captured, answered, options, { ...place, hidden }),
    ...compareChildren(captured, answered, options, { path, hidden, namespaces }),
  ];
}

function compareNamespaces(
  [captured, answered]: readonly [string, string],
  { path, namespaces }: Place,
): readonly Difference[] {
  const isInherited = captured === namespaces[0] && answered === namespaces[1];
  return captured === answered || isInherited ? [] : [{ kind: 'namespace', path, captured, answered }];
}

function compareAttributes(captured: XmlElement, answered: XmlElement, path: string): readonly Difference[] {
  if (captured.attributes.length + answered.attributes.length === 0) return [];
  const before = attributesByName(captured);
  const now = attributesByName(answered);
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((name) => ({
      kind: 'attribute' as const,
      path: `${path}/@${name.replace(XSI_PREFIX, 'xsi:')}`,
      captured: before.get(name) ?? null,
      answered: now.get(name) ?? null,
    }))
    .filter((difference) => difference.captured !== difference.answered);
}

/** Attributes by qualified name: prefixes do not count, neither in names nor in types. */
function attributesByName({ attributes, type }: XmlElement): ReadonlyMap<string, string> {
  const byName = new Map(attributes.map((attribute) => [fullName(attribute), attribute.value]));
  return type ? byName.set(`${XSI_PREFIX}type`, fullName(type)) : byName;
}

/** `{namespace}local`, or `local` without a namespace. */
function fullName({ namespace, local }: QName): string {
  return namespace === '' ? local : `{${namespace}}${local}`;
}

function compareTexts(
  captured: XmlElement,
  answered: XmlElement,
  options: CompareOptions,
  { path, hidden }: Place,
): readonly Difference[] {
  if (isSameText(captured, answered, options)) return [];
  return [
    {
      kind: 'text',
      path,
      captured: hidden ? HIDDEN : textOf(captured),
      answered: hidden ? HIDDEN : textOf(answered),
    },
  ];
}

function isSameText(
  captured: XmlElement,
  answered: XmlElement,
  { ignored, ignoreDates }: CompareOptions,
): boolean {
  if (textOf(captured) === textOf(answered) || ignored.has(captured.local)) return true;
  return ignoreDates && DATE_TIME.test(textOf(captured)) && DATE_TIME.test(textOf(answered));
}

function compareChildren(
  captured: XmlElement,
  answered: XmlElement,
  options: CompareOptions,
  place: Place,
): readonly Difference[] {
  const { pairs, moved, onlyLeft, onlyRight } = align(
    captured.children,
    answered.children,
    (a, b) => isSame(a, b, options),
    ({ local }) => local,
  );
  const capturedStep = stepsOf(captured, answered);
  const answeredStep = stepsOf(answered, captured);
  const hides = (node: XmlElement): boolean => place.hidden || secretFields.has(node.local);
  const inside = (child: XmlElement): Place => ({ ...place, path: `${place.path}/${capturedStep(child)}` });
  return [
    ...onlyLeft.map((child) => ({
      kind: 'missing' as const,
      path: inside(child).path,
      captured: contentOf(child, hides(child)),
      answered: null,
    })),
    ...onlyRight.map((child) => ({
      kind: 'unexpected' as const,
      path: `${place.path}/${answeredStep(child)}`,
      captured: null,
      answered: contentOf(child, hides(child)),
    })),
    ...moved.map(([before, now]) => ({
      kind: 'order' as const,
      path: inside(before).path,
      captured: `element ${captured.children.indexOf(before) + 1}`,
      answered: `element ${answered.children.indexOf(now) + 1}`,
    })),
    ...[...pairs, ...moved].flatMap(([before, now]) => compareNodes(before, now, options, inside(before))),
  ];
}

function isSame(captured: XmlElement, answered: XmlElement, options: CompareOptions): boolean {
  return (
    captured.local === answered.local &&
    captured.namespace === answered.namespace &&
    captured.children.length === answered.children.length &&
    isSameText(captured, answered, options) &&
    compareAttributes(captured, answered, '').length === 0 &&
    captured.children.every((child, index) => isSame(child, answered.children[index] as XmlElement, options))
  );
}

/** The step of a path to a child: with a number where either side has several of its name. */
function stepsOf(parent: XmlElement, other: XmlElement): (child: XmlElement) => string {
  return (child) => {
    const isNamesake = ({ local }: XmlElement): boolean => local === child.local;
    const namesakes = parent.children.filter(isNamesake);
    const isOnly = namesakes.length === 1 && other.children.filter(isNamesake).length <= 1;
    return isOnly ? child.local : `${child.local}[${namesakes.indexOf(child) + 1}]`;
  };
}

/** The content of an element for a report: its text, or the first texts inside it with their names. */
function contentOf(node: XmlElement, hidden: boolean): string {
  if (hidden) return HIDDEN;
  if (node.children.length === 0) return textOf(node);
  const texts = textsIn(node);
  const more = texts.length - MAX_TEXTS;
  return texts.slice(0, MAX_TEXTS).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function textsIn({ children }: XmlElement): readonly string[] {
  return children.flatMap((child) => {
    if (secretFields.has(child.local)) return `${child.local}: ${HIDDEN}`;
    return child.children.length > 0 ? textsIn(child) : `${child.local}: ${textOf(child)}`;
  });
}
