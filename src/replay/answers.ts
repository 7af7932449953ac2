// Reads the data of a tenant from captured answers: entities, picklists.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { entities } from '../entities/index';
import { PLAIN_LISTS } from '../entities/picklists';
import { resource } from '../entities/resource';
import { readHar } from './har';
import { CaptureError, readHttpMessage, type HttpMessage } from './http-message';
import { descendants, localOf, textOf, type XmlElement } from '../xml/element';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';

const MASK = /^\**$/;

/** The field of Resource with the security level: a GetFieldInfo answer that has it is about Resource. */
const LEVEL = resource.fields.find(({ picklist }) => picklist === 'securityLevels')?.name;

/** The fields of other entities whose values are a plain list of the tenant. */
const PLAIN: ReadonlySet<string> = new Set(
  entities.flatMap(({ fields }) =>
    fields.flatMap(({ name, picklist }) => (PLAIN_LISTS.some((list) => list === picklist) ? [name] : [])),
  ),
);

/** An entity in a captured answer to `query`. */
export interface CapturedEntity {
  /** The file, and in an archive the number of the entry. */
  readonly source: string;
  /** Its type without namespace. */
  readonly type: string;
  /** Texts by element name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** A picklist value in a captured answer to GetFieldInfo. */
export interface CapturedChoice {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly system: boolean;
}

/** The data of a tenant that captured messages contain. */
export interface Answers {
  /** In the order of the files and of the answers in them. */
  readonly entities: readonly CapturedEntity[];
  /** The picklists of Resource, and those of the tenant that other entities have, by field name. */
  readonly picklists: ReadonlyMap<string, readonly CapturedChoice[]>;
  /** The domains of the user names in Authorization headers. */
  readonly domains: ReadonlySet<string>;
  readonly trackingIdentifiers: ReadonlySet<string>;
  /** The files and entries that could not be read, with the reason. */
  readonly broken: readonly { readonly name: string; readonly problem: string }[];
}

/** A message, which may fail to be read. */
export interface Message {
  readonly name: string;
  readonly read: () => HttpMessage;
}

/** Reads all answers in a folder and its subfolders, or in one file: XML with or without HTTP headers, and HAR. */
export function readAnswers(place: string): Answers {
  const found: Collected = {
    entities: [],
    picklists: new Map(),
    domains: new Set(),
    trackingIdentifiers: new Set(),
    broken: [],
  };
  for (const { name, read } of messagesIn(place, found.broken)) {
    try {
      collect(name, read(), found);
    } catch (error) {
      if (!(error instanceof CaptureError || error instanceof XmlError)) throw error;
      found.broken.push({ name, problem: error instanceof XmlError ? `is ${error.message}` : error.message });
    }
  }
  return found;
}

interface Collected extends Answers {
  readonly entities: CapturedEntity[];
  readonly picklists: Map<string, readonly CapturedChoice[]>;
  readonly domains: Set<string>;
  readonly trackingIdentifiers: Set<string>;
  readonly broken: { readonly name: string; readonly problem: string }[];
}

/** Collects the data of a message; authentication challenges and error pages have none. */
function collect(name: string, { headers, body, status = 200 }: HttpMessage, found: Collected): void {
  const domain = domainOf(headers.get('authorization'));
  if (domain !== undefined) found.domains.add(domain);
  if (body === '' || status >= 400) return;
  const root = readXml(body, CAPTURE);
  for (const element of descendants(root, 'IntegrationCode')) {
    const code = textOf(element);
    if (!MASK.test(code)) found.trackingIdentifiers.add(code);
  }
  for (const result of descendants(root, 'queryResult')) found.entities.push(...entitiesIn(result, name));
  for (const result of descendants(root, 'GetFieldInfoResult')) {
    for (const [field, choices] of choicesIn(result)) found.picklists.set(field, choices);
  }
}

/** The messages in a folder and its subfolders, or in one file. */
export function messagesIn(place: string, broken: Collected['broken']): Message[] {
  if (!statSync(place).isDirectory()) return messagesOf(place, path.basename(place), broken);
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(har|xml|http|txt)$/i.test(file))
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((file) => messagesOf(path.join(place, file), file, broken));
}

function messagesOf(file: string, name: string, broken: Collected['broken']): Message[] {
  const bytes = readFileSync(file);
  if (!/\.har$/i.test(name)) return [{ name, read: () => readHttpMessage(bytes) }];
  try {
    return readHar(bytes).flatMap(({ entry, request, response }) => [
      { name: `${name}#${entry}`, read: () => request },
      { name: `${name}#${entry}`, read: response },
    ]);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    broken.push({ name, problem: error.message });
    return [];
  }
}

function domainOf(authorization: string | undefined): string | undefined {
  const [, credentials = ''] = /^\s*basic\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
  const [userName = ''] = Buffer.from(credentials, 'base64').toString('latin1').split(':');
  return /^[^@]+@([\w.-]+)$/.exec(userName)?.[1]?.toLowerCase();
}

function entitiesIn(result: XmlElement, source: string): readonly CapturedEntity[] {
  return descendants(result, 'Entity').map(({ type, children }) => ({
    source,
    // An undeclared prefix is part of the name.
    type: localOf(type?.local ?? ''),
    fields: new Map(children.map((field) => [field.local, textOf(field)])),
  }));
}

function choicesIn(result: XmlElement): readonly (readonly [string, readonly CapturedChoice[]])[] {
  const fields = descendants(result, 'Field');
  const isOfResource = fields.some((field) => textIn(field, 'Name') === LEVEL);
  const known = fields.filter((field) => isOfResource || PLAIN.has(textIn(field, 'Name')));
  return known.map((field) => [
    textIn(field, 'Name'),
    descendants(field, 'PickListValue').map((choice) => ({
      value: textIn(choice, 'Value'),
      label: textIn(choice, 'Label'),
      active: textIn(choice, 'IsActive') !== 'false',
      system: textIn(choice, 'IsSystem') === 'true',
    })),
  ]);
}

function textIn({ children }: XmlElement, local: string): string {
  const child = children.find((candidate) => candidate.local === local);
  return child ? textOf(child) : '';
}
