import type { Data, Row } from './data';
import type { Fields } from './fields';
import { NAMESPACE, type Call, type Kind } from './service';

export const PAGE_SIZE = 500;

/** A call with a check of its answer, which throws an Error. */
export interface CheckedCall extends Call {
  readonly check: (answer: string) => void;
  /** The title that a resource must have afterwards, where the data is. */
  readonly written?: { readonly id: number; readonly title: string };
}

/** A query with one filter. */
export function query(field: string, operator: string, value: string | number, kind: Kind = 'search'): Call {
  const filter = `<field>${field}<expression op="${operator}">${escape(value)}</expression></field>`;
  const queryXml = `<queryxml><entity>Resource</entity><query>${filter}</query></queryxml>`;
  return call(kind, 'query', `<sXML>${escape(queryXml)}</sXML>`);
}

/** A query of one resource; the answer must have all its texts. */
export function queryById(data: Data, { text }: Fields, id: number): CheckedCall {
  return {
    ...query('id', 'Equals', id, 'one'),
    check: (answer) => {
      checkResources(answer, [data.read(id)], text);
    },
  };
}

/** A query of a page by ascending id, from a position on. */
export function queryPage(data: Data, { text }: Fields, position: number): CheckedCall {
  const [before = 0, ...ids] = data.ids(position, PAGE_SIZE + 1);
  return {
    ...query('id', 'GreaterThan', before, 'page'),
    check: (answer) => {
      checkResources(
        answer,
        ids.map((id) => data.read(id)),
        text,
      );
    },
  };
}

/** An update of one resource that changes its title and sends its other writable fields as stored. */
export function update({ writable, text }: Fields, row: Row, title: string): CheckedCall {
  const members = writable.map((name) => {
    const value = name === 'Title' ? title : (row[name] ?? null);
    if (value === null || value === '') return '';
    return `<${name}>${name === 'Active' ? String(value === 1) : escape(value)}</${name}>`;
  });
  const entity = `<Entity xsi:type="Resource"><id>${row.id}</id>${members.join('')}</Entity>`;
  return {
    ...call('update', 'update', `<Entities>${entity}</Entities>`),
    check: (answer) => {
      checkResources(answer, [{ ...row, Title: title }], text);
    },
    written: { id: row.id, title },
  };
}

/** GetFieldInfo of Resource; the answer must have all fields and picklist values. */
export function fieldInfo({ names, picklistValues }: Fields): CheckedCall {
  return {
    ...call('fields', 'GetFieldInfo', '<psObjectType>Resource</psObjectType>'),
    check: (answer) => {
      equal('fields', texts(answer, 'Name').join(), names.join());
      equal('picklist values', texts(answer, 'Value').join(), picklistValues.join());
    },
  };
}

function checkResources(answer: string, rows: readonly Row[], textFields: readonly string[]): void {
  equal('ids', texts(answer, 'id').join(), rows.map(({ id }) => id).join());
  for (const name of textFields) {
    const stored = rows.map((row) => row[name] ?? '').filter((value) => value !== '');
    equal(name, texts(answer, name).join('|'), stored.join('|'));
  }
}

function equal(what: string, answered: string, expected: string): void {
  if (answered !== expected)
    throw new Error(`Wrong ${what}: ${answered.slice(0, 500)} instead of ${expected.slice(0, 500)}`);
}

/** The contents of the non-empty elements of a name, with any prefix. */
function texts(xml: string, name: string): string[] {
  const elements = new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^<]+)<`, 'g');
  return [...xml.matchAll(elements)].map(([, text]) => unescape(String(text)));
}

function call(kind: Kind, action: string, parameters: string): Call {
  const body =
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
    `<soap:Header><AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode>DEMO-TRACKING-IDENTIFIER-01</IntegrationCode></AutotaskIntegrations></soap:Header>` +
    `<soap:Body><${action} xmlns="${NAMESPACE}">${parameters}</${action}></soap:Body></soap:Envelope>`;
  return { kind, action: NAMESPACE + action, body };
}

function escape(value: string | number): string {
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/&(?:apos|#39);/g, "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
