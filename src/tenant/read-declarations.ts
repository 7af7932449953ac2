// Reads declarations of entities from a JSON file.
import { getNodeValue } from 'jsonc-parser';
import { z } from 'zod';
import { check } from '../input/checked';
import { memberOf, nodeAt } from '../input/json-text';
import { entityDocument, type EntityDocument } from './entity-document';
import { ImportError } from './import-error';
import { wellFormed } from './json-file';

/** Reads the entities of a JSON file: one, a list, or those of the file of a tenant. Throws an ImportError. */
export function readEntityDocuments(text: string): {
  readonly documents: readonly EntityDocument[];
  readonly placeOf: (entity: number, row?: number) => string;
} {
  const { root, lines } = wellFormed(text);
  const list = (root.type === 'object' ? memberOf(root, 'entities') : undefined) ?? root;
  const isList = list.type === 'array';
  const value: unknown = getNodeValue(list);
  const checkedList = check(z.array(entityDocument).min(1), isList ? value : [value], 'The list of entities');
  const at = (steps: readonly PropertyKey[]): string =>
    `line ${lines.at(nodeAt(list, isList ? steps : steps.slice(1)).offset)}`;
  if (!checkedList.ok) {
    throw new ImportError(checkedList.problems.map(({ steps, message }) => `${at(steps)}: ${message}`));
  }
  return {
    documents: checkedList.value,
    placeOf: (entity, row) => at([entity, ...(row === undefined ? [] : ['rows', row])]),
  };
}
