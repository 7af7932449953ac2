import { Client, types, type ClientConfig, type QueryArrayResult, type QueryResult } from 'pg';
import pgpass from 'pgpass';
import { parameterOf, statementOf } from './statement';

/** Text as the server sent it, for values that are written as they come. */
const AS_SENT = { getTypeParser: () => (text: string) => text };

const { BYTEA, FLOAT8, INT4, INT8, NUMERIC } = types.builtins;

/** Nothing that is counted or numbered here grows past 2^53. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  ...[FLOAT8, INT4, INT8, NUMERIC].map((type) => [type, Number] as const),
  [BYTEA, types.getTypeParser(BYTEA)],
]);

const AS_VALUES = { getTypeParser: (type: number) => PARSERS.get(type) ?? ((text: string) => text) };

/** The password of a connection in `~/.pgpass`, or the file that PGPASSFILE names. */
function passwordInFile(connection: object): Promise<string | undefined> {
  return new Promise((resolve) => {
    pgpass(connection, resolve);
  });
}

/** How a statement is run. */
export interface RunOptions {
  /** Values as the text that the server sent. */
  readonly asSent?: boolean;
  /** False: it is not prepared, so that it is planned for its own values each time. */
  readonly prepare?: boolean;
}

/** A connection. What is asked for at the same time goes out at the same time, and is answered in turn. */
export class Lane {
  readonly #client: Client;
  readonly #prepares: boolean;
  #isUsable = true;

  private constructor(client: Client, prepares: boolean) {
    this.#client = client;
    this.#prepares = prepares;
    // The library rejects the statements that are under way.
    client.on('error', () => (this.#isUsable = false));
    client.on('end', () => (this.#isUsable = false));
  }

  static async open(config: ClientConfig, prepares: boolean): Promise<Lane> {
    const client = new Client({ ...config, pipeline: true });
    // The library would read the file of passwords by itself, and warn that this is deprecated.
    if (!client.password) Object.assign(client, { password: passwordInFile });
    const lane = new Lane(client, prepares);
    try {
      await client.connect();
    } catch (error) {
      // The library leaves the connection open where it finds fault with what the server said.
      client.end().catch(() => undefined);
      throw error;
    }
    return lane;
  }

  /** Whether the connection lasts, as far as is known. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  async rows(sql: string, parameters: readonly unknown[], options?: RunOptions): Promise<unknown[][]> {
    return (await this.#query(sql, parameters, options)).rows;
  }

  /** Rows as objects. */
  async all(sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const { rows, fields } = await this.#query(sql, parameters);
    return rows.map((values) => {
      const row: Record<string, unknown> = {};
      fields.forEach(({ name }, index) => (row[name] = values[index]));
      return row;
    });
  }

  /** How many rows it changed. */
  async run(sql: string, parameters: readonly unknown[]): Promise<number> {
    return (await this.#query(sql, parameters)).rowCount ?? 0;
  }

  /** Runs several statements without parameters. Answers the name of the last command that was done. */
  async script(sql: string): Promise<string> {
    return (await this.#script(sql)).command;
  }

  /** Runs several statements without parameters. Answers the first value that the last one found. */
  async value(sql: string): Promise<unknown> {
    const [row = {}] = (await this.#script(sql)).rows;
    return Object.values(row)[0];
  }

  async #script(sql: string): Promise<QueryResult<Record<string, unknown>>> {
    // The library answers a list where there are several statements.
    const result: unknown = await this.#client.query({ text: sql, types: AS_VALUES });
    return (Array.isArray(result) ? result.at(-1) : result) as QueryResult<Record<string, unknown>>;
  }

  async close(): Promise<void> {
    this.#isUsable = false;
    await this.#client.end();
  }

  #query(
    sql: string,
    parameters: readonly unknown[],
    { asSent = false, prepare = true }: RunOptions = {},
  ): Promise<QueryArrayResult<unknown[]>> {
    const { text, name } = statementOf(sql, this.#prepares && prepare);
    return this.#client.query<unknown[]>({
      ...(name !== undefined && { name }),
      text,
      values: parameters.map(parameterOf),
      rowMode: 'array',
      types: asSent ? AS_SENT : AS_VALUES,
    });
  }
}
