import { SaxesParser } from 'saxes';
import { LOGINS, NAMESPACE, TRACKING_IDENTIFIER, type Login } from './emulator';

/** An element of an answer. */
export interface Node {
  /** Its namespace, empty for none. */
  readonly uri: string;
  /** Without a prefix. */
  readonly name: string;
  /** By name with its prefix. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  /** The text directly inside, CDATA included. */
  readonly text: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The options of a call; the defaults are those of a well-behaved client. */
export interface CallOptions {
  readonly login?: Login | undefined;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Text as element content. */
export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

/** An envelope around a body, with the tracking identifier in its header unless `code` is null. */
export function envelope(body: string, code: string | null = TRACKING_IDENTIFIER): string {
  const header =
    code === null
      ? ''
      : `<soap:Header><AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode>${escape(code)}</IntegrationCode></AutotaskIntegrations></soap:Header>`;
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
    `${header}<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

/** Posts an envelope unchanged. */
export async function post(
  url: string,
  action: string,
  xml: string | Uint8Array<ArrayBuffer>,
  { login = LOGINS.admin, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"${NAMESPACE}${action}"`,
      Authorization: basic(login),
      ...headers,
    },
    body: xml,
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

export function basic({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** Calls an operation; `inner` is the content of its element. The element is named as the action. */
export async function call(
  url: string,
  action: string,
  inner = '',
  options: CallOptions = {},
): Promise<Answer> {
  const body = `<${action} xmlns="${NAMESPACE}">${inner}</${action}>`;
  return post(url, action, envelope(body, options.code), options);
}

/** Sends a QueryXML text and reads the ATWSResponse. */
export async function query(url: string, queryXml: string, options: CallOptions = {}): Promise<AtwsResult> {
  return atwsResult(await call(url, 'query', `<sXML>${escape(queryXml)}</sXML>`, options));
}

/** `<queryxml>` around the content of its query element. */
export function queryXml(inner: string, entity = 'Resource'): string {
  return `<queryxml><entity>${entity}</entity><query>${inner}</query></queryxml>`;
}

/** A field with one expression. */
export function where(field: string, op: string, value = ''): string {
  return `<field>${field}<expression op="${op}">${escape(value)}</expression></field>`;
}

/** A parsed ATWSResponse. */
export interface AtwsResult {
  readonly returnCode: number;
  readonly entityResultType: string | undefined;
  readonly entities: readonly Readonly<Record<string, string>>[];
  readonly errors: readonly string[];
  readonly body: string;
}

export function atwsResult({ body }: Answer): AtwsResult {
  const root = parse(body);
  const result = find(root, 'ReturnCode') ? root.children[0]?.children[0]?.children[0] : undefined;
  if (!result) throw new Error(`No ATWSResponse: ${body}`);
  const list = (name: string): readonly Node[] => child(result, name)?.children ?? [];
  return {
    returnCode: Number(child(result, 'ReturnCode')?.text),
    entityResultType: child(result, 'EntityResultType')?.text,
    entities: list('EntityResults').map((entity) =>
      Object.fromEntries(entity.children.map(({ name, text }) => [name, text])),
    ),
    errors: list('Errors').map((error) => child(error, 'Message')?.text ?? ''),
    body,
  };
}

/** The faultstring of a fault; undefined for any other answer. */
export function faultString(body: string): string | undefined {
  return find(parse(body), 'faultstring')?.text;
}

/** The faultcode of a fault; undefined for any other answer. */
export function faultCode(body: string): string | undefined {
  return find(parse(body), 'faultcode')?.text;
}

export function child(node: Node, name: string): Node | undefined {
  return node.children.find((candidate) => candidate.name === name);
}

/** The first element of that name at any depth. */
export function find(node: Node, name: string): Node | undefined {
  if (node.name === name) return node;
  for (const inner of node.children) {
    const found = find(inner, name);
    if (found) return found;
  }
  return undefined;
}

interface OpenNode extends Node {
  readonly children: OpenNode[];
  text: string;
}

/** Parses XML strictly, independent of the emulator's own readers. */
export function parse(xml: string): Node {
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenNode[] = [];
  let root: OpenNode | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const node: OpenNode = {
      uri,
      name: local,
      attributes: Object.fromEntries(Object.values(attributes).map((a) => [a.name, a.value])),
      children: [],
      text: '',
    };
    const parent = open.at(-1);
    if (parent) parent.children.push(node);
    else root = node;
    open.push(node);
  });
  const text = (content: string): void => {
    const node = open.at(-1);
    if (node) node.text += content;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  if (!root) throw new Error('No root element');
  return root;
}
