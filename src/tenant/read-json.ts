import { getNodeValue, type Node } from 'jsonc-parser';
import { check } from '../input/checked';
import { memberOf, nodeAt } from '../input/json-text';
import type { Lines } from '../input/lines';
import { columnOf, unknownColumn } from './resource-columns';
import { tenantDocument, type TenantDocument } from './document';
import type { PlaceOfRow } from './fill-declared';
import type { PlaceOfItem } from './fill-lists';
import { wellFormed } from './json-file';
import { Problems, type Problem } from './problems';
import { NONE_ABSENT, type Row, type Rows } from './row';

/** The content of a JSON file: a whole tenant, with its resources as rows, or resources for an existing tenant. */
export type JsonFile =
  | ({ readonly kind: 'resources' } & Rows)
  | ({
      readonly kind: 'tenant';
      readonly tenant: TenantDocument;
      readonly listPlace: PlaceOfItem;
      readonly recordPlace: (index: number) => string;
      readonly rowPlace: PlaceOfRow;
    } & Rows);

/** Reads an array of resources, one resource, or a whole tenant. Throws an ImportError. */
export function readJsonFile(text: string): JsonFile {
  const { root, lines } = wellFormed(text);
  const resources = listOf(root);
  if (resources) return { kind: 'resources', ...rowsOf(resources, lines) };
  return readTenant(root, lines);
}

/** The nodes of resources; undefined for a whole tenant. */
function listOf(root: Node): readonly Node[] | undefined {
  if (root.type === 'array') return root.children ?? [];
  // Windows PowerShell 5.1 wraps some arrays in an object, and ConvertTo-Json writes one resource without brackets.
  const value = memberOf(root, 'value');
  if (value?.type === 'array' && memberOf(root, 'Count')) return value.children ?? [];
  const names = (root.children ?? []).map(({ children }) => String(children?.[0]?.value));
  return names.some((name) => columnOf(name) === 'UserName') ? [root] : undefined;
}

function readTenant(root: Node, lines: Lines): JsonFile {
  const resources = memberOf(root, 'resources');
  const value: unknown = getNodeValue(root);
  const isList = resources?.type === 'array';
  // Resources are checked one by one, as in every file.
  const tenant = check(tenantDocument, isList ? { ...(value as object), resources: [] } : value, 'A tenant');
  if (!tenant.ok) {
    const problems = new Problems();
    for (const { steps, message } of tenant.problems) {
      problems.add({ place: `line ${lines.at(nodeAt(root, steps).offset)}`, sentence: message });
    }
    throw problems.error();
  }
  return {
    kind: 'tenant',
    tenant: tenant.value,
    listPlace: (list, index) => `line ${lines.at(nodeAt(root, [list, index]).offset)}`,
    rowPlace: (entity, row) =>
      `line ${lines.at(nodeAt(root, ['entities', entity, ...(row === undefined ? [] : ['rows', row])]).offset)}`,
    recordPlace: (index) => `line ${lines.at(nodeAt(root, ['records', index]).offset)}`,
    ...rowsOf(resources?.children ?? [], lines),
  };
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
    if (column === undefined) problems.push({ ...at, sentence: unknownColumn('field', name) });
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
