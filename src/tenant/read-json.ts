import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { lineAt } from '../file-text';
import { columnOf, COLUMN_NAMES, NAMES_AND_LABELS, nearest } from './columns';
import { tenantDocument, type TenantDocument } from './document';
import { ImportError } from './import-error';
import { plainIssue } from './plain-issue';
import { Problems, type Problem } from './problems';
import { NONE_ABSENT, type Row, type Rows } from './row';

/** What a JSON file holds: a whole tenant, whose resources are still rows, or resources for one that is there. */
export type JsonFile =
  | ({ readonly kind: 'resources' } & Rows)
  | ({
      readonly kind: 'tenant';
      readonly tenant: TenantDocument;
      readonly recordPlace: (index: number) => string;
    } & Rows);

/** Reads an array of resources, one resource, or a whole tenant. Throws an ImportError. */
export function readJson(text: string): JsonFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  // The parser goes on after an error; what it finds then mostly follows from the first one.
  const [error] = errors;
  if (!root || error) {
    const place = `line ${lineAt(text, error?.offset ?? 0)}`;
    throw new ImportError([
      `${place}: The JSON is not well-formed: ${error ? wordsOf(error) : 'it is empty'}.`,
    ]);
  }
  const lines = new Lines(text);
  const resources = listOf(root);
  if (resources) return { kind: 'resources', ...rowsOf(resources, lines) };
  return readTenant(root, lines);
}

function wordsOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

/** The nodes of resources; undefined for what is to be a whole tenant. */
function listOf(root: Node): readonly Node[] | undefined {
  if (root.type === 'array') return root.children ?? [];
  // Windows PowerShell 5.1 wraps some arrays, and ConvertTo-Json writes one resource without brackets.
  const value = member(root, 'value');
  if (value?.type === 'array' && member(root, 'Count')) return value.children ?? [];
  const names = (root.children ?? []).map(({ children }) => String(children?.[0]?.value));
  return names.some((name) => columnOf(name) === 'UserName') ? [root] : undefined;
}

function member(node: Node, name: string): Node | undefined {
  return node.children?.find(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

function readTenant(root: Node, lines: Lines): JsonFile {
  const resources = member(root, 'resources');
  const value: unknown = getNodeValue(root);
  const isList = resources?.type === 'array';
  // Resources are looked at one by one, as they are in every file.
  const parsed = tenantDocument.safeParse(isList ? { ...(value as object), resources: [] } : value, {
    error: plainIssue,
  });
  if (!parsed.success) {
    const problems = new Problems();
    for (const { path, message } of parsed.error.issues) {
      const place = `line ${lines.at(nodeAt(root, path).offset)}`;
      problems.add({ place, sentence: path.length === 0 ? message : `${path.join('.')} ${message}.` });
    }
    problems.require();
    throw new Error('Issues are problems');
  }
  return {
    kind: 'tenant',
    tenant: parsed.data,
    recordPlace: (index) => `line ${lines.at(nodeAt(root, ['records', index]).offset)}`,
    ...rowsOf(resources?.children ?? [], lines),
  };
}

/** The value at a path; as near as it is there at all. */
function nodeAt(root: Node, path: readonly PropertyKey[]): Node {
  let node = root;
  for (const step of path) {
    const next = node.type === 'array' ? node.children?.[Number(step)] : member(node, String(step));
    if (!next) break;
    node = next;
  }
  return node;
}

function rowsOf(nodes: readonly Node[], lines: Lines): Rows {
  return {
    count: nodes.length,
    rows: {
      *[Symbol.iterator]() {
        for (const node of nodes) yield rowOf(node, lines);
      },
    },
  };
}

function rowOf(node: Node, lines: Lines): Row {
  const place = `line ${lines.at(node.offset)}`;
  if (node.type !== 'object') {
    const problem = { place, sentence: 'A resource is an object with the names of fields.' };
    return { placeOf: () => place, values: undefined, problems: [problem], absent: NONE_ABSENT };
  }
  const problems: Problem[] = [];
  const members = new Map<string, Node>();
  for (const { offset, children: [key, value] = [] } of node.children ?? []) {
    const name = String(key?.value);
    const column = columnOf(name);
    const at = { place: `line ${lines.at(offset)}` };
    if (column === undefined) problems.push({ ...at, sentence: unknownMember(name) });
    else if (members.has(column)) problems.push({ ...at, sentence: `The field ${column} is there twice.` });
    else if (column !== 'ignored' && value) members.set(column, value);
  }
  return {
    placeOf: (field = '') => {
      const value = members.get(field);
      return value ? `line ${lines.at(value.offset)}` : place;
    },
    values: Object.fromEntries(
      [...members].map(([column, value]) => [column, getNodeValue(value) as unknown]),
    ),
    problems,
    absent: NONE_ABSENT,
  };
}

function unknownMember(name: string): string {
  const near = nearest(name, NAMES_AND_LABELS);
  const there = near === undefined ? `The fields are ${COLUMN_NAMES.join(', ')}.` : `Did you mean ${near}?`;
  return `There is no field "${name}". ${there}`;
}

/** Tells the lines of a text by offset. */
class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  at(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
