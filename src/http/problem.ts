import type { IncomingMessage } from 'node:http';
import type { ResourceField } from '../entities/resource';
import { ClockError } from '../runtime/clock';
import { Refusal, sentence } from '../refusals/refusal';
import type { RefusalCode } from '../refusals/catalogue';
import { DataFileError } from '../store/data-file-error';
import { StorageFailure } from '../store/storage-failure';

/** An error that is answered as a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly rule: string,
    detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}

/** The field or member that a refusal is about, where its sentence has no placeholder for it. */
const FIELD: Partial<Readonly<Record<RefusalCode, ResourceField | Lowercase<string>>>> = {
  notAnAdministrator: 'by',
  notActive: 'by',
  reasonMissing: 'reason',
  reasonNamesPerson: 'reason',
  reassignmentMissing: 'reassign',
  replacementMissing: 'replacement',
  replacementFieldsMissing: 'replacement',
  emailTaken: 'Email',
  userNameHasDomain: 'UserName',
  userNameTaken: 'UserName',
  passwordMissing: 'Password',
  userNameNotPlain: 'UserName',
  userNameReserved: 'UserName',
  internalCostNotGrantable: 'UserType',
  passwordTooShort: 'Password',
  passwordWithoutSpecial: 'Password',
  passwordTooUniform: 'Password',
  passwordUsedBefore: 'Password',
  recordTypeUnknown: 'type',
  titleMissing: 'title',
  confirmationDiffers: 'confirmation',
  costNotValid: 'amount',
  costEndsBeforeStart: 'to',
  costsOverlap: 'from',
  photoTooLarge: 'photo',
  photoNotValid: 'photo',
};

const STATUS: Partial<Readonly<Record<RefusalCode, number>>> = {
  administratorsOnly: 403,
  formNotText: 400,
  formNotReadable: 400,
  formTooOld: 403,
  resourceUnknown: 404,
  recordUnknown: 404,
  entityNotDeclared: 404,
  rowUnknown: 404,
  messageUnknown: 404,
  callUnknown: 404,
  costUnknown: 404,
  photoUnknown: 404,
  snapshotTooLarge: 413,
  internalCostHidden: 403,
  notAnAdministrator: 403,
  notActive: 403,
  emailChangeUnknown: 404,
  snapshotUnknown: 404,
  faultRuleUnknown: 404,
  resetNotAllowed: 403,
};

/** The sentences about requests that the library cannot read, by the type of its error. */
export const UNREADABLE = {
  'entity.parse.failed': 'The body must be a JSON object.',
  'entity.too.large': 'The body is too large.',
  'encoding.unsupported': 'The body must be plain, or packed with gzip, deflate or br.',
  'charset.unsupported': 'The body must be UTF-8 text.',
  'packing.invalid': 'The body is not packed as its Content-Encoding says.',
  'request.size.invalid': 'The body is not as long as its Content-Length.',
} as const;

/** The problem of an error. `failed` logs an unexpected one. */
export function problemOf(error: unknown, failed: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return problemOfRefusal(error);
  if (error instanceof DataFileError || error instanceof ClockError) {
    return new Problem(422, 'value', error.message);
  }
  if (error instanceof StorageFailure) {
    failed(error);
    const { what, done, reason } = error;
    return new Problem(503, 'dataFileUnusable', sentence('dataFileUnusable', { what, done, reason }));
  }
  const { status, type } = error as { readonly status?: unknown; readonly type?: unknown };
  // The library refused the syntax, size, charset or compression of the body, or the encoding of the path.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const known: Readonly<Record<string, string>> = UNREADABLE;
    return new Problem(status, 'request', known[String(type)] ?? 'The request cannot be read.');
  }
  failed(error);
  return new Problem(500, 'internal', 'Something went wrong. The log of the emulator has the details.');
}

/** The problem of a refusal. */
export function problemOfRefusal({ code, message, field }: Refusal): Problem {
  if (code === undefined) return new Problem(422, 'rule', message, field);
  return new Problem(STATUS[code] ?? 422, code, message, field ?? FIELD[code]);
}

/** Throws a Problem for a Content-Length above the limit, as the libraries would read such a body to its end. */
export function requireLength({ headers }: IncomingMessage, limit: number): void {
  if (Number(headers['content-length'] ?? 0) > limit) {
    throw new Problem(413, 'request', UNREADABLE['entity.too.large']);
  }
}
