import type { Section } from './entry';

/** Refusals of entities that users declare. */
export const DECLARED_ENTITIES = {
  entityNameTaken: {
    text: 'There is an entity {entity} already.',
    when: 'An entity is declared under the name of one that is served or declared, in any case.',
    provenance: 'inferred',
  },
  entityNameReserved: {
    text: 'The contract itself has a type {entity}: an entity cannot be called so.',
    when: 'An entity is declared under the name of a type of the contract, such as Field.',
    provenance: 'inferred',
  },
  entityNotDeclared: {
    text: 'There is no declared entity {entity}.{hint}',
    when: 'A command or a method of the emulator names an entity that nobody has declared.',
    provenance: 'inferred',
  },
  fieldDeclaredTwice: {
    text: 'The field {field} is declared twice.',
    when: 'An entity is declared with two fields, or two user-defined fields, of one name, in any case.',
    provenance: 'inferred',
  },
  fieldNameReserved: {
    text: 'Every entity has {field} already: a field cannot be called so.',
    when: 'An entity is declared with a field Fields or UserDefinedFields, or an id of another type than long.',
    provenance: 'inferred',
  },
  fieldNameOfObjects: {
    text: 'Every object in JavaScript has {field} already: a field cannot be called so.',
    when: 'An entity is declared with a field, or a user-defined field, that is called constructor, toString or the like.',
    provenance: 'inferred',
  },
  tooManyFields: {
    text: 'An entity has at most {limit} fields, user-defined ones among them.',
    when: 'An entity is declared with more fields than a query can look at.',
    provenance: 'inferred',
  },
  entityReferredTo: {
    text: '{other} refers to {entity}, by its field {field}: remove both, or declare {other} anew before.',
    when: 'A declared entity is removed that another one refers to, and that is no entity of the real service.',
    provenance: 'inferred',
  },
  referenceNotOfNumber: {
    text: 'The field {field} refers to {entity}, whose ids are whole numbers: it cannot be of type {datatype}.',
    when: 'A field is declared with a reference, and with a type that has no ids.',
    provenance: 'inferred',
  },
  referenceTypeUnknown: {
    text: 'The field {field} refers to {entity}, which is no entity.{hint}',
    when: 'A field is declared whose reference is neither served nor declared, nor an entity of the real service.',
    provenance: 'inferred',
  },
  lengthNotOfText: {
    text: 'Only a field of type string has a length: {field} is of type {datatype}.',
    when: 'A field is declared with a length that its type does not have.',
    provenance: 'inferred',
  },
  wireTypeNotOfType: {
    text: 'The values of {field}, which is of type {datatype}, cannot be sent as {wireType}.',
    when: 'A field is declared with a wireType of another kind than its type.',
    provenance: 'inferred',
  },
  picklistValueTwice: {
    text: 'The picklist of {field} has the value {value} twice.',
    when: 'A field is declared whose picklist has a value twice.',
    provenance: 'inferred',
  },
  picklistValueNotOfType: {
    text: 'The value {value} in the picklist of {field} is not of type {datatype}.',
    when: 'A field is declared whose picklist has a value that the field cannot have.',
    provenance: 'inferred',
  },
  picklistParentUnknown: {
    text: 'The picklist of {field} depends on {parent}, which is no other field with a picklist.',
    when: 'A field is declared whose picklistParent is no field with a picklist, or which has no picklist itself.',
    provenance: 'inferred',
  },
  picklistParentValueUnknown: {
    text: 'The value {value} in the picklist of {field} belongs to {parentValue}, which the picklist of {parent} does not have.',
    when: 'A field is declared whose picklist has a value with an unknown parent.',
    provenance: 'inferred',
  },
  tooManyIndexed: {
    text: 'At most {limit} fields with text or dates can be indexed, and as many with numbers or booleans.',
    when: 'An entity is declared with more indexed fields than the data have room for.',
    provenance: 'inferred',
  },
  rowUnknown: {
    text: 'There is no {entity} {id}.',
    when: 'A method of the emulator names an entity of a declared type that there is not.',
    provenance: 'inferred',
  },
  rowNotAnObject: {
    text: 'A row must be an object with the names of fields.',
    when: 'An entity is declared with a row of another form.',
    provenance: 'inferred',
  },
  rowValueNotPlain: {
    text: 'The value must be text, a number, true, false or null in field: {field}.',
    when: 'A row of a declared entity has a list or an object in the place of a value.',
    provenance: 'inferred',
  },
  rowIdNotValid: {
    text: 'The id must be a whole number from 0 to {limit}.',
    when: 'A row of a declared entity has an id of another form, or a greater one.',
    provenance: 'inferred',
  },
} as const satisfies Section;
