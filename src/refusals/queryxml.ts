import type { Section } from './entry';

/** Refusals of QueryXML. */
export const QUERYXML = {
  queryMissing: {
    text: 'Root element is missing.',
    when: 'query: sXML is missing, nil or blank.',
    provenance: 'inferred',
  },
  queryNotWellFormed: {
    text: 'The query XML is not well-formed: {problem} Line {line}, position {position}.',
    when: 'query: sXML is not well-formed XML.',
    provenance: 'inferred',
  },
  queryNotText: {
    text: 'The query XML stands in sXML as elements, the first of them {element}. It must be text: escape it, or put it into a CDATA section.',
    when: 'query: the sXML of the envelope has elements inside, as QueryXML was put into it without escaping.',
    provenance: 'inferred',
  },
  queryEscapedTwice: {
    text: 'The query XML is escaped more than once: it begins with {text} where < must be.',
    when: 'query: sXML begins with an escaped tag once the envelope is read.',
    provenance: 'inferred',
  },
  querySecondDocument: {
    text: 'The query XML has a second document behind the first, at line {line}, position {position}. A call takes one query.',
    when: 'query: another document or element stands behind the first in sXML.',
    provenance: 'inferred',
  },
  queryTextOutside: {
    text: 'The query XML has text {where} its document: {text}',
    when: 'query: text stands before the first tag of sXML, or behind the last.',
    provenance: 'inferred',
  },
  queryElementUnexpected: {
    text: 'The query XML has an unexpected {element} element in {parent}.',
    when: 'query: an element stands where QueryXML does not know it.',
    provenance: 'inferred',
  },
  queryElementMissing: {
    text: 'The query XML must have exactly one {element} element in {parent}.',
    when: 'query: queryxml, entity or query is missing, empty or there twice.',
    provenance: 'inferred',
  },
  queryTextUnexpected: {
    text: 'The query XML has unexpected text in {element}: {text}',
    when: 'query: text stands between elements, where QueryXML knows none.',
    provenance: 'inferred',
  },
  fieldNameMissing: {
    text: 'A field tag must contain the name of a field.',
    when: 'query: a field element has no text.',
    provenance: 'inferred',
  },
  expressionMissing: {
    text: 'Any field tag must contain an expression tag. Field: {field}.',
    when: 'query: a field element has no expression.',
    provenance: 'inferred',
  },
  operatorMissing: {
    text: 'An expression tag must contain an op attribute. Field: {field}.',
    when: 'query: an expression element has no op attribute.',
    provenance: 'inferred',
  },
  operatorUnknown: {
    text: 'The op {operator} is not a valid operator. Field: {field}.',
    when: 'query: op is none of the 15 operators.',
    provenance: 'inferred',
  },
  operatorNotForDatatype: {
    text: 'Datatype {datatype} is not a valid with operator {operator}.',
    when: 'query: the operator is not defined for the field’s datatype.',
    provenance: 'REST analogue',
  },
  conditionEmpty: {
    text: 'A condition tag must contain a field or a condition tag.',
    when: 'query: a condition element is empty.',
    provenance: 'inferred',
  },
  conditionOperatorUnknown: {
    text: 'The operator {operator} of a condition must be AND or OR.',
    when: 'query: the operator attribute of a condition is something else.',
    provenance: 'inferred',
  },
  searchTooLong: {
    text: 'The query took longer than {seconds} seconds. Narrow it down by id, UserName or another indexed field.',
    when: 'query: the search among many entities took longer than the setting searchSeconds allows.',
    provenance: 'inferred',
  },
  tooManyOrs: {
    text: "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
    when: 'query: more than 500 conditions are joined by OR.',
    provenance: 'documented',
  },
  tooManyExpressions: {
    text: 'Invalid query syntax. Queries are limited to {limit} or fewer expressions.',
    when: 'query: more expressions in all than a statement can hold.',
    provenance: 'inferred',
  },
  nestedTooDeeply: {
    text: 'Invalid query syntax. Conditions may be nested {limit} levels deep.',
    when: 'query: conditions stand inside each other too deeply.',
    provenance: 'inferred',
  },
  queryValueTooLong: {
    text: 'The value is longer than {limit} characters in field: {field}.',
    when: 'query: the value of an expression is longer than any field and any pattern for it could be.',
    provenance: 'inferred',
  },
  fieldUnknown: {
    text: 'Unable to find {field} in the {entity} Entity.',
    when: 'query: the entity has no such field, or with udf="true" no such user-defined one.',
    provenance: 'REST analogue',
  },
  tooManyUserDefinedFields: {
    text: 'Invalid query syntax. Queries of {entity} are limited to {limit} user-defined field(s).',
    when: 'query: more user-defined fields than the documentation allows: one, or five of an entity that the service implements in C# (its EntityResultType keeps its capitals).',
    provenance: 'inferred',
  },
  fieldNotQueryable: {
    text: 'The field {field} of the {entity} Entity cannot be queried.',
    when: 'query: the field may not stand in a filter (Password, DefaultServiceDeskRoleID).',
    provenance: 'inferred',
  },
} as const satisfies Section;
