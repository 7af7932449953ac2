import { storedFields } from '../../entities/resource';
import { columnNames } from '../rows';
import { PERSONAL_TEXTS, type PERSONAL_TABLES } from '../personal-tables';

/** The columns with personal data, by table; of tables with a row a person, every column with text or bytes. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  resources: [...columnNames(storedFields.filter(({ impersonal }) => !impersonal)), 'password_hash'],
  records: ['title'],
  password_history: ['password_hash'],
  pending_email_changes: ['email', 'token_digest'],
  outbox: ['recipient', 'subject', 'text', 'html', 'last_error'],
  invitations: ['token_digest'],
  photos: ['bytes'],
  sessions: ['digest', 'data'],
  ...Object.fromEntries(PERSONAL_TEXTS.map(({ table, columns }) => [table, columns])),
} satisfies Record<(typeof PERSONAL_TABLES)[number] | 'resources' | 'records', readonly string[]>;

/** The tables with personal data. */
export const PERSONAL: readonly string[] = Object.keys(COLUMNS);

/**
 * Statements after which the database keeps no values of the personal columns of a table beside its rows, to weigh what
 * an index is worth: no VACUUM removes those. `schema` stands before the name of the table.
 */
export function withoutStatistics(table: string, schema = ''): string {
  const columns = COLUMNS[table] ?? [];
  return columns.length === 0
    ? ''
    : `ALTER TABLE ${schema}${table} ${columns.map((name) => `ALTER "${name}" SET STATISTICS 0`).join(', ')};`;
}
