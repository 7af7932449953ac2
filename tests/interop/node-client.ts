import { BasicAuthSecurity, createClientAsync, type Client as SoapClient } from 'soap';
import { NAMESPACE } from '../support/emulator';
import type { ClientAnswer, ClientCall, Outcome, Session, TypedValue } from './client';

/** What node-soap makes of an element with attributes. */
interface WithAttributes {
  readonly attributes: Readonly<Record<string, string>>;
  readonly $value?: string;
}

type Entity = Record<string, unknown> & { readonly id: number };

/** What node-soap makes of an ATWSResponse: an empty element is null, or left out. */
interface AtwsResponse {
  readonly ReturnCode: number;
  readonly EntityResults: { readonly Entity: Entity[] } | null;
  readonly EntityResultType: string;
  readonly Errors: { readonly ATWSError: readonly { readonly Message: string }[] } | null;
  readonly EntityReturnInfoResults: {
    readonly EntityReturnInfo: readonly { readonly Message?: string }[];
  } | null;
}

/** Drives node-soap as its users do, through createClientAsync. */
export async function runNodeSoap(
  wsdlUrl: string,
  { login, code, namespace = NAMESPACE, soap }: Session,
  calls: readonly ClientCall[],
): Promise<readonly Outcome[]> {
  // Without preserveWhitespace, node-soap trims all text.
  const client = await createClientAsync(wsdlUrl, {
    preserveWhitespace: true,
    forceSoap12Headers: soap === '1.2',
  });
  if (login) client.setSecurity(new BasicAuthSecurity(login.user, login.password));
  if (code !== null) {
    client.addSoapHeader({
      AutotaskIntegrations: { attributes: { xmlns: namespace }, IntegrationCode: code },
    });
  }
  // node-soap sends the types it read back, but does not declare their prefix.
  client.addBodyAttribute({ 'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema' });
  const outcomes: Outcome[] = [];
  for (const call of calls) outcomes.push(await outcome(() => run(client, call)));
  return outcomes;
}

function run(client: SoapClient, call: ClientCall): Promise<unknown> {
  switch (call[0]) {
    case 'entities':
      return entities(client);
    case 'fields':
      return fields(client, call[1]);
    case 'query':
      return query(client, call[1]).then(atwsAnswer);
    case 'page':
      return page(client, call[1], call[2]);
    case 'modify':
      return modify(client, call[1], call[2]);
    case 'update':
      return send(
        client,
        'update',
        call[1].map((values) => newEntity('Resource', values)),
      );
    case 'create':
      return send(
        client,
        'create',
        call[2].map((values) => newEntity(call[1], values)),
      );
    case 'usage':
      return usage(client);
    case 'zone':
      return invoke(client, 'getZoneInfo', 'getZoneInfoResult', { UserName: call[1] });
    case 'version':
      return invoke(client, 'GetWsdlVersion', 'GetWsdlVersionResult');
  }
}

async function entities(client: SoapClient): Promise<unknown> {
  const answer = await invoke<{ EntityInfo: unknown }>(client, 'getEntityInfo', 'GetEntityInfoResult');
  return answer.EntityInfo;
}

async function fields(client: SoapClient, entity: string): Promise<unknown> {
  const answer = await invoke<{ Field: { PicklistValues?: { PickListValue: unknown } }[] }>(
    client,
    'GetFieldInfo',
    'GetFieldInfoResult',
    { psObjectType: entity },
  );
  return answer.Field.map((field) => ({
    ...field,
    PicklistValues: field.PicklistValues?.PickListValue ?? null,
  }));
}

async function usage(client: SoapClient): Promise<unknown> {
  const answer = await invoke<AtwsResponse>(
    client,
    'getThresholdAndUsageInfo',
    'getThresholdAndUsageInfoResult',
  );
  return {
    returnCode: answer.ReturnCode,
    messages: answer.EntityReturnInfoResults?.EntityReturnInfo.map(({ Message }) => Message),
  };
}

/** Reads entities, changes some of their fields and sends them back whole. */
async function modify(
  client: SoapClient,
  xml: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<ClientAnswer> {
  const found = (await query(client, xml)).EntityResults?.Entity ?? [];
  return send(
    client,
    'update',
    found.map((entity) => ({ ...entity, ...changed(entity, changes) })),
  );
}

async function invoke<T>(
  client: SoapClient,
  operation: string,
  result: string,
  parameters: object = {},
): Promise<T> {
  const method = client[`${operation}Async`] as (parameters: object) => Promise<[Record<string, T>]>;
  const [answer] = await method(parameters);
  if (!(result in answer)) throw new Error(`No ${result}`);
  return answer[result] as T;
}

function query(client: SoapClient, xml: string): Promise<AtwsResponse> {
  return invoke(client, 'query', 'queryResult', { sXML: xml });
}

/** Sends entities. */
async function send(
  client: SoapClient,
  operation: 'create' | 'update',
  entities: readonly object[],
): Promise<ClientAnswer> {
  const parameters = { Entities: { Entity: entities } };
  return atwsAnswer(await invoke<AtwsResponse>(client, operation, `${operation}Result`, parameters));
}

/** All ids, read in pages with `id > last`, and how many entities each page had. */
async function page(
  client: SoapClient,
  entity: string,
  size: number,
): Promise<{ ids: readonly number[]; pages: readonly number[] }> {
  const ids: number[] = [];
  const pages: number[] = [];
  for (;;) {
    const { EntityResults } = await query(
      client,
      `<queryxml><entity>${entity}</entity><query><field>id` +
        `<expression op="greaterthan">${ids.at(-1) ?? 0}</expression></field></query></queryxml>`,
    );
    const found = EntityResults?.Entity ?? [];
    pages.push(found.length);
    ids.push(...found.map(({ id }) => id));
    if (found.length < size) return { ids, pages };
  }
}

/** New values with the types that the entity's present values came with. */
function changed(entity: Entity, changes: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      const present = entity[name] as WithAttributes | undefined;
      return [name, { attributes: present?.attributes ?? { 'xsi:type': 'xsd:string' }, $value: value }];
    }),
  );
}

function newEntity(type: string, { id, ...values }: Readonly<Record<string, unknown>>): object {
  const fields = Object.entries(values).map(([name, value]) => [name, newValue(value)] as const);
  return { attributes: { 'xsi:type': type }, id, ...Object.fromEntries(fields) };
}

function newValue(value: unknown): object {
  if (typeof value === 'boolean') return { attributes: { 'xsi:type': 'xsd:boolean' }, $value: value };
  if (typeof value === 'number') {
    return { attributes: { 'xsi:type': Number.isInteger(value) ? 'xsd:int' : 'xsd:decimal' }, $value: value };
  }
  return { attributes: { 'xsi:type': 'xsd:string' }, $value: value };
}

function atwsAnswer(answer: AtwsResponse): ClientAnswer {
  return {
    returnCode: answer.ReturnCode,
    type: answer.EntityResultType,
    errors: answer.Errors?.ATWSError.map(({ Message }) => Message) ?? [],
    entities: answer.EntityResults?.Entity.map(typed) ?? [],
  };
}

/** node-soap leaves the conversion of untyped members to its user, who goes by xsi:type. */
function typed(entity: Entity): Record<string, TypedValue> {
  const members: Record<string, TypedValue> = { id: { type: typeof entity.id, value: entity.id } };
  for (const [name, member] of Object.entries(entity)) {
    if (name === 'id' || name === 'attributes' || name === 'UserDefinedFields') continue;
    const { attributes, $value = '' } = member as WithAttributes;
    const type = attributes['xsi:type'] ?? '';
    members[name] = { type, value: converted(type, $value) };
  }
  return members;
}

function converted(type: string, text: string): unknown {
  switch (type) {
    case 'xsd:boolean':
      return text === 'true';
    case 'xsd:int':
    case 'xsd:double':
      return Number(text);
    default:
      return text;
  }
}

/** What node-soap throws: an Error for a fault, a plain object for a body that is not XML. */
interface Thrown {
  readonly message?: string;
  readonly root?: { readonly Envelope: { readonly Body: { readonly Fault: SoapFaultElement } } };
  readonly Fault?: SoapFaultElement;
  readonly response?: { readonly status: number };
}

interface SoapFaultElement {
  readonly faultcode: string;
  readonly faultstring: string;
  /** In SOAP 1.2. */
  readonly Code?: { readonly Value: string };
  readonly Reason?: { readonly Text: string | { readonly $value: string } };
}

function faultOf({ faultcode, faultstring, Code, Reason }: SoapFaultElement): NonNullable<Outcome['fault']> {
  if (!Code || !Reason) return { code: faultcode, message: faultstring };
  const { Text: text } = Reason;
  return { code: Code.Value, message: typeof text === 'object' ? text.$value : text };
}

async function outcome(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { ok: await run() };
  } catch (error) {
    const { message, root, Fault, response } = error as Thrown;
    if (root) {
      return { fault: faultOf(root.Envelope.Body.Fault) };
    }
    if (!response) throw error;
    return { http: { status: response.status, message: Fault?.faultstring ?? message ?? '' } };
  }
}
