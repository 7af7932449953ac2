import type { IncomingHttpHeaders } from 'node:http';
import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { refusal } from '../refusals';
import { CSRF_FIELD } from './layout';

/** Bounds on what forms bring. A rule about a field may be stricter. */
export const MOST_FORM_BYTES = 1_000_000;
const MOST_UPLOAD_BYTES = 10_000_000;

const csrf = csrfSync({ getTokenFromRequest: (request) => formOf(request).get(CSRF_FIELD) });

/** The token that forms of this session carry; one is made where there is none. */
export function csrfTokenOf(request: Request): string {
  return csrf.generateToken(request);
}

export function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}

/** What a form sent: text that was not taken apart yet, or the fields beside a file. */
export function formOf({ body }: Request): URLSearchParams {
  if (typeof body === 'string') {
    if (!isText(body)) throw refusal('formNotText');
    return new URLSearchParams(body);
  }
  return new URLSearchParams(body as Record<string, string> | undefined);
}

/** Whether all bytes are UTF-8: a form would have U+FFFD for others, and that would be stored. */
function isText(form: string): boolean {
  try {
    for (const [bytes] of form.matchAll(/(?:%[\da-f]{2})+/gi)) decodeURIComponent(bytes);
    // Browsers write this character in bytes, too.
    return !form.includes('\ufffd');
  } catch {
    return false;
  }
}

/** Reads a form with one file field. */
export function readFile(field: string): RequestHandler {
  const read = multer({ limits: { fileSize: MOST_UPLOAD_BYTES, files: 1 } }).single(field);
  return (request, response, next) => {
    read(request, response, (error: unknown) => {
      const isTooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
      next(isTooLarge ? refusal('uploadTooLarge') : error);
    });
  };
}

/** The file that came with a form; none where nothing was chosen. */
export function uploadOf({ file }: Request): Buffer | undefined {
  return file && file.size > 0 ? file.buffer : undefined;
}

/** Throws a Refusal for a form that a page of somebody else sent. */
export function requireFromHere({ headers }: Request, publicUrl: string): void {
  if (!isFromHere(headers, publicUrl)) throw refusal('formTooOld');
}

/** Throws a Refusal for a form that no page of this session sent. */
export function requireOwnForm(request: Request, publicUrl: string): void {
  requireFromHere(request, publicUrl);
  if (!csrf.isRequestValid(request)) throw refusal('formTooOld');
}

/** Browsers say where a form was sent from; what says nothing is no browser. */
function isFromHere(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin === undefined || headers.origin === new URL(publicUrl).origin;
}
