import { isOfResources, listedEntities } from '../entities/index';
import { resource } from '../entities/resource';
import { storedFieldsOf, type Entity } from '../entities/field';
import { columnNames } from './rows';
import type { Tables } from './tables';

/**
 * The tables of what a person leaves beside the fields, each with the person in `resource_id`. Their rows go with an
 * erasure: in the data, in what is kept of it, and in what is gone back to. A test derives the list from schema.sql.
 */
export const PERSONAL_TABLES = [
  'password_history',
  'pending_email_changes',
  'outbox',
  'invitations',
  'photos',
  'sessions',
] as const satisfies readonly (keyof Tables)[];

/** The columns with what was written of a person, in a table of rows that stay with the person in another column. */
interface PersonalTexts {
  readonly table: string;
  readonly owner: string;
  readonly columns: readonly string[];
}

/** Texts that become empty with an erasure, as those of the person do: how well one knows something, say. */
export const PERSONAL_TEXTS: readonly PersonalTexts[] = listedEntities
  .filter(isOfResources)
  .map((entity: Entity) => ({
    table: entity.table,
    owner: String(entity.fields.find(({ reference }) => reference === resource.name)?.name),
    columns: columnNames(storedFieldsOf(entity).filter(({ type }) => type === 'string')),
  }))
  .filter(({ columns }) => columns.length > 0);

/** A statement that empties the texts of the people whose ids satisfy a condition; `state`: a schema and a dot. */
export function emptyTexts({ table, owner, columns }: PersonalTexts, condition: string, state = ''): string {
  const empty = columns.map((name) => `"${name}" = ''`);
  return `update ${state}"${table}" set ${empty.join(', ')} where "${owner}" ${condition}
    and not (${empty.join(' and ')})`;
}
