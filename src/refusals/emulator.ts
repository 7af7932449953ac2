import type { Section } from './entry';

/** Refusals about the emulator itself: clock, faults, snapshots, reset. */
export const EMULATOR_ITSELF = {
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
  settingNotText: {
    text: 'Type a text of one line, {limit} characters at most.',
    when: 'Console: a tracking identifier or a location is added without a name, or with one that is too long.',
    provenance: 'inferred',
  },
  trackingIdentifierTaken: {
    text: 'There is a tracking identifier {identifier} already.',
    when: 'Console: a tracking identifier is added that there is.',
    provenance: 'inferred',
  },
  trackingIdentifierUnknown: {
    text: 'There is no tracking identifier {identifier}.',
    when: 'Console: a tracking identifier is removed that there is not, or not any more.',
    provenance: 'inferred',
  },
  locationTaken: {
    text: 'There is a location {name} already.',
    when: 'Console: a location is added or renamed to a name that another one has, in any case.',
    provenance: 'inferred',
  },
  locationUnknown: {
    text: 'There is no location {location}.',
    when: 'Console: a location is changed that there is not.',
    provenance: 'inferred',
  },
  clockTimeNotValid: {
    text: 'The clock is set to a day and a time, like 2026-03-05 10:00.',
    when: 'Console: the clock is set to something else.',
    provenance: 'inferred',
  },
  snapshotMissing: {
    text: 'Choose the file of a snapshot that was downloaded.',
    when: 'Console: a snapshot is uploaded without a file.',
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
} as const satisfies Section;
