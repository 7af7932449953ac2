import type { Section } from './entry';

/** Refusals of the console. */
export const CONSOLE = {
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
  changedMeanwhile: {
    text: 'This was changed while the form was open. Save again to have your value, or cancel to keep the other one.',
    when: 'Console: a form changes a field that has another value than when the form was opened.',
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
} as const satisfies Section;
