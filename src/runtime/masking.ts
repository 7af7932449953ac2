// Masks passwords and internal costs in stored calls.

import { entities, secretFields } from '../entities/index';
import { MASK } from '../entities/mask';
import { stringValue, type XmlElement } from '../xml/element';
import { escape } from '../xml/escape';
import { QUERY_XML, SOAP_REQUEST, type XmlKind } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';

const COSTS = entities.flatMap(({ fields }) =>
  fields.filter(({ computed }) => computed === 'costOfTheDay').map(({ name }) => name),
);

/** The names of masked fields: for every reader, and for one without the right to view internal costs. */
const SECRET = new RegExp([...secretFields].join('|'), 'i');
const SECRET_OR_COST = new RegExp([...secretFields, ...COSTS].join('|'), 'i');

/**
 * Elements that do not close themselves, whatever their prefixes and attributes are. This expression matches from
 * wherever it starts, so that no text makes it slow.
 */
const COSTS_ANSWERED = COSTS.map(
  (field) =>
    new RegExp(
      `(<(?:[^\\s<>/:]+:)?${field}(?=[\\s/>])(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>])*)` +
        `(?:(?<=\\/)>|(>)[^]*?(<\\/(?:[^\\s<>/:]+:)?${field}\\s*>|$)|$)`,
      'gi',
    ),
);

/** The fault of a value that is none of the type it was sent with; it tells the value, but not the field. */
const VALUE_REFUSED =
  /(There is an error in XML document \(\d+, \d+\)\. ---&gt; (?:The string )?')[^]*?(' is not a valid |$)/;

/**
 * An answer without internal costs. In an answer that was cut, a value without its end tag masks the rest. `sentCosts`:
 * the request has internal costs, one of which a fault may repeat.
 */
export function answerWithoutCosts(xml: string, sentCosts: boolean): string {
  const mask = (all: string, start: string, open?: string, end = ''): string =>
    open === undefined ? all : `${start}${open}${MASK}${end}`;
  const shown = COSTS_ANSWERED.reduce((rest, value) => rest.replace(value, mask), xml);
  return sentCosts ? shown.replace(VALUE_REFUSED, `$1${MASK}$2`) : shown;
}

/** A request with its passwords masked, for readers with and without the right to view internal costs. */
export interface MaskedRequest {
  readonly withCosts: string;
  readonly withoutCosts: string;
}

/**
 * Masks a request, whatever prefixes, references and comments it is written with. A malformed one is masked from the
 * first name of a masked field on. `root`: its root element, where it was read already.
 */
export function maskedRequest(text: string, root = read(text, SOAP_REQUEST)): MaskedRequest {
  const search = (hidden: RegExp): Search => ({ hidden, left: READS_OF_A_TEXT * text.length });
  const withoutCosts = masked(text, root, search(SECRET_OR_COST));
  // Few requests have anything to hide.
  return {
    withCosts: withoutCosts === text ? text : masked(text, root, search(SECRET)),
    withoutCosts,
  };
}

/** The root element; undefined for a malformed text. */
function read(text: string, kind: XmlKind): XmlElement | undefined {
  try {
    return readXml(text, kind);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** The replacement of a part of a document. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The names to be masked, and how many characters of texts may still be read as markup. */
interface Search {
  readonly hidden: RegExp;
  left: number;
}

/** Markup is read once for each level of elements around it, which a client may stack. */
const READS_OF_A_TEXT = 4;

/**
 * Comments and processing instructions, which may hold masked values, too. CDATA sections are matched to pass over their
 * text, where either may begin and not end: for each of them the rest of the text was searched.
 */
const ASIDES = /<!\[CDATA\[[^]*?\]\]>|<!--[^]*?-->|<\?(?!xml\s)[^]*?\?>/g;

/** A masked text; the text itself where nothing in it is to be masked. */
function masked(text: string, root: XmlElement | undefined, search: Search): string {
  const { hidden } = search;
  if (!root) return maskedFragment(text, hidden);
  const { document } = root;
  let shown = '';
  let end = 0;
  for (const change of changesIn(root, search, [])) {
    shown += document.slice(end, change.start) + change.text;
    ({ end } = change);
  }
  shown += document.slice(end);
  return shown.replace(ASIDES, (aside) =>
    !aside.startsWith('<![') && hidden.test(aside) ? `<!-- ${MASK} -->` : aside,
  );
}

/** Adds the changes in an element, in the order of the document. */
function changesIn(element: XmlElement, search: Search, changes: Change[]): readonly Change[] {
  const { hidden } = search;
  const { local, attributes, text, children, contentStart: start, contentEnd: end } = element;
  if (hidden.test(local) || attributes.some((one) => hidden.test(one.local) || hidden.test(one.value))) {
    changes.push(...withoutValue(element));
    return changes;
  }
  const markup = text.includes('<') ? maskedMarkup(stringValue(element), search) : undefined;
  if (markup !== undefined) changes.push({ start, end, text: escape(markup) });
  else if (hidden.test(text) || hidesNames(text)) changes.push({ start, end, text: maskedClause(element) });
  else {
    const isNamed = children.some((child) => isNameOf(child, hidden));
    for (const child of children) {
      if (!isNamed) changesIn(child, search, changes);
      else if (!isNameOf(child, hidden)) changes.push(...withoutValue(child));
    }
  }
  return changes;
}

/** An element that names a masked field for those beside it, as in a user-defined field. */
function isNameOf({ text, children }: XmlElement, hidden: RegExp): boolean {
  const name = text.trim();
  return children.length === 0 && hidden.test(name) && NAMES.has(name.toLowerCase());
}

function withoutValue(element: XmlElement): readonly Change[] {
  const { contentStart: start, contentEnd: end } = element;
  return [...plainStartTag(element), ...(end > start ? [{ start, end, text: MASK }] : [])];
}

/** A start tag whose attributes cannot hold a secret: none, or `nil` and `type` of the usual types. */
const PLAIN_TAG =
  /^<[^\s/>]+(?:\s+(?:[\w-]+:)?(?:nil|type)\s*=\s*(["'])(?:[\w-]+:)?(?:true|false|[01]|string|boolean|dateTime|decimal|double|float|int|long)\1)*\s*\/?>$/;

/** The start tag of an element without its attributes, unless these cannot hold a secret. */
function plainStartTag({ document, contentStart }: XmlElement): readonly Change[] {
  const start = document.lastIndexOf('<', contentStart - 1);
  const tag = document.slice(start, contentStart);
  if (PLAIN_TAG.test(tag)) return [];
  const [name = ''] = /^<[^\s/>]+/.exec(tag) ?? [];
  return [{ start, end: contentStart, text: `${name}${tag.endsWith('/>') ? '/>' : '>'}` }];
}

/** A name of a field, or the clause of a query about it: the field and the operators stay. */
function maskedClause({ text, children }: XmlElement): string {
  const name = text.trim();
  if (!NAMES.has(name.toLowerCase())) return MASK;
  return name + children.map((child) => `<expression${operatorOf(child)}>${MASK}</expression>`).join('');
}

const NAMES: ReadonlySet<string> = new Set([...secretFields, ...COSTS].map((name) => name.toLowerCase()));

function operatorOf({ attributes }: XmlElement): string {
  const { value = '' } = attributes.find(({ local }) => local.toLowerCase() === 'op') ?? {};
  return /^[a-z]{1,20}$/i.test(value) ? ` op="${value}"` : '';
}

/**
 * Syntax that can write a name in pieces: references, comments, CDATA sections, text on both sides of an element. Most
 * queries have none, and this search is faster than parsing them.
 */
const PIECES = /&|<[!?]|(?:<\/[^<>]*|\/)>\s*[^\s<]/;

/** Masked markup in a text, such as a QueryXML; undefined where nothing in it is to be masked. */
function maskedMarkup(text: string, search: Search): string | undefined {
  if (!search.hidden.test(text) && !PIECES.test(text)) return undefined;
  const markup = text.trim();
  search.left -= markup.length;
  if (search.left < 0) return MASK;
  const shown = masked(markup, read(markup, QUERY_XML), search);
  return shown === markup ? undefined : shown;
}

/** Syntax that hides a name: references by number, comments and CDATA sections that begin within a word. */
const OBSCURED = /&(?:amp;)*#|\w(?:<!|&(?:amp;)*lt;!|\]\]>)/i;

/** Markup that was escaped once more than its reader expects. */
const ESCAPED_MARKUP = /&(?:amp;)*lt;/i;

/** Whether a text is escaped markup, in which a name may be written in pieces. */
function hidesNames(text: string): boolean {
  return ESCAPED_MARKUP.test(text) && OBSCURED.test(text);
}

/** The start of a clause or of an element, plain or escaped. */
const FIELD_START = /(?:<|&(?:amp;)*lt;)(?:[^\s<>/:&;]+:)?field\b/gi;
const TAG_START = /<|&(?:amp;)*lt;/gi;

/** A malformed text up to the clause or element with the first name of a masked field. */
function maskedFragment(text: string, hidden: RegExp): string {
  if (OBSCURED.test(text)) return MASK;
  const name = text.search(hidden);
  if (name < 0) return text;
  const before = text.slice(0, name);
  const start = lastOf(before, FIELD_START) ?? lastOf(before, TAG_START) ?? name;
  return text.slice(0, start) + MASK;
}

function lastOf(text: string, expression: RegExp): number | undefined {
  let last: number | undefined;
  for (const { index } of text.matchAll(expression)) last = index;
  return last;
}
