import type { Field, FieldValue } from '../entities/field';
import type { OperatorName } from './operators';

/** A QueryXML text as it was written: names and values unchecked. */
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
 * How a clause is joined to what stands before it on its level: `A, B joined by OR, C joined by AND` is
 * `(A OR B) AND C`. The first clause of a level is joined to nothing.
 */
export type Join = 'AND' | 'OR';

/** A checked clause: fields exist and may be queried, operators fit them, values are converted. */
export type Clause = FieldClause | ConditionClause;

/** The expressions of one field; it is enough that one of them holds. */
export interface FieldClause {
  readonly kind: 'field';
  readonly field: Field;
  readonly expressions: readonly Expression[];
}

export interface Expression {
  readonly operator: OperatorName;
  readonly value: FieldValue;
}

export interface ConditionClause {
  readonly kind: 'condition';
  readonly joinedBy: Join;
  readonly clauses: readonly Clause[];
}
