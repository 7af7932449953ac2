import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** A field in the answer of GetFieldInfo. */
export interface Field {
  readonly Name: string;
  readonly Label: string;
  readonly Type: string;
  readonly Length: number;
  readonly IsRequired: boolean;
  readonly IsReadOnly: boolean;
  readonly IsQueryable: boolean;
  readonly IsReference: boolean;
  readonly ReferenceEntityType?: string;
  readonly IsPickList: boolean;
  readonly PicklistValues?: { readonly PickListValue?: readonly PicklistValue[] };
}

interface PicklistValue {
  readonly Value: string;
  readonly Label: string;
  readonly IsDefaultValue: boolean;
  readonly SortOrder: number;
  readonly IsActive: boolean;
  readonly IsSystem: boolean;
}

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export function readFields(file: string): readonly Field[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Field[];
}

/** The SQL of the peers, whose queries are fixed: each statement is prepared once. */
export class ResourceTable {
  readonly #answered: readonly Field[];
  readonly #written: readonly Field[];
  readonly #one: Sqlite.Statement<[number], Record<string, string | number | boolean | null>>;
  readonly #page: Sqlite.Statement<[number], Record<string, string | number | boolean | null>>;
  readonly #update: Sqlite.Statement<[Row]>;

  constructor(file: string, fields: readonly Field[]) {
    const sqlite = new Sqlite(file);
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    this.#answered = fields.filter(({ IsQueryable }) => IsQueryable);
    this.#written = fields.filter(({ Name, IsReadOnly }) => !IsReadOnly && Name !== 'Password');
    const columns = this.#answered.map(({ Name }) =>
      Name === 'InternalCost' ? `${COST} AS InternalCost` : Name,
    );
    const select = `SELECT ${columns.join(', ')} FROM resources e`;
    this.#one = sqlite.prepare(`${select} WHERE id = ?`);
    this.#page = sqlite.prepare(`${select} WHERE id > ? ORDER BY id LIMIT 500`);
    const assignments = this.#written.flatMap(({ Name, Type }) => [
      `${Name} = @${Name}`,
      ...(Type === 'string' ? [`${Name}_folded = lower(@${Name})`] : []),
    ]);
    this.#update = sqlite.prepare(`UPDATE resources SET ${assignments.join(', ')} WHERE id = @id`);
  }

  byId(id: number): Row[] {
    return this.#shown(this.#one.all(id));
  }

  after(id: number): Row[] {
    return this.#shown(this.#page.all(id));
  }

  /** Replaces a resource as a whole by values sent as text, and answers it. */
  update(sent: Readonly<Record<string, string | undefined>>): Row[] {
    const id = Number(sent['id']);
    this.#update.run({
      id,
      ...Object.fromEntries(this.#written.map((field) => [field.Name, stored(field, sent[field.Name])])),
    });
    return this.byId(id);
  }

  #shown(rows: Record<string, string | number | boolean | null>[]): Row[] {
    for (const row of rows) row['Active'] = row['Active'] === 1;
    return rows;
  }
}

/** The expression of the computed cost. */
export const COST =
  "coalesce((SELECT amount FROM internal_costs WHERE resource_id = e.id AND coalesce(first_day, '') <= date()" +
  " AND coalesce(last_day, '9999') >= date()), 0.0)";

function stored({ Type, PicklistValues }: Field, sent: string | undefined): string | number | null {
  if (Type === 'boolean') return sent === 'true' ? 1 : 0;
  if (Type === 'string') return sent ?? (PicklistValues ? null : '');
  return sent === undefined ? null : Number(sent);
}

const WIRE_TYPES: Readonly<Record<string, string>> = {
  boolean: 'xsd:boolean',
  datetime: 'xsd:dateTime',
  double: 'xsd:double',
  integer: 'xsd:int',
  long: 'xsd:int',
  string: 'xsd:string',
};

export function wireType({ Type }: Field): string {
  return WIRE_TYPES[Type] ?? 'xsd:string';
}
