// Reads the request of a page: query, form, file, within limits.
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { csrfSync } from 'csrf-sync';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { requireLength } from '../../http/problem';
import { sizeLimit } from '../../http/size-limit';
import { refusal, type Refusal } from '../../refusals/refusal';
import { CSRF_FIELD } from './form';
import type { TakeFile } from './page';

/** Bounds on what forms bring. A rule about a field may be stricter. */
const MOST_FORM_BYTES = 1_000_000;
/** What a form with a file may have beside it. */
const MOST_BESIDE_FILE = 10_000;
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

/** Reads the one file of a form whose only field is `field`. */
export function fileTaker(request: Request, response: Response, field = ''): TakeFile {
  return async <T>(
    limit: number,
    tooLarge: () => Refusal,
    take: (bytes: Readable, name: string) => Promise<T>,
  ): Promise<T | undefined> => {
    if (Number(request.headers['content-length'] ?? 0) > limit + MOST_BESIDE_FILE) throw tooLarge();
    return new Promise<T | undefined>((resolve, reject) => {
      let taken: T | undefined;
      let failure: unknown;
      const storage: StorageEngine = {
        _handleFile: (_request, { stream, originalname }, done) => {
          const bytes = stream.pipe(sizeLimit(limit, tooLarge));
          request.once('close', () => {
            if (!request.complete) bytes.destroy(refusal('formNotReadable'));
          });
          unlessEmpty(bytes, () => take(bytes, originalname)).then(
            (result) => {
              taken = result;
              done(null, {});
            },
            (error: unknown) => {
              failure = error;
              done(error);
            },
          );
        },
        _removeFile: (_request, _file, done) => {
          done(null);
        },
      };
      const limits = { files: 1, fields: 0, parts: 1, headerPairs: 20 };
      void multer({ storage, limits }).single(field)(request, response, (error: unknown) => {
        if (error) reject(failure instanceof Error ? failure : refusal('formNotReadable'));
        else resolve(taken);
      });
    });
  };
}

/** Does what there is to do with bytes; undefined where there are none. */
async function unlessEmpty<T>(bytes: Readable, work: () => Promise<T>): Promise<T | undefined> {
  await once(bytes, 'readable');
  return bytes.readableLength === 0 ? undefined : work();
}

/** Throws a Refusal for a form that another site sent. */
export function requireFromHere({ headers }: Request, publicUrl: string): void {
  if (!isFromHere(headers, publicUrl)) throw refusal('formTooOld');
}

/**
 * Reads a form. Throws a Refusal for one that no page of this session sent: where the browser tells, or the token is in
 * the address, before anything is read. A form with a file has it there, and is read by the page.
 */
export async function readOwnForm(
  request: Request,
  response: Response,
  publicUrl: string,
  hasFile = false,
): Promise<void> {
  requireFromHere(request, publicUrl);
  // A session without a token has shown no form.
  if (hasFile || csrf.getTokenFromState(request) === undefined) requireToken(request);
  if (hasFile) return;
  await new Promise<void>((resolve, reject) => {
    void readForm(request, response, (error: unknown) => {
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
