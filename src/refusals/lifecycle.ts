import type { Section } from './entry';

/** Refusals of life-cycle actions. */
export const LIFE_OF_A_RESOURCE = {
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
  notInFilter: {
    text: '{figures} cannot be filtered by {resource}: the resource is {state}.',
    when: 'The filter of widgets names a resource that is not active, or the filter of a report one that is deleted.',
    provenance: 'documented',
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
    text: 'A resource with this e-mail address exists already.',
    when: 'delete and replace: somebody who is not deleted has the address as one of three, or is to confirm it.',
    provenance: 'inferred',
  },
  nothingSelected: {
    text: 'No resource is selected.',
    when: 'Console: selected resources are to be inactivated or activated, and none is selected.',
    provenance: 'inferred',
  },
  noneChanged: {
    text: 'None of the selected resources was {done}. {resource}: {sentence}',
    when: 'Console: one of the selected resources cannot be inactivated, or activated.',
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
  internalCostNotGrantable: {
    text: 'Only who may view internal costs can give a security level that shows them in field: UserType.',
    when: 'UserType is changed to a level that may view internal costs, by an administrator whose own level may not.',
    provenance: 'inferred',
  },
  logInNotGivable: {
    text: 'Only who may view internal costs can set the password of a resource who may, or invite one.',
    when: 'An administrator who may not view internal costs would get the log-in of a resource whose security level shows them.',
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
} as const satisfies Section;
