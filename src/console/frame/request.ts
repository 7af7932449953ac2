// Reads the request of a page: query, form, file, within limits.
import type { IncomingHttpHeaders } from 'node:http';
import { csrfSync } from 'csrf-sync';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { requireLength } from '../../http/problem';
import { refusal } from '../../refusals/refusal';
import { CSRF_FIELD } from './form';

/** Bounds on what forms bring. A rule about a field may be stricter. */
const MOST_FORM_BYTES = 1_000_000;
const MOST_UPLOAD_BYTES = 10_000_000;
/** The largest form without a log-in: a user name, a password, a path. */
const MOST_STRANGER_BYTES = 16_384;

const csrf = csrfSync({
  getTokenFromRequest: (request) => queryOf(request).get(CSRF_FIELD) ?? formOf(request).get(CSRF_FIELD),
});

/** The token that forms of this session carry; one is made where there is none. */
export function csrfTokenOf(request: Request): string {
  return csrf.generateToken(request);
}

export function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}

/** The body of a form: text that was not parsed yet, or the fields beside a file. */
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

/** Reads the text of a form that may be sent without a log-in. */
export const readStrangersForm: RequestHandler = readText(MOST_STRANGER_BYTES);

const readForm = readText(MOST_FORM_BYTES);

function readText(limit: number): RequestHandler {
  const read: RequestHandler = express.text({ type: 'application/x-www-form-urlencoded', limit });
  return (request, response, next) => {
    requireLength(request, limit);
    void read(request, response, next);
  };
}

/** Reads a form with one file field, and no other. */
function readFile(field: string): RequestHandler {
  const limits = { fileSize: MOST_UPLOAD_BYTES, files: 1, fields: 0, parts: 1, headerPairs: 20 };
  const read = multer({ limits }).single(field);
  return (request, response, next) => {
    requireLength(request, 2 * MOST_UPLOAD_BYTES);
    read(request, response, (error: unknown) => {
      const isTooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
      // The bytes are kept in memory, so that only the request itself can be at fault.
      next(error && refusal(isTooLarge ? 'uploadTooLarge' : 'formNotReadable'));
    });
  };
}

/** The file that came with a form; none where nothing was chosen. */
export function uploadOf({ file }: Request): Buffer | undefined {
  return file && file.size > 0 ? file.buffer : undefined;
}

export function uploadNameOf({ file }: Request): string {
  return file?.originalname ?? '';
}

/** Throws a Refusal for a form that another site sent. */
export function requireFromHere({ headers }: Request, publicUrl: string): void {
  if (!isFromHere(headers, publicUrl)) throw refusal('formTooOld');
}

/**
 * Reads a form, `file` being the name of its file field. Throws a Refusal for one that no page of this session sent:
 * where the browser tells, or the token is in the address, before anything is read.
 */
export async function readOwnForm(
  request: Request,
  response: Response,
  publicUrl: string,
  file?: string,
): Promise<void> {
  requireFromHere(request, publicUrl);
  // A session without a token has shown no form.
  if (file !== undefined || csrf.getTokenFromState(request) === undefined) requireToken(request);
  const read = file === undefined ? readForm : readFile(file);
  await new Promise<void>((resolve, reject) => {
    void read(request, response, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  requireToken(request);
}

function requireToken(request: Request): void {
  if (!csrf.isRequestValid(request)) throw refusal('formTooOld');
}

/** Browsers say where a form was sent from; what says nothing is no browser. */
function isFromHere(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  // The address may be that of the Host header, which can be any text.
  return URL.canParse(publicUrl) && headers.origin === new URL(publicUrl).origin;
}
