// `atws call`: calls an operation of a running server and prints its answer.

import { buffer } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { Client } from 'soap';
import { ConfigError } from '../input/config-error';
import type { Entity, Field } from '../entities/field';
import { entities, findEntity } from '../entities/index';
import { resource, type ResourceField } from '../entities/resource';
import { API_1_6, wsdlOf } from '../operations/api-version';
import { NotTextError, textOf } from '../input/file-text';
import { sentence } from '../refusals/refusal';
import { suggestion } from '../input/suggestion';
import { endpointOf } from './endpoint';
import { cell, tableOf, tableOfPairs } from './table';
import { ANSWER_TIMEOUT_MS, notOurs, probe, unreachable } from './unreachable';

/** The flags of `atws call`. */
interface CallFlags {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly code: string;
  readonly json?: true;
  readonly fields: string;
  readonly entity: string;
  readonly id?: string;
  readonly set: readonly string[];
}

/** A SOAP client with its endpoint and user. */
interface Caller {
  readonly client: Client;
  readonly origin: string;
  readonly user: string;
}

/** A value of an answer, without the wire's wrapping. */
type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };
type PlainObject = Readonly<Record<string, Plain>>;

/** A refusal of the service, with its message. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
}

/** The columns of a table of several resources. */
const RESOURCE_COLUMNS = (
  ['id', 'UserName', 'FirstName', 'LastName', 'Email', 'Title', 'Active'] satisfies ResourceField[]
).join(',');

const EXAMPLES = `
Examples:
  atws call getEntityInfo
  atws call getFieldInfo Resource
  atws call query '<queryxml><entity>Resource</entity><query><field>LastName<expression op="BeginsWith">S</expression></field></query></queryxml>'
  atws call update --id 29682903 --set Title='Team Lead' --set MobilePhone=
  atws call create --entity Role --set Name=Tester --set HourlyFactor=1 --set HourlyRate=80 --set Active=true

A table leaves out the columns in which all rows are the same; --json has everything.
`;

/** `atws call`: calls an operation of a running server, through its WSDL. */
export function callCommand(): Command {
  return new Command('call')
    .description('Call an operation of a running server, as any SOAP client would.')
    .argument('<operation>', 'name of the operation, in any case')
    .argument('[values...]', 'its parameters in the order of the contract; - reads one from standard input')
    .addOption(
      new Option('--url <url>', 'endpoint, or the server alone')
        .env('ATWS_URL')
        .default(`http://127.0.0.1:8016${API_1_6.path}`),
    )
    .addOption(
      new Option('--user <name>', 'user name with domain').env('ATWS_USER').default('api.admin@example.com'),
    )
    .addOption(
      new Option('--password <password>')
        .env('ATWS_PASSWORD')
        .default('Api-Admin-2024', 'that of the demo tenant'),
    )
    .addOption(
      new Option('--code <identifier>', 'tracking identifier')
        .env('ATWS_CODE')
        .default('DEMO-TRACKING-IDENTIFIER-01'),
    )
    .addOption(
      new Option('--entity <name>', 'update and create: the type of the entity').default(resource.name),
    )
    .addOption(new Option('--id <id>', 'update: the entity to change'))
    .addOption(
      new Option('--set <field=value>', 'update and create: a value, empty to clear; again for more fields')
        .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--fields <names>', 'columns of a table with several entities').default(RESOURCE_COLUMNS),
    )
    .addOption(new Option('--json', 'print the answer as JSON'))
    .addHelpText('after', EXAMPLES)
    .action(async (operation: string, values: readonly string[], flags: CallFlags) => {
      requireColumns(flags.fields.split(','));
      const caller = await connect(flags);
      const write = WRITES.get(operation.toLowerCase());
      const answer = write ? await write(caller, flags) : await call(caller, operation, values);
      process.stdout.write(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : asText(answer, flags));
      const refused = refusalOf(answer);
      if (refused !== undefined) throw new CallRefused(refused);
    });
}

async function connect({ url: text, user, password, code }: CallFlags): Promise<Caller> {
  const url = endpointOf(text);
  const wsdl = await readWsdl(wsdlOf(url));
  const { BasicAuthSecurity, createClientAsync } = await import('soap');
  const { origin } = new URL(url);
  const client = await createClientAsync(wsdl, { preserveWhitespace: true }, url).catch(() => {
    throw notOurs(origin, 'its WSDL cannot be read');
  });
  client.setSecurity(new BasicAuthSecurity(user, password));
  // The declared prefixes depend on the contract.
  const xmlns = String(client.wsdl.definitions.$targetNamespace);
  client.addSoapHeader({ AutotaskIntegrations: { attributes: { xmlns }, IntegrationCode: code } });
  return { client, origin, user };
}

/** The WSDL with an XML declaration, by which the package tells a document from a URL. */
async function readWsdl(url: string): Promise<string> {
  const { status, text } = await probe(url);
  if (status !== 200 || !/<(?:[\w.-]+:)?definitions[\s>]/.test(text)) {
    throw notOurs(new URL(url).origin, `there is no WSDL at ${url} (HTTP ${status})`);
  }
  return text.startsWith('<?xml') ? text : `<?xml version="1.0"?>${text}`;
}

/** Calls an operation with its parameters by position. */
async function call(caller: Caller, name: string, values: readonly string[]): Promise<Plain> {
  const operations = operationsOf(caller.client);
  const operation = Object.keys(operations).find((known) => known.toLowerCase() === name.toLowerCase());
  if (operation === undefined) {
    const hint = suggestion(name, Object.keys(operations));
    throw new ConfigError(sentence('operationUnknown', { operation: name, hint }));
  }
  const parameters = Object.keys(operations[operation]?.input ?? {}).filter(
    (key) => !key.startsWith('target'),
  );
  if (values.length > parameters.length) {
    throw new ConfigError(`${operation} takes ${parameters.join(', ') || 'no parameters'}.`);
  }
  const given: Record<string, string> = {};
  for (const [index, value] of values.entries()) {
    given[parameters[index] ?? ''] = value === '-' ? await standardInput() : value;
  }
  return invoke(caller, operation, given);
}

async function standardInput(): Promise<string> {
  try {
    return textOf(await buffer(process.stdin));
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error;
    throw new ConfigError(`Line ${error.line} of standard input is not UTF-8 text.`);
  }
}

/** Creates an entity with the fields that are set. */
async function create(caller: Caller, flags: CallFlags): Promise<Plain> {
  if (flags.id !== undefined || flags.set.length === 0) {
    throw new ConfigError('create takes at least one --set FIELD=VALUE, and no --id: the service gives it.');
  }
  const entity = entityOf(flags);
  const given = ({ key, required, readOnly }: Field): boolean => !key && (required || !readOnly);
  const values = Object.fromEntries(flags.set.map((pair) => assignment(pair, entity, given)));
  return send(caller, 'create', entity, '0', values);
}

/** Reads an entity, changes fields of it, and sends it back as a whole, as missing fields would be cleared. */
async function update(caller: Caller, flags: CallFlags): Promise<Plain> {
  const { id, set } = flags;
  if (id === undefined || set.length === 0) {
    throw new ConfigError('update takes --id ID and at least one --set FIELD=VALUE.');
  }
  const entity = entityOf(flags);
  if (!/^\d+$/.test(id)) throw new ConfigError(`--id must be the id of the ${entity.name}, not ${id}.`);
  const writable = ({ readOnly }: Field): boolean => !readOnly;
  const changes = Object.fromEntries(set.map((pair) => assignment(pair, entity, writable)));
  const found = await invoke(caller, 'query', {
    sXML: `<queryxml><entity>${entity.name}</entity><query><field>id<expression op="Equals">${id}</expression></field></query></queryxml>`,
  });
  if (refusalOf(found) !== undefined) return found;
  const [current] = entitiesOf(found);
  if (!current) throw new CallRefused(sentence('nameUnknown', { name: `${entity.name} ${id}`, hint: '' }));
  const values = entity.fields
    .filter(writable)
    .map(({ name }) => [name, changes[name] === '' ? NIL : (changes[name] ?? current[name])] as const);
  return send(caller, 'update', entity, id, Object.fromEntries(values));
}

/** The operations that send entities. */
const WRITES: ReadonlyMap<string, (caller: Caller, flags: CallFlags) => Promise<Plain>> = new Map([
  ['create', create],
  ['update', update],
]);

function send(
  caller: Caller,
  operation: 'create' | 'update',
  entity: Entity,
  id: string,
  values: Readonly<Record<string, Plain | typeof NIL | undefined>>,
): Promise<Plain> {
  // The service refuses an empty element without a type; leaving it out clears the field, too.
  const sent = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return invoke(caller, operation, {
    Entities: { Entity: [{ attributes: { 'xsi:type': entity.name }, id, ...Object.fromEntries(sent) }] },
  });
}

function entityOf({ entity: name }: CallFlags): Entity {
  const entity = findEntity(entities, name);
  if (entity) return entity;
  const hint = suggestion(
    name,
    entities.map((one) => one.name),
  );
  throw new ConfigError(`--entity: ${sentence('nameUnknown', { name, hint })}`);
}

/** Clears a field, also a secret one, which stays when it is left out. */
const NIL = { attributes: { 'xsi:nil': 'true' } };

/** The field and the value of a pair. `writable`: whether the operation takes the field. */
function assignment(
  pair: string,
  entity: Entity,
  writable: (field: Field) => boolean,
): readonly [string, string] {
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  const field = entity.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (equals < 1) throw new ConfigError(`--set takes FIELD=VALUE, not ${pair}.`);
  if (!field) throw unknownField('--set', name, [entity]);
  if (!writable(field)) throw new ConfigError(`${field.name} is read-only; the service would ignore it.`);
  return [field.name, pair.slice(equals + 1)];
}

function unknownField(flag: string, name: string, known: readonly Entity[]): ConfigError {
  const names = known.flatMap(({ fields }) => fields.map((field) => field.name));
  return new ConfigError(`${flag}: ${sentence('nameUnknown', { name, hint: suggestion(name, names) })}`);
}

/** Throws a ConfigError for a column that no entity has. */
function requireColumns(columns: readonly string[]): void {
  const names = new Set<string>(entities.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const unknown = columns.find((name) => !names.has(name));
  if (unknown !== undefined) throw unknownField('--fields', unknown, entities);
}

async function invoke(
  { client, origin, user }: Caller,
  operation: string,
  parameters: object,
): Promise<Plain> {
  const method = (
    client as unknown as Record<string, (parameters: object, options: object) => Promise<readonly unknown[]>>
  )[`${operation}Async`];
  if (!method) throw new ConfigError(`The server has no operation ${operation}.`);
  try {
    const [answer] = await method.call(client, parameters, { timeout: ANSWER_TIMEOUT_MS });
    const [result] = Object.values(unwrapped(answer) as PlainObject);
    return result ?? null;
  } catch (error) {
    throw refusedBy(error, origin, user);
  }
}

/** The error of a fault or an HTTP status, without the library's wrapping. */
function refusedBy(error: unknown, origin: string, user: string): Error {
  const { root, response } = error as {
    readonly root?: {
      readonly Envelope?: { readonly Body?: { readonly Fault?: { readonly faultstring?: string } } };
    };
    readonly response?: { readonly status?: number };
  };
  const fault = root?.Envelope?.Body?.Fault?.faultstring;
  if (fault !== undefined) return new CallRefused(fault);
  switch (response?.status) {
    case undefined:
      return unreachable(error, origin);
    case 401:
      return new CallRefused(
        `The server does not let ${user} log in (HTTP 401). Give --user and --password of a user who may call.`,
      );
    case 200:
      return new CallRefused('The answer is no SOAP that can be read.');
    default:
      return new CallRefused(`The server at ${origin} answers HTTP ${response?.status}, and no SOAP.`);
  }
}

function operationsOf(client: Client): Readonly<Record<string, { readonly input?: object }>> {
  const description = client.describe() as Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, { readonly input?: object }>>>>>
  >;
  const [service = {}] = Object.values(description);
  const [port = {}] = Object.values(service);
  return port;
}

/** Unwraps values, which the library has as `{ attributes, $value }`, and as undefined where they are empty. */
function unwrapped(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return (value ?? null) as Plain;
  const { attributes, $value, ...members } = value as Readonly<Record<string, unknown>>;
  if ($value !== undefined) return unwrapped($value);
  if (attributes !== undefined && Object.keys(members).length === 0) return '';
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, unwrapped(member)]));
}

function refusalOf(answer: Plain): string | undefined {
  if (!isObject(answer) || answer['ReturnCode'] !== -1) return undefined;
  return listIn(answer['Errors'])
    .map((error) => cell(error['Message']))
    .join('\n');
}

function asText(answer: Plain, { fields }: CallFlags): string {
  if (!isObject(answer)) return `${cell(answer)}\n`;
  if (!('ReturnCode' in answer)) {
    const rows = listIn(answer);
    return rows.length > 0 ? tableOf(rows, columnsOf(rows)) : tableOfPairs(answer);
  }
  if (answer['ReturnCode'] === -1) return '';
  const entities = entitiesOf(answer);
  const [only] = entities;
  if (only && entities.length === 1) return tableOfPairs(only);
  if (only) return tableOf(entities, columnsFor(cell(answer['EntityResultType']), fields));
  const messages = listIn(answer['EntityReturnInfoResults']).flatMap(({ Message }) =>
    Message === undefined ? [] : cell(Message),
  );
  return messages.length > 0 ? `${messages.join('\n')}\n` : 'No entities.\n';
}

function entitiesOf(answer: Plain): readonly PlainObject[] {
  return isObject(answer) ? listIn(answer['EntityResults']) : [];
}

/** The items of an ArrayOf... value: its only member, one object or several. */
function listIn(value: Plain | undefined): readonly PlainObject[] {
  if (!isObject(value)) return [];
  const items = Object.values(value);
  return items.length === 1 ? [items[0]].flat().filter(isObject) : [];
}

function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The columns of the flag; by default those of a resource, and of other entities all. */
function columnsFor(type: string, fields: string): readonly string[] {
  const entity = findEntity(entities, type);
  if (!entity || entity === resource || fields !== RESOURCE_COLUMNS) return fields.split(',');
  return entity.fields.map(({ name }) => name);
}

/** The columns of a table, without those that have the same value in all rows. */
function columnsOf(rows: readonly PlainObject[]): readonly string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== 'PicklistValues',
  );
  return names.filter(
    (name) => new Set(rows.map((row) => JSON.stringify(row[name]))).size > 1 || rows.length === 1,
  );
}
