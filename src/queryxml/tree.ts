import type { Field, FieldValue } from '../entities/field';
import type { OperatorName } from './operators';

/** The syntax tree of a QueryXML: names and values are unchecked. */
export interface QueryTree {
  readonly entity: string;
  readonly clauses: readonly ClauseTree[];
}

export type ClauseTree = FieldTree | ConditionTree;

export interface FieldTree {
  readonly kind: 'field';
  readonly name: string;
  /** `udf="true"`: a user-defined field. */
  readonly userDefined: boolean;
  readonly expressions: readonly { readonly operator: string; readonly text: string }[];
}

export interface ConditionTree {
  readonly kind: 'condition';
  readonly joinedBy: Join;
  readonly clauses: readonly ClauseTree[];
}

/**
 * The operator between a clause and the preceding ones of its level: `A, B joined by OR, C joined by AND` is
 * `(A OR B) AND C`. That of the first clause of a level does not count.
 */
export type Join = 'AND' | 'OR';

/** A checked clause: its fields exist and can be queried, operators fit their datatypes, values are converted. */
export type Clause = FieldClause | ConditionClause;

/** The expressions of one field, joined by OR. */
export interface FieldClause {
  readonly kind: 'field';
  readonly field: Field;
  readonly expressions: readonly Expression[];
}

export interface Expression {
  readonly operator: OperatorName;
  readonly value: FieldValue;
}

interface ConditionClause {
  readonly kind: 'condition';
  readonly joinedBy: Join;
  readonly clauses: readonly Clause[];
}
