import { createHash } from 'node:crypto';

/** The most statements whose form for PostgreSQL is known; with more, all are forgotten. */
const KNOWN = 2000;

/** As many statements are prepared in each connection: those that were met twice first. */
const PREPARED = 300;

interface Statement {
  /** With its parameters numbered. */
  readonly text: string;
  /** The name by which it is prepared. */
  name: string | undefined;
}

const statements = new Map<string, Statement>();
let prepared = 0;

/** A statement as PostgreSQL takes it. What is met again is prepared, if `mayPrepare`. */
export function statementOf(sql: string, mayPrepare: boolean): Statement {
  const known = statements.get(sql);
  if (!known) {
    if (statements.size >= KNOWN) forgetUnprepared();
    const statement = { text: numbered(sql), name: undefined };
    statements.set(sql, statement);
    return statement;
  }
  if (!mayPrepare) return { ...known, name: undefined };
  if (known.name === undefined && prepared < PREPARED) {
    prepared += 1;
    known.name = nameOf(sql);
  }
  return known;
}

/**
 * One name for a statement in all servers: a pooler that was not announced gives several of them the same connection,
 * where a number would be the name of another statement.
 */
function nameOf(sql: string): string {
  return `atws_${createHash('sha256').update(sql).digest('base64url')}`;
}

function forgetUnprepared(): void {
  for (const [sql, { name }] of statements) if (name === undefined) statements.delete(sql);
}

/** Each question mark outside of literals and quoted names as a parameter with its number. */
function numbered(sql: string): string {
  let number = 0;
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (part) => {
    if (part !== '?') return part;
    number += 1;
    return `$${number}`;
  });
}

const GREATEST = 2n ** 63n - 1n;

/**
 * A value as PostgreSQL takes it. JavaScript writes whole numbers past 2^53 with zeros at their end, and the greatest
 * bigint as the one after it.
 */
export function parameterOf(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  if (value === 2 ** 63) return GREATEST;
  return Math.abs(value) > 2 ** 63 ? value : BigInt(value);
}
