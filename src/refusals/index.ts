import type { ConversionFailure } from '../entities/convert';

/** Where the text of a refusal comes from. */
export type Provenance =
  | 'recorded' // verbatim in a recorded answer of the real service
  | 'documented' // verbatim in the vendor's documentation
  | 'client-literal' // compared verbatim by published client code
  | 'REST analogue' // verbatim from the sibling REST API on the same back end
  | 'ASMX' // the wording of the framework the real service runs on
  | 'inferred'; // decided here, as nothing public is known

interface Entry {
  /** The exact text; `{name}` stands for what the case fills in. */
  readonly text: string;
  /** When it is raised. */
  readonly when: string;
  readonly provenance: Provenance;
}

/**
 * Every sentence with which the emulator refuses something, once. `docs/errors.md` is generated from it.
 */
export const CATALOGUE = {
  // Calls
  integrationCodeInvalid: {
    text: 'IntegrationCode is invalid.',
    when: 'The tracking identifier in the AutotaskIntegrations header is missing or not one of the tenant’s.',
    provenance: 'recorded',
  },
  operationNotServed: {
    text: 'The operation {operation} is not available.',
    when: 'The contract declares the operation, but the emulator does not serve it.',
    provenance: 'inferred',
  },
  invalidUserName: {
    text: 'Invalid username',
    when: 'IntegrationCodeCheck names a user the tenant does not have.',
    provenance: 'documented',
  },

  // Entities
  entityUnknown: {
    text: 'Value cannot be null.\r\nParameter name: type',
    when: 'query, GetFieldInfo or getUDFInfo names an entity that is not served.',
    provenance: 'recorded',
  },
  entityNotQueryable: {
    text: 'This entity type does not support the query action.',
    when: 'The entity cannot be queried.',
    provenance: 'recorded',
  },
  entityNotCreatable: {
    text: 'This entity type does not support the create action.',
    when: 'create: the entity cannot be created over SOAP.',
    provenance: 'inferred',
  },
  entityNotUpdatable: {
    text: 'This entity type does not support the update action.',
    when: 'update: the entity cannot be updated over SOAP.',
    provenance: 'inferred',
  },
  entityNotDeletable: {
    text: 'This entity type does not support the delete action.',
    when: 'delete: the entity cannot be deleted over SOAP.',
    provenance: 'inferred',
  },
  noEntities: {
    text: 'No entities were passed to {operation}.',
    when: 'create, update or delete is called with an empty Entities.',
    provenance: 'inferred',
  },

  // QueryXML
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
    when: 'query: the entity has no such field, or udf="true" asks for a user-defined one.',
    provenance: 'REST analogue',
  },
  fieldNotQueryable: {
    text: 'The field {field} of the {entity} Entity cannot be queried.',
    when: 'query: the field may not stand in a filter (Password, DefaultServiceDeskRoleID).',
    provenance: 'inferred',
  },

  // Values
  notNumeric: {
    text: 'Can not convert data to numeric in field: {field}.',
    when: 'The value of a numeric field is not a number, or not one the datatype can hold.',
    provenance: 'client-literal',
  },
  notADate: {
    text: 'Can not convert data to date in field: {field}.',
    when: 'The value of a datetime field is not a date.',
    provenance: 'recorded',
  },
  notABoolean: {
    text: 'Can not convert data to boolean in field: {field}.',
    when: 'The value of a boolean field is none of true, false, 1, 0.',
    provenance: 'inferred',
  },
  timeDoesNotExist: {
    text: 'The time does not exist in the time zone {zone}, as clocks are put forward past it, in field: {field}.',
    when: 'A time without offset falls into the gap that daylight saving leaves out.',
    provenance: 'inferred',
  },

  // Writing a resource, in the order of the checks
  noPermissionToUpdate: {
    text: 'No matching records found. The logged in resource may not have the required permissions to update the data.',
    when: 'update: there is no resource with that id, or the user has no System Administrator rights.',
    provenance: 'documented',
  },
  tooManyEntities: {
    text: 'The call has {count} entities. At most {limit} can be updated at once.',
    when: 'update: more than 200 entities; nothing is changed.',
    provenance: 'inferred',
  },
  emptyObject: {
    text: "Conversion from type 'Object' to type 'String' is not valid.",
    when: 'update: an element has neither content nor xsi:type (setting emptyElements). Comes with a second error.',
    provenance: 'recorded',
  },
  conversionNotValid: {
    text: "Conversion from type '{type}' to type 'String' is not valid.",
    when: 'update: by its xsi:type a value is bytes, a Guid or the like, or it has elements inside. Comes with a second error.',
    provenance: 'inferred',
  },
  errorUpdatingRecord: {
    text: 'Error updating entity for record number [{record}].',
    when: 'update: the second error of a pair, naming the record, counted from 1.',
    provenance: 'recorded',
  },
  onRecordNumber: {
    text: '{sentence} ; on record number [{record}].',
    when: 'update: what is added to a sentence about a field, naming the record, counted from 1.',
    provenance: 'recorded',
  },
  requiredFieldMissing: {
    text: 'Missing Required Field: {field}.',
    when: 'A required field has no value.',
    provenance: 'client-literal',
  },
  textTooLong: {
    text: 'String value exceeds maximum length (field:{field}).',
    when: 'A text is longer than its field, in characters.',
    provenance: 'REST analogue',
  },
  illegalCharacter: {
    text: 'The value has a character that XML cannot carry in field: {field}.',
    when: 'A text holds a control character or half a surrogate pair, from a source other than XML or by its number.',
    provenance: 'inferred',
  },
  picklistValueUnknown: {
    text: 'Picklist value [{value}] does not exist for {field}.',
    when: 'The value is not one of the picklist, or not an active one.',
    provenance: 'REST analogue',
  },
  picklistLabelAmbiguous: {
    text: 'The label [{value}] of {field} stands for several values: {values}.',
    when: 'import: a picklist value is given by a label that several active values have.',
    provenance: 'inferred',
  },
  referenceUnknown: {
    text: 'Reference value on field: {field} of type: {entity} does not exist or is invalid.',
    when: 'The field refers to an entity that does not exist or is not active.',
    provenance: 'REST analogue',
  },
  emailNotValid: {
    text: 'The value is not a valid email address in field: {field}.',
    when: 'An e-mail field holds something that is no address.',
    provenance: 'inferred',
  },
  userNameHasDomain: {
    text: 'The value must be the part of the user name before the @ in field: UserName.',
    when: 'UserName contains an @.',
    provenance: 'inferred',
  },
  userNameNotPlain: {
    text: 'The value has a colon, a blank at an end or a character that cannot be seen in field: UserName.',
    when: 'UserName is changed to one with a colon, which HTTP Basic ends it at, or with what cannot be seen in it.',
    provenance: 'inferred',
  },
  userNameReserved: {
    text: 'The value is reserved for redacted resources in field: UserName.',
    when: 'UserName is redacted and a number, which a redaction gives.',
    provenance: 'inferred',
  },
  userNameTaken: {
    text: 'The value is already in use by another resource in field: UserName.',
    when: 'Another resource has the same UserName, in any case.',
    provenance: 'inferred',
  },
  passwordMissing: {
    text: 'A password must be given; ****** stands for none.',
    when: 'A link or the own profile sets a password, and it is empty or the mask that answers show for it.',
    provenance: 'inferred',
  },
  passwordTooShort: {
    text: 'Password must be at least 7 characters.',
    when: 'The tenant demands strong passwords, and the new one is shorter.',
    provenance: 'inferred',
  },
  passwordWithoutSpecial: {
    text: 'Password must have at least one special character in the second through sixth position.',
    when: 'The tenant demands strong passwords, and the new one has none of the listed characters there.',
    provenance: 'inferred',
  },
  passwordTooUniform: {
    text: 'Password must contain characters from at least 2 of the following 3 groups: uppercase letters, lowercase letters, numerals.',
    when: 'The tenant demands strong passwords, and the new one has English letters of one case, or digits, only.',
    provenance: 'inferred',
  },
  passwordUsedBefore: {
    text: 'Password must be different from the previous 5 passwords.',
    when: 'The tenant demands strong passwords, and the new one is among the last five, the current one included.',
    provenance: 'inferred',
  },

  cannotInactivateSelf: {
    text: 'You cannot inactivate yourself.',
    when: 'update or inactivate: a user would inactivate their own resource.',
    provenance: 'inferred',
  },
  idTaken: {
    text: 'The id {id} is already in use.',
    when: 'import: another resource has the id.',
    provenance: 'inferred',
  },

  // The life of a resource
  resourceRedacted: {
    text: 'The resource is redacted. A redaction cannot be undone, nor the resource changed.',
    when: 'Whatever changes a resource: its personal data was erased.',
    provenance: 'inferred',
  },
  resourceDeleted: {
    text: 'The resource is deleted. A deletion cannot be undone, nor the resource changed; it can only be redacted.',
    when: 'Whatever changes a resource, but for redact: it was deleted.',
    provenance: 'inferred',
  },
  resourceUnknown: {
    text: 'There is no resource {resource}.',
    when: 'A life-cycle action, a record or a filter names a resource that does not exist.',
    provenance: 'inferred',
  },
  notAnAdministrator: {
    text: 'Only an active user with System Administrator rights may do that; {user} is none.',
    when: 'A life-cycle action is taken in the name of somebody else.',
    provenance: 'inferred',
  },
  lastAdministrator: {
    text: 'Nobody would be left who is active, a System Administrator and a person rather than an API-only user.',
    when: 'update, edit, inactivate, redact or delete: it would take away the last of them.',
    provenance: 'inferred',
  },
  notActive: {
    text: 'Only an active resource may do that; {user} is none.',
    when: 'A record is created, assigned or closed in the name of somebody else.',
    provenance: 'inferred',
  },
  emailChangeUnknown: {
    text: 'No change of the e-mail address waits to be confirmed.',
    when: 'A change of the e-mail address is withdrawn, and there is none.',
    provenance: 'inferred',
  },
  cannotRedactSelf: {
    text: 'You cannot redact yourself.',
    when: 'redact: the resource is the acting administrator.',
    provenance: 'inferred',
  },
  cannotDeleteSelf: {
    text: 'Users cannot delete themselves.',
    when: 'delete: the resource is the acting administrator.',
    provenance: 'documented',
  },
  alreadyDeleted: {
    text: 'The resource is deleted already.',
    when: 'delete: the resource was deleted before.',
    provenance: 'inferred',
  },
  reasonMissing: {
    text: 'A redaction needs a reason.',
    when: 'redact: the reason is missing or blank.',
    provenance: 'inferred',
  },
  reasonNamesPerson: {
    text: 'The reason must not name the person, as “{word}” does: it stays in the Privacy Action History.',
    when: 'redact: the reason has the last name, the user name or an e-mail address of the resource as a word, in any case.',
    provenance: 'inferred',
  },
  titleNamesPerson: {
    text: 'The new title must not name the person, as “{word}” does.',
    when: 'redact: a record gets a title that has the last name, the user name or an e-mail address of the resource as a word, or, where it belongs to the resource, the first name.',
    provenance: 'inferred',
  },
  recordTypeUnknown: {
    text: 'There is no record type {type}.{hint}',
    when: 'A record, a filter or a reassignment names another type.',
    provenance: 'inferred',
  },
  recordUnknown: {
    text: 'There is no record {record}.',
    when: 'assign or close names a record that does not exist.',
    provenance: 'inferred',
  },
  recordClosed: {
    text: 'The record {record} is closed.',
    when: 'assign or close: the record was closed before.',
    provenance: 'inferred',
  },
  titleMissing: {
    text: 'A record needs a title.',
    when: 'A record is created without a title, or gets an empty one.',
    provenance: 'inferred',
  },
  notAssignable: {
    text: 'Records cannot be assigned to {resource}: the resource is {state}.',
    when: 'A record is given to a resource that is inactive, deleted or redacted.',
    provenance: 'inferred',
  },
  takerMissing: {
    text: 'Name an owner, a responsible resource, or both.',
    when: 'assign names nobody.',
    provenance: 'inferred',
  },
  reassignmentMissing: {
    text: 'Open records of these types need somebody to take them over: {types}.',
    when: 'delete: no successor was named for a type of which the resource has open records.',
    provenance: 'inferred',
  },
  replacementMissing: {
    text: 'There is no replacement to take over records: name its FirstName, LastName and Email.',
    when: 'delete: records go to the replacement, and none was given.',
    provenance: 'inferred',
  },
  replacementFieldsMissing: {
    text: 'The replacement needs values of its own for these fields, as those of the deleted resource are not active any more: {fields}.',
    when: 'delete and replace: what the replacement would inherit cannot be given to a resource any more.',
    provenance: 'inferred',
  },
  emailTaken: {
    text: 'A resource with this email address exists already.',
    when: 'delete and replace: somebody who is not deleted has the address as one of three, or is to confirm it.',
    provenance: 'inferred',
  },
  nothingSelected: {
    text: 'No resource is selected.',
    when: 'Console: selected resources are to be inactivated, and none is.',
    provenance: 'inferred',
  },
  noneInactivated: {
    text: 'None of the selected resources was inactivated. {resource}: {sentence}',
    when: 'Console: one of the selected resources cannot be inactivated.',
    provenance: 'inferred',
  },
  photoTooLarge: {
    text: 'A photo may have 1 MB at most.',
    when: 'Console: a larger file is uploaded as a photo.',
    provenance: 'inferred',
  },
  photoNotValid: {
    text: 'A photo must be a PNG or JPEG picture.',
    when: 'Console: an uploaded photo is, by its content, no complete picture of these kinds.',
    provenance: 'inferred',
  },
  photoUnknown: {
    text: 'There is no photo.',
    when: 'Console: a resource has no photo.',
    provenance: 'inferred',
  },
  uploadTooLarge: {
    text: 'The file is too large.',
    when: 'Console: an uploaded file has more than 10 MB.',
    provenance: 'inferred',
  },
  internalCostNotGrantable: {
    text: 'Only who may view internal costs can give a security level that shows them in field: UserType.',
    when: 'UserType is changed to a level that may view internal costs, by an administrator whose own level may not.',
    provenance: 'inferred',
  },
  internalCostHidden: {
    text: 'Your security level does not let you see or change internal costs.',
    when: 'Console: an administrator without that right changes an internal cost.',
    provenance: 'inferred',
  },
  costNotValid: {
    text: 'An internal cost is 0 at least and 1,000,000,000 at most.',
    when: 'Console: the amount of an internal cost is out of range.',
    provenance: 'inferred',
  },
  costEndsBeforeStart: {
    text: 'The range ends before it starts.',
    when: 'Console: the last day of an internal cost is before its first.',
    provenance: 'inferred',
  },
  costsOverlap: {
    text: 'There is another internal cost for some of these days.',
    when: 'Console: the range of an internal cost overlaps another one.',
    provenance: 'inferred',
  },
  costUnknown: {
    text: 'There is no internal cost that starts on that day.',
    when: 'Console: an internal cost is removed that does not exist.',
    provenance: 'inferred',
  },

  // The emulator itself
  snapshotUnknown: {
    text: 'There is no snapshot {name}.{hint}',
    when: 'A snapshot is restored, downloaded or deleted that does not exist.',
    provenance: 'inferred',
  },
  snapshotNameNotValid: {
    text: 'The name of a snapshot has letters, digits, dots, hyphens and underscores, 64 at most.',
    when: 'A snapshot is made or uploaded under another name.',
    provenance: 'inferred',
  },
  snapshotTooLarge: {
    text: 'A snapshot that is uploaded may have {limit} bytes, unpacked.',
    when: 'A snapshot is uploaded that has more (`--max-snapshot`).',
    provenance: 'inferred',
  },
  faultRuleUnknown: {
    text: 'There is no fault rule {rule}.',
    when: 'A fault rule is removed that does not exist.',
    provenance: 'inferred',
  },
  faultDoesNothing: {
    text: 'A fault rule needs an effect, or a delayMs of 1 or more: without both, a call that it meets goes on as ever.',
    when: 'A fault rule is ordered that would do nothing.',
    provenance: 'inferred',
  },
  faultIsFlat: {
    text: 'A fault rule has what it does in effect, like {example}.',
    when: 'A fault rule is ordered with fault, httpStatus or kind beside operation, or with an effect that is text.',
    provenance: 'inferred',
  },
  effectTakesNo: {
    text: 'An effect of kind {kind} takes no {name}.',
    when: 'A fault rule is ordered whose effect has a text or a status that its kind has no use for.',
    provenance: 'inferred',
  },
  operationUnknown: {
    text: 'There is no operation {operation}.{hint}',
    when: 'A fault rule, a filter or atws call names an operation that the contract does not declare.',
    provenance: 'inferred',
  },
  nameUnknown: {
    text: 'There is no {name}.{hint}',
    when: 'A request to the JSON API, an argument of a method of the emulator, a seed or a file for import has a member that nothing knows.',
    provenance: 'inferred',
  },
  valueMissing: {
    text: '{name} is missing: it must be {expected}.',
    when: 'A request to the JSON API, an argument of a method of the emulator, a seed or a file for import lacks a member.',
    provenance: 'inferred',
  },
  valueNotValid: {
    text: '{name} must be {expected}, not {value}.{hint}',
    when: 'A request to the JSON API, an argument of a method of the emulator, a seed or a file for import has a value that cannot be.',
    provenance: 'inferred',
  },
  resetNotAllowed: {
    text: 'A data file is emptied only when the server was started with --allow-reset.',
    when: 'reset: the data is in a file.',
    provenance: 'inferred',
  },

  // Limits
  thresholdExceeded: {
    text: 'The API request threshold of {threshold} requests within {minutes} minutes has been exceeded.',
    when: 'Setting enforceThreshold: the tenant has had that many requests in the last 60 minutes.',
    provenance: 'inferred',
  },
  threadLimitExceeded: {
    text: 'The Autotask API thread threshold of {limit} threads has been exceeded.',
    when: 'Setting threadLimit: a tracking identifier has that many calls for one entity under way.',
    provenance: 'REST analogue',
  },

  // SOAP
  malformedRequest: {
    text: 'Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> {problem}',
    when: 'The request is not well-formed XML, not a SOAP envelope, past a limit, or has a value that is none of its xsi:type.',
    provenance: 'ASMX',
  },
  numberNotReadable: {
    text: 'Input string was not in a correct format.',
    when: 'A value of a numeric xsi:type, or a char, is no number; the fault that the request cannot be read tells it.',
    provenance: 'ASMX',
  },
  numberOutOfRange: {
    text: 'Value was either too large or too small for {type}.',
    when: 'A value of a numeric xsi:type, or a char, is none that the type can hold; told by the same fault.',
    provenance: 'ASMX',
  },
  booleanNotReadable: {
    text: "The string '{value}' is not a valid Boolean value.",
    when: 'A value of the xsi:type boolean is none of true, false, 1, 0; told by the same fault.',
    provenance: 'ASMX',
  },
  dateTimeNotReadable: {
    text: "The string '{value}' is not a valid AllXsd value.",
    when: 'A value of the xsi:type dateTime has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  dateNotReadable: {
    text: 'String was not recognized as a valid DateTime.',
    when: 'A value of the xsi:type date or time has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  base64NotReadable: {
    text: "'{value}' is not a valid Base64 text sequence.",
    when: 'A value of the xsi:type base64Binary has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  hexadecimalNotReadable: {
    text: "'{value}' is not a valid BinHex text sequence.",
    when: 'A value of the xsi:type hexBinary has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  guidNotReadable: {
    text: 'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
    when: 'A value of the xsi:type guid has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  elementInValue: {
    text: "'Element' is an invalid XmlNodeType.",
    when: 'A value with the xsi:type of a simple type has elements inside; told by the same fault.',
    provenance: 'ASMX',
  },
  typeUnknown: {
    text: "Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> The specified type was not recognized: name='{name}', namespace='{namespace}', at <Entity xmlns='{at}'>.",
    when: 'The xsi:type of an Entity names a type the contract does not declare.',
    provenance: 'ASMX',
  },
  typeAbstract: {
    text: "Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> The specified type is abstract: name='Entity', namespace='{namespace}', at <Entity xmlns='{namespace}'>.",
    when: 'An Entity comes without xsi:type, or with that of the abstract base.',
    provenance: 'ASMX',
  },
  actionUnknown: {
    text: 'Server did not recognize the value of HTTP Header SOAPAction: {action}.',
    when: 'SOAPAction names no operation of the contract.',
    provenance: 'ASMX',
  },
  contentTypeActionUnknown: {
    text: "Unable to handle request. The action '{action}' was not recognized.",
    when: 'SOAP 1.2: the action of Content-Type, or SOAPAction without one, names no operation of the contract.',
    provenance: 'ASMX',
  },
  requestElementUnknown: {
    text: 'Server was unable to process request. ---> Unable to handle request without a valid action parameter. Please supply a valid soap action.',
    when: 'There is no action, and the first element of the Body names no operation either.',
    provenance: 'ASMX',
  },
  versionMismatch: {
    text: 'Possible SOAP version mismatch: Envelope namespace {namespace} was unexpected. Expecting {expected}.',
    when: 'The Envelope is not of the SOAP version that the media type announces: text/xml 1.1, application/soap+xml 1.2.',
    provenance: 'ASMX',
  },
  headerNotUnderstood: {
    text: 'SOAP header {header} was not understood.',
    when: 'A header with mustUnderstand="1" for this server is not AutotaskIntegrations.',
    provenance: 'ASMX',
  },
  unableToProcess: {
    text: 'Server was unable to process request. ---> {problem}',
    when: 'A refusal of a call whose result has no place for errors.',
    provenance: 'ASMX',
  },
  internalError: {
    text: 'Server was unable to process request. ---> An internal error occurred. Request: {request}.',
    when: 'The emulator itself failed; its log has the details under that request.',
    provenance: 'inferred',
  },
  dataFileUnusable: {
    text: 'The data file cannot be {done}: {reason}.',
    when: 'The data file is gone, damaged or replaced, or the disk takes no more. Over SOAP a fault of the server; the JSON API answers 503.',
    provenance: 'inferred',
  },

  // Console
  logInFailed: {
    text: 'The user name or the password is not right.',
    when: 'Log-in to the console: there is no such resource, the password is another one, or the resource is not active.',
    provenance: 'inferred',
  },
  logInForPeople: {
    text: 'This user is for integrations only and cannot log in here.',
    when: 'Log-in to the console with the right password of a resource whose security level is API-only.',
    provenance: 'inferred',
  },
  tooManyLogIns: {
    text: 'There were too many attempts. Please wait a minute and try again.',
    when: 'Log-in to the console: one address failed ten times within a minute for one user.',
    provenance: 'inferred',
  },
  tooManyChecks: {
    text: 'Too many log-ins wait to be checked. Please try again in a few seconds.',
    when: 'HTTP 503, and log-in to the console: 50 checks of users from one address wait, or 200 in all.',
    provenance: 'inferred',
  },
  formTooOld: {
    text: 'This form is too old, or it was sent from somewhere else. Nothing was changed. Please go back, reload the page and try again.',
    when: 'Console: a form does not carry the token of the session, or comes from another site.',
    provenance: 'inferred',
  },
  formNotText: {
    text: 'The form is not UTF-8 text.',
    when: 'Console: a form has bytes that are no UTF-8, which no browser sends.',
    provenance: 'inferred',
  },
  formNotReadable: {
    text: 'The form cannot be read. Please go back, reload the page and try again.',
    when: 'Console: a form with a file is cut off or not well-formed, or has more parts than the file.',
    provenance: 'inferred',
  },
  confirmationDiffers: {
    text: 'This is not the user name. Please type {userName} to confirm.',
    when: 'Console: redact, delete, or delete and replace: the user name that was typed to confirm is another one.',
    provenance: 'inferred',
  },
  administratorsOnly: {
    text: 'Only administrators see this page.',
    when: 'Console: a page is not for the person who is logged in.',
    provenance: 'inferred',
  },
  messageUnknown: {
    text: 'There is no message {message}.',
    when: 'A message of the outbox is asked for that is not there, or not any more.',
    provenance: 'inferred',
  },
  callUnknown: {
    text: 'There is no call {call}, or not any more: only the latest are kept, until somebody is redacted or the server stops.',
    when: 'Console: a SOAP call is asked for that is not in the journal.',
    provenance: 'inferred',
  },

  // HTTP
  notFound: {
    text: 'Not Found. The SOAP endpoint is {path}.',
    when: 'HTTP 404: there is nothing at that path.',
    provenance: 'inferred',
  },
  methodNotAllowed: {
    text: 'Method Not Allowed. The endpoint takes POST; GET shows its help page.',
    when: 'HTTP 405: the endpoint is called with another method.',
    provenance: 'inferred',
  },
  unsupportedMediaType: {
    text: 'Unsupported Media Type. The request must be text/xml or application/soap+xml in a known charset, plain or gzip.',
    when: 'HTTP 415: content type, charset or content encoding is another one.',
    provenance: 'inferred',
  },
  requestTooLarge: {
    text: 'Content Too Large. A request may have {limit} bytes, unpacked.',
    when: 'HTTP 413: the body is larger than the limit, plain or after gunzip.',
    provenance: 'inferred',
  },
  notGzip: {
    text: 'Bad Request. The body is not the gzip data that Content-Encoding announces.',
    when: 'HTTP 400: the body cannot be unpacked.',
    provenance: 'inferred',
  },
  notInItsCharset: {
    text: 'Bad Request. The body is not text in the charset that it comes in, by its byte order mark, Content-Type or XML declaration.',
    when: 'HTTP 400: the body cannot be decoded.',
    provenance: 'inferred',
  },
  requestNotHttp: {
    text: 'Bad Request. This is no request of HTTP/1.1 that could be read.',
    when: 'HTTP 400: the request line, a header or a chunk of the body is not well-formed. The connection is closed.',
    provenance: 'inferred',
  },
  hostMissing: {
    text: 'Bad Request. The Host header is missing.',
    when: 'HTTP 400: a request of HTTP/1.1 does not say which server it is for.',
    provenance: 'inferred',
  },
  targetNotValid: {
    text: 'Bad Request. A request is for a path, or for an http or https URL.',
    when: 'HTTP 400: the target of the request is something else.',
    provenance: 'inferred',
  },
  noProxy: {
    text: 'Method Not Allowed. This server is no proxy.',
    when: 'HTTP 405: the method is CONNECT. The connection is closed.',
    provenance: 'inferred',
  },
  requestTooSlow: {
    text: 'Request Timeout. The whole request did not arrive in time.',
    when: 'HTTP 408: headers or body are still missing after the time that a request may take. The connection is closed.',
    provenance: 'inferred',
  },
  chunkExtensionsTooLarge: {
    text: 'Content Too Large. The chunks of the body have extensions of more than 16 KB.',
    when: 'HTTP 413: a body in chunks has that much beside its bytes. The connection is closed.',
    provenance: 'inferred',
  },
  expectationUnknown: {
    text: 'Expectation Failed. The Expect header may be 100-continue only.',
    when: 'HTTP 417: a request expects something else.',
    provenance: 'inferred',
  },
  headersTooLarge: {
    text: 'Request Header Fields Too Large. The request line and the headers may have 16 KB together.',
    when: 'HTTP 431: they have more. The connection is closed.',
    provenance: 'inferred',
  },
  tooManyConnections: {
    text: 'Service Unavailable. Too many connections are open; try again later.',
    when: 'HTTP 503: as many connections are open as are served at a time (`--max-connections`). The connection is closed.',
    provenance: 'inferred',
  },
  unauthorized: {
    text: 'Unauthorized. The user name or password is not valid.',
    when: 'HTTP 401: no credentials, or not those of an active resource.',
    provenance: 'inferred',
  },
  apiOnlyUsers: {
    text: 'Version 1.6 of the API is only accessible to API Only users.',
    when: 'HTTP 500, as the title of an HTML page: the user’s security level is not API-only.',
    provenance: 'recorded',
  },
} as const satisfies Record<string, Entry>;

/** The key of a catalogue entry. */
export type RefusalCode = keyof typeof CATALOGUE;

type Blanks<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : never;

/** What fills the blanks of an entry's text. */
export type Details<C extends RefusalCode> = Readonly<
  Record<Blanks<(typeof CATALOGUE)[C]['text']>, string | number>
>;

type DetailsArgument<C extends RefusalCode> =
  Blanks<(typeof CATALOGUE)[C]['text']> extends never ? [] : [details: Details<C>];

/** The sentence of an entry with its blanks filled. */
export function sentence<C extends RefusalCode>(code: C, ...[details]: DetailsArgument<C>): string {
  const filled: Readonly<Record<string, string | number>> = details ?? {};
  return CATALOGUE[code].text.replace(/\{(\w+)\}/g, (blank, name: string) =>
    clip(String(filled[name] ?? blank)),
  );
}

/** What a client sent is not sent back in any length. */
const MAX_DETAIL = 500;

function clip(detail: string): string {
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail;
}

/** The emulator says no: one or more sentences of the catalogue. Nothing was done. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly sentences: readonly string[],
    /** The EntityResultType of the answer: what the call was about, as far as it was understood. */
    readonly entityResultType = '',
    /** The entry of the catalogue, where there is one sentence. */
    readonly code?: RefusalCode,
    /** The field it is about, where it is about one. */
    readonly field?: string,
  ) {
    super(sentences.join(' '));
  }

  /** The same refusal of a call about that type of entity. */
  about(entityResultType: string): Refusal {
    return new Refusal(this.sentences, entityResultType, this.code, this.field);
  }

  /** The same refusal of what one field of a form or a request says. */
  ofField(field: string): Refusal {
    return new Refusal(this.sentences, this.entityResultType, this.code, field);
  }
}

/** A refusal of one sentence. */
export function refusal<C extends RefusalCode>(code: C, ...details: DetailsArgument<C>): Refusal {
  const [{ field } = {}]: readonly { readonly field?: string | number }[] = details;
  return new Refusal([sentence(code, ...details)], '', code, field === undefined ? undefined : String(field));
}

/** The refusal of a value that is none of its field's datatype. */
export function conversionRefusal(why: ConversionFailure, field: string, zone: string): Refusal {
  switch (why) {
    case 'numeric':
      return refusal('notNumeric', { field });
    case 'date':
      return refusal('notADate', { field });
    case 'boolean':
      return refusal('notABoolean', { field });
    case 'gap':
      return refusal('timeDoesNotExist', { field, zone });
  }
}
