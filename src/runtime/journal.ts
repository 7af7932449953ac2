import { StringDecoder } from 'node:string_decoder';
import type { Body } from './text-pieces';

/** A SOAP call and its answer, as the journal lists it. */
export interface JournalEntry {
  readonly id: number;
  /** UTC text. */
  readonly at: string;
  /** Null for a call of an unknown operation. */
  readonly operation: string | null;
  /** The user name of the call; null where no resource has it. */
  readonly user: string | null;
  readonly trackingIdentifier: string | null;
  readonly status: number;
  readonly durationMs: number;
  /** XML, cut when it is long, with passwords masked, and internal costs for readers without the right to view them. */
  readonly request: string;
  readonly response: string;
}

/** A call as the SOAP pipeline hands it over. */
export type AnsweredCall = Omit<JournalEntry, 'id' | 'response'> & { readonly response: Body };

/** A filter of entries; all its members must match. */
export interface JournalFilter {
  /** In any case. */
  readonly operation?: string | undefined;
  /** A user name, with or without domain. */
  readonly user?: string | undefined;
  readonly status?: number | undefined;
  /** Only entries after this id. */
  readonly after?: number | undefined;
}

/** Bounds on memory: the number of calls, and the characters of each request and answer. */
const MAX_ENTRIES = 500;
const SPARE_ENTRIES = 50;
const MAX_TEXT = 32_768;

const MASK = '******';

/**
 * Matches the elements of a field that have content, with any prefix and attributes. This expression and the next one
 * match from every start, so that no text makes them slow.
 */
function elementsOf(field: string): RegExp {
  return new RegExp(
    `(<(?:[^\\s<>/:]+:)?${field}(?=[\\s/>])(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>])*)` +
      `(?:(?<=\\/)>|(>)[^]*?(<\\/(?:[^\\s<>/:]+:)?${field}\\s*>|$)|$)`,
    'gi',
  );
}

/** Matches the expressions on a field in a QueryXML, escaped or not. */
function expressionsOf(field: string): RegExp {
  return new RegExp(
    `(\\b${field}\\b(?:(?!\\/field|expression)[^])*)(?:(expression\\b)[^]*?(\\/field|$))?`,
    'gi',
  );
}

/** The texts to mask: passwords always, internal costs for readers without the right to view them. */
const PASSWORDS = [elementsOf('Password'), expressionsOf('Password')];
const COSTS_ANSWERED = [elementsOf('InternalCost')];
const COSTS_SENT = [...COSTS_ANSWERED, expressionsOf('InternalCost')];

/** The journal of the latest SOAP calls, in memory. */
export class Journal {
  readonly #entries: (AnsweredCall & { readonly id: number })[] = [];
  #lastId = 0;

  add(call: AnsweredCall): void {
    const request = cut(/password/i.test(call.request) ? masked(call.request, PASSWORDS) : call.request);
    const response = beginning(call.response);
    this.#lastId += 1;
    this.#entries.push({ ...call, id: this.#lastId, request, response });
    // Dropped in batches, as each removal at the front moves all other entries.
    if (this.#entries.length > MAX_ENTRIES + SPARE_ENTRIES)
      this.#entries.splice(0, this.#entries.length - MAX_ENTRIES);
  }

  /** The oldest first. `internalCosts`: unmasked, for readers with the right to view them. */
  list(
    { operation, user, status, after = 0 }: JournalFilter,
    { internalCosts }: { readonly internalCosts: boolean },
  ): readonly JournalEntry[] {
    const wanted = this.#entries
      .slice(-MAX_ENTRIES)
      .filter(
        (call) =>
          call.id > after &&
          (operation === undefined || call.operation?.toLowerCase() === operation.toLowerCase()) &&
          (user === undefined || isUser(call.user, user)) &&
          (status === undefined || call.status === status),
      );
    const shown = (xml: string, values: readonly RegExp[]): string =>
      internalCosts || !/InternalCost/i.test(xml) ? xml : masked(xml, values);
    // Masked on demand: most texts of a list are never read.
    return wanted.map(({ request, response, ...call }) => ({
      ...call,
      get request() {
        return shown(request, COSTS_SENT);
      },
      get response() {
        return shown(text(response), COSTS_ANSWERED);
      },
    }));
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

/** Whether a call is of a user, named with or without domain. */
function isUser(caller: string | null, wanted: string): boolean {
  const name = wanted.includes('@') ? caller : caller?.replace(/@[^@]*$/, '');
  return name?.toLowerCase() === wanted.toLowerCase();
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** The beginning of an answer. Its pieces are not copied, as caches hold most of them anyway. */
function beginning(answer: Body): Body {
  if (typeof answer === 'string') return cut(answer);
  const kept: Buffer[] = [];
  let size = 0;
  for (const piece of answer) {
    if (size > MAX_TEXT) break;
    kept.push(piece.length > MAX_TEXT ? beginningOf(piece) : piece);
    size += piece.length;
  }
  return kept;
}

/** The beginnings of long pieces, which are often parts of many answers. */
const beginnings = new WeakMap<Buffer, Buffer>();

/** A copy, as a slice would keep the whole buffer in memory. */
function beginningOf(piece: Buffer): Buffer {
  const known = beginnings.get(piece) ?? Buffer.from(piece.subarray(0, MAX_TEXT + 1));
  beginnings.set(piece, known);
  return known;
}

/** The text of a cut answer, without an incomplete last character. */
function text(answer: Body): string {
  if (typeof answer === 'string') return answer;
  const bytes = Buffer.concat(answer);
  return bytes.length > MAX_TEXT
    ? `${new StringDecoder().write(bytes.subarray(0, MAX_TEXT))}…`
    : bytes.toString();
}

/** The XML with values masked. A value without an end tag masks the rest of the text. */
function masked(xml: string, values: readonly RegExp[]): string {
  const mask = (all: string, start: string, open?: string, end = ''): string =>
    open === undefined ? all : `${start}${open}${MASK}${end}`;
  return values.reduce((rest, value) => rest.replace(value, mask), xml);
}
