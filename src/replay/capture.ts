// Reads captured calls from a folder.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readContentType } from '../http/content-type';
import { SOAP_1_1, SOAP_1_2, versionOf } from '../http/soap-version';
import { reasonOf } from '../input/system-error';
import { readHar } from './har';
import { CaptureError, readHttpMessage, type HttpMessage } from './http-message';
import { secretsIn, secretsOfAuthorization } from './secrets';
import { calledElement, soapActionOf } from './soap-action';
import type { XmlElement } from '../xml/element';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';

const REQUEST = '.request.xml';
const RESPONSE = '.response.xml';

/** A captured call and its answer. */
export interface Capture {
  /** The common part of the two file names, or the archive and the number of the entry. */
  readonly name: string;
  /** The element in the body, for messages. */
  readonly operation: string;
  /** The captured header with its quotes, or else derived from the body. */
  readonly soapAction: string;
  /** Media type and action of the captured header, or else the media type of the envelope. */
  readonly contentType: string;
  readonly envelope: string;
  /** The status of the answer; undefined where it was not captured. */
  readonly status: number | undefined;
  /** The answer; undefined for the challenge to a client that sends credentials only when challenged. */
  readonly answer: XmlElement | undefined;
  /** The texts to mask in output. */
  readonly secrets: readonly string[];
}

/** A capture that cannot be replayed, and why. */
export interface BrokenCapture {
  readonly name: string;
  readonly problem: string;
}

/** A folder without captures. */
export class NoCapturesError extends Error {
  override readonly name = 'NoCapturesError';
}

/** All captures of a folder in the order of their file names. Throws a NoCapturesError. */
export function readCaptures(folder: string): readonly (Capture | BrokenCapture)[] {
  const files = filesOf(folder);
  const captures = files.flatMap((file) => {
    if (file.toLowerCase().endsWith('.har')) return readArchive(folder, file);
    if (file.endsWith(REQUEST)) return readPair(folder, file.slice(0, -REQUEST.length), files);
    if (!file.endsWith(RESPONSE)) return [];
    const name = file.slice(0, -RESPONSE.length);
    return files.includes(name + REQUEST) ? [] : { name, problem: `${name}${REQUEST} is missing` };
  });
  if (captures.length === 0) {
    throw new NoCapturesError(
      `There are no captures in ${folder}: neither NAME${REQUEST} with NAME${RESPONSE}, nor *.har.`,
    );
  }
  return captures;
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new NoCapturesError(`There is no folder ${folder}.`);
    if (code === 'ENOTDIR') throw new NoCapturesError(`${folder} is not a folder.`);
    throw new NoCapturesError(`The folder ${folder} cannot be read (${code ?? 'unknown error'}).`);
  }
}

function readPair(folder: string, name: string, files: readonly string[]): Capture | BrokenCapture {
  if (!files.includes(name + RESPONSE)) return { name, problem: `${name}${RESPONSE} is missing` };
  const message = (file: string) => (): HttpMessage => readHttpMessage(readBytes(folder, file));
  return readCapture(
    name,
    name + REQUEST,
    message(name + REQUEST),
    name + RESPONSE,
    message(name + RESPONSE),
  );
}

function readArchive(folder: string, file: string): readonly (Capture | BrokenCapture)[] {
  try {
    const exchanges = withSubject(file, () => readHar(readBytes(folder, file)));
    if (exchanges.length === 0) return [{ name: file, problem: `${file} has no POST of a SOAP envelope` }];
    return exchanges.map(({ entry, request, response }) =>
      readCapture(`${file}#${entry}`, 'its request', () => request, 'its response', response),
    );
  } catch (error) {
    return [{ name: file, problem: problemOf(error) }];
  }
}

function readCapture(
  name: string,
  requestName: string,
  readRequest: () => HttpMessage,
  responseName: string,
  readResponse: () => HttpMessage,
): Capture | BrokenCapture {
  try {
    const request = withSubject(requestName, readRequest);
    const envelope = withSubject(requestName, () => readDocument(request.body));
    const called = calledElement(envelope);
    if (envelope.local !== 'Envelope') throw new CaptureError(`${requestName} is not a SOAP envelope`);
    const response = withSubject(responseName, readResponse);
    const isChallenge = response.status === 401;
    const answer = isChallenge ? undefined : withSubject(responseName, () => readDocument(response.body));
    return {
      name,
      operation: called?.local ?? 'nothing',
      soapAction: request.headers.get('soapaction') ?? `"${soapActionOf(envelope)}"`,
      contentType: contentTypeOf(request, envelope),
      envelope: request.body,
      status: response.status,
      answer,
      secrets: [
        ...secretsOfAuthorization(request.headers.get('authorization')),
        ...secretsIn(envelope),
        ...(answer ? secretsIn(answer) : []),
      ],
    };
  } catch (error) {
    return { name, problem: problemOf(error) };
  }
}

/** The Content-Type of a replayed request, whose charset is always UTF-8. */
function contentTypeOf({ headers }: HttpMessage, { namespace }: XmlElement): string {
  const { mediaType, parameters } = readContentType(headers.get('content-type') ?? '');
  const own = namespace === SOAP_1_2.namespace ? SOAP_1_2 : SOAP_1_1;
  const action = parameters.get('action');
  const type = `${(versionOf(mediaType) ?? own).mediaType}; charset=utf-8`;
  return action === undefined ? type : `${type}; action="${action}"`;
}

function readDocument(text: string): XmlElement {
  if (text === '') throw new CaptureError('is empty');
  return readXml(text, CAPTURE);
}

function readBytes(folder: string, file: string): Buffer {
  try {
    return readFileSync(path.join(folder, file));
  } catch (error) {
    throw new CaptureError(`cannot be read: ${reasonOf(error) ?? String(error)}`);
  }
}

/** Prefixes the message of a CaptureError with the name of the file or entry. */
function withSubject<T>(subject: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError) throw new CaptureError(`${subject} is ${error.message}`);
    throw error instanceof CaptureError ? new CaptureError(`${subject} ${error.message}`) : error;
  }
}

/** The message of a CaptureError; other errors are thrown again. */
function problemOf(error: unknown): string {
  if (error instanceof CaptureError) return error.message;
  throw error;
}
