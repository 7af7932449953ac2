// The operators of QueryXML by datatype.
import type { FieldType } from '../entities/field';

const NUMERIC = ['integer', 'long', 'short', 'double', 'float', 'decimal'] as const;
const ORDERED = ['string', 'datetime', ...NUMERIC] as const;
const ALL = ['boolean', ...ORDERED] as const;

/**
 * The operators of QueryXML and the datatypes each is defined for, by the vendor's matrix. SoundsLike is missing in it,
 * but is in older documentation and in clients.
 */
export const OPERATORS = {
  Equals: ALL,
  NotEqual: ALL,
  GreaterThan: ORDERED,
  LessThan: ORDERED,
  GreaterThanOrEquals: ORDERED,
  LessThanOrEquals: ORDERED,
  BeginsWith: ['string'],
  EndsWith: ['string'],
  Contains: ['string'],
  Like: ['string'],
  NotLike: ['string'],
  SoundsLike: ['string'],
  IsNull: ALL,
  IsNotNull: ALL,
  IsThisDay: ['datetime'],
} as const satisfies Record<string, readonly FieldType[]>;

export type OperatorName = keyof typeof OPERATORS;

/** Operators without a value: the text of their expressions is ignored. */
export const WITHOUT_VALUE: ReadonlySet<OperatorName> = new Set(['IsNull', 'IsNotNull']);

const BY_LOWER_CASE = new Map(
  Object.keys(OPERATORS).map((name) => [name.toLowerCase(), name as OperatorName] as const),
);

/** The operator of a name in any case. */
export function findOperator(name: string): OperatorName | undefined {
  return BY_LOWER_CASE.get(name.trim().toLowerCase());
}

/** Whether an operator is defined for a datatype. */
export function isDefinedFor(operator: OperatorName, type: FieldType): boolean {
  const types: readonly FieldType[] = OPERATORS[operator];
  return types.includes(type);
}
