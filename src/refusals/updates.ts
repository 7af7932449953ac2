import type { Section } from './entry';

/** Refusals of values that are not of their field's datatype. */
export const VALUES = {
  notNumeric: {
    text: 'Can not convert data to numeric in field: {field}.',
    when: 'The value of a numeric field is not a number, or not one the datatype can hold.',
    provenance: 'client-literal',
  },
  tooManyDigits: {
    text: 'The value has more digits than the emulator stores in field: {field}.',
    when: 'A whole number beyond 9007199254740991 is written, or a decimal beyond 549755813887.9999 that would not stay as it is. The real service stores them.',
    provenance: 'inferred',
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
} as const satisfies Section;

/** Refusals of writing entities, in the order of the checks. */
export const WRITING = {
  noPermissionToUpdate: {
    text: 'No matching records found. The logged in resource may not have the required permissions to update the data.',
    when: 'update: there is no entity with that id, or the user has no System Administrator rights.',
    provenance: 'documented',
  },
  noPermissionToCreate: {
    text: 'The logged in resource may not have the required permissions to create the data.',
    when: 'create: the user has no System Administrator rights.',
    provenance: 'inferred',
  },
  noPermissionToDelete: {
    text: 'No matching records found. The logged in Resource may not have the required permissions to delete the data.',
    when: 'delete: there is no entity with that id, or the user has no System Administrator rights.',
    provenance: 'REST analogue',
  },
  tooManyEntities: {
    text: 'The call has {count} entities. At most {limit} can be {done} at once.',
    when: 'create, update or delete: more than 200 entities; nothing is changed.',
    provenance: 'inferred',
  },
  entitiesMixed: {
    text: 'The call has entities of several types: {types}. One call takes those of one type.',
    when: 'create, update or delete: the entities are not of one type; nothing is changed.',
    provenance: 'inferred',
  },
  emptyObject: {
    text: "Conversion from type 'Object' to type 'String' is not valid.",
    when: 'create or update: an element has neither content nor xsi:type (setting emptyElements). With update, a second error comes with it.',
    provenance: 'recorded',
  },
  conversionNotValid: {
    text: "Conversion from type '{type}' to type 'String' is not valid.",
    when: 'create or update: by its xsi:type a value is bytes, a Guid or the like, or it has elements inside. With update, a second error comes with it.',
    provenance: 'inferred',
  },
  errorUpdatingRecord: {
    text: 'Error updating entity for record number [{record}].',
    when: 'update: the second error of a pair, naming the record, counted from 1.',
    provenance: 'recorded',
  },
  onRecordNumber: {
    text: '{sentence} ; on record number [{record}].',
    when: 'create or update: what is added to a sentence about a field, naming the record, counted from 1.',
    provenance: 'recorded',
  },
  requiredFieldMissing: {
    text: 'Missing Required Field: {field}.',
    when: 'A required field has no value.',
    provenance: 'client-literal',
  },
  requiredReferenceMissing: {
    text: 'Value does not exist for the required field {field}.',
    when: 'A required field that refers to an entity has no value.',
    provenance: 'recorded',
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
    when: 'The field refers to an entity that does not exist or is not active, or, where such entities are not served, holds no positive number.',
    provenance: 'REST analogue',
  },
  defaultRequired: {
    text: 'There must be a default one. Make another one the default instead, in field: {field}.',
    when: 'update: the default role and department of a resource would be so no more (ResourceRoleDepartment).',
    provenance: 'inferred',
  },
  secondDefault: {
    text: 'The resource {resource} has more than one with true in field: {field}.',
    when: 'import: in the file of a tenant, several roles of a resource are its default one.',
    provenance: 'inferred',
  },
  emailNotValid: {
    text: 'The value is not a valid e-mail address in field: {field}.',
    when: 'An e-mail field holds something that is no address, or one with a character that cannot be seen.',
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
} as const satisfies Section;
