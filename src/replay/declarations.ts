// Reads what captured answers tell about entity types: getEntityInfo, GetFieldInfo, getUDFInfo, and entities themselves.
import { descendants, localOf, textOf, type XmlElement } from '../xml/element';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';
import { messagesIn } from './answers';
import { CaptureError } from './http-message';

/** Texts of an answer by the names of their elements. */
export type Texts = ReadonlyMap<string, string>;

/** A field in a captured answer to GetFieldInfo or getUDFInfo. */
export interface CapturedField {
  readonly texts: Texts;
  readonly picklist: readonly Texts[];
}

/** The fields of one entity type, of the service or user-defined. */
export interface CapturedFields {
  /** The file, and in an archive the number of the entry. */
  readonly source: string;
  readonly operation: 'GetFieldInfo' | 'getUDFInfo';
  /** The entity type that the request asks for; undefined where the request was not captured. */
  readonly entity: string | undefined;
  readonly fields: readonly CapturedField[];
}

/** An entity in a captured answer to query. */
export interface CapturedRow {
  readonly source: string;
  readonly type: string;
  readonly values: Texts;
  readonly userDefined: Texts;
  /** The `xsi:type` of values, without prefix. */
  readonly wireTypes: Texts;
}

/** What captured answers tell about entity types. */
export interface CapturedTypes {
  /** The latest answer of getEntityInfo about each type. */
  readonly infos: ReadonlyMap<string, Texts>;
  /** In the order of the files and of the answers in them. */
  readonly fields: readonly CapturedFields[];
  readonly rows: readonly CapturedRow[];
  /** The EntityResultType of answers with entities of a type. */
  readonly resultTypes: Texts;
  /** The files and entries that could not be read, with the reason. */
  readonly broken: readonly { readonly name: string; readonly problem: string }[];
}

/** What was found so far. */
interface Found {
  readonly infos: Map<string, Texts>;
  readonly fields: CapturedFields[];
  readonly rows: CapturedRow[];
  readonly resultTypes: Map<string, string>;
  /** The entity types that requests ask for. */
  readonly asked: Map<string, string>;
  readonly broken: { readonly name: string; readonly problem: string }[];
}

/** Reads all answers in a folder and its subfolders, or in one file: XML with or without HTTP headers, and HAR. */
export function readTypes(place: string): CapturedTypes {
  const found: Found = {
    infos: new Map(),
    fields: [],
    rows: [],
    resultTypes: new Map(),
    asked: new Map(),
    broken: [],
  };
  for (const { name, read } of messagesIn(place, found.broken)) {
    try {
      const { body, status = 200 } = read();
      if (body !== '' && status < 400) collect(name, readXml(body, CAPTURE), found);
    } catch (error) {
      if (!(error instanceof CaptureError || error instanceof XmlError)) throw error;
      found.broken.push({ name, problem: error instanceof XmlError ? `is ${error.message}` : error.message });
    }
  }
  // A request may stand behind its answer.
  const fields = found.fields.map((one) => ({ ...one, entity: found.asked.get(callOf(one.source)) }));
  return { ...found, fields };
}

function collect(name: string, root: XmlElement, found: Found): void {
  for (const parameter of ['psObjectType', 'psTable'].flatMap((local) => descendants(root, local))) {
    found.asked.set(callOf(name), textOf(parameter).trim());
  }
  for (const info of descendants(root, 'EntityInfo')) {
    const texts = textsIn(info);
    found.infos.set(texts.get('Name') ?? '', texts);
  }
  for (const operation of ['GetFieldInfo', 'getUDFInfo'] as const) {
    for (const result of descendants(root, `${operation}Result`)) {
      found.fields.push({ source: name, operation, entity: undefined, fields: fieldsIn(result) });
    }
  }
  for (const result of descendants(root, 'queryResult')) {
    const rows = rowsIn(result, name);
    found.rows.push(...rows);
    const [resultType] = descendants(result, 'EntityResultType');
    for (const { type } of rows) if (resultType) found.resultTypes.set(type, textOf(resultType));
  }
}

/** The part of a name that a request and its answer share. */
function callOf(name: string): string {
  return name.replace(/\.(?:request|response)\.(?:xml|http|txt)$/i, '');
}

function textsIn({ children }: XmlElement): Texts {
  return new Map(children.map((child) => [child.local, textOf(child)]));
}

function fieldsIn(result: XmlElement): readonly CapturedField[] {
  return descendants(result, 'Field').map((field) => ({
    texts: textsIn(field),
    picklist: descendants(field, 'PickListValue').map(textsIn),
  }));
}

function rowsIn(result: XmlElement, source: string): readonly CapturedRow[] {
  return descendants(result, 'Entity').map(({ type, children }) => {
    const values = children.filter(({ local }) => local !== 'UserDefinedFields' && local !== 'Fields');
    const userDefined = children.flatMap((child) => descendants(child, 'UserDefinedField')).map(textsIn);
    return {
      source,
      type: localOf(type?.local ?? ''),
      values: new Map(values.map((value) => [value.local, textOf(value)])),
      userDefined: new Map(userDefined.map((texts) => [texts.get('Name') ?? '', texts.get('Value') ?? ''])),
      wireTypes: new Map(
        values.flatMap((value) => (value.type ? [[value.local, localOf(value.type.local)] as const] : [])),
      ),
    };
  });
}
