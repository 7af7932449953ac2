import { StringDecoder } from 'node:string_decoder';
import { setImmediate as others } from 'node:timers/promises';
import type { CallResult } from './call-result';
import { keptHeaders, type Headers } from './kept-headers';
import { Tally } from './tally';
import type { Body } from './text-pieces';

/** What a call brought its client. */
export interface Outcome {
  /** Null where the answer has none: a fault, a result of another form, HTTP without SOAP. */
  readonly returnCode: 1 | -1 | null;
  /** The sentence of the refusal; null where there was none. */
  readonly message: string | null;
  /** The entities, or fields, that were answered; null where the result is no list of them. */
  readonly rows: number | null;
}

/** The fault rule that a call met. */
export interface MetRule {
  readonly id: number;
  /** `HTTP 503`, or `only delayed`. */
  readonly effect: string;
  /** Milliseconds. */
  readonly delayMs: number;
}

/** One SOAP call that was answered. */
export interface JournalEntry extends Outcome {
  readonly id: number;
  /** UTC text. */
  readonly at: string;
  /** Null where no operation was found. */
  readonly operation: string | null;
  /** The user name that the call gave; null where nobody has it. */
  readonly user: string | null;
  readonly trackingIdentifier: string | null;
  readonly status: number;
  readonly result: CallResult;
  readonly faultRule: MetRule | null;
  readonly durationMs: number;
  /** Without those that let somebody in. */
  readonly requestHeaders: Headers;
  /** Empty where the connection was reset. */
  readonly responseHeaders: Headers;
  /** XML with passwords masked, and internal costs for who may not view them; cut when it is long. */
  readonly request: string;
  readonly response: string;
}

/** A call as it was answered. */
export type AnsweredCall = Omit<JournalEntry, 'id' | 'result' | 'requestHeaders' | 'response'> & {
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly response: Body;
};

/** Which entries are wanted; all that is given must fit. */
export interface JournalFilter {
  /** In any case. */
  readonly operation?: string | undefined;
  /** With or without domain. */
  readonly user?: string | undefined;
  readonly trackingIdentifier?: string | undefined;
  readonly status?: number | undefined;
  readonly result?: CallResult | undefined;
  /** Text in what was sent or answered, in any case, as far as it is kept and shown. */
  readonly text?: string | undefined;
  /** Only entries after this id. */
  readonly after?: number | undefined;
}

/** Bounds on memory: so many calls, and so much of each. */
const MAX_ENTRIES = 500;
const SPARE_ENTRIES = 50;
const MAX_TEXT = 32_768;
const MAX_MESSAGE = 1000;

/** So many calls are searched for a text before others have their turn. */
const SEARCHED_AT_ONCE = 10;

const MASK = '******';

/**
 * Elements of a field that do not close themselves, whatever their prefixes and attributes are. This expression and
 * the next match from wherever they start, so that no text makes them slow.
 */
function elementsOf(field: string): RegExp {
  return new RegExp(
    `(<(?:[^\\s<>/:]+:)?${field}(?=[\\s/>])(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>])*)` +
      `(?:(?<=\\/)>|(>)[^]*?(<\\/(?:[^\\s<>/:]+:)?${field}\\s*>|$)|$)`,
    'gi',
  );
}

/** The expressions about a field in a QueryXML, escaped or not. */
function expressionsOf(field: string): RegExp {
  return new RegExp(
    `(\\b${field}\\b(?:(?!\\/field|expression)[^])*)(?:(expression\\b)[^]*?(\\/field|$))?`,
    'gi',
  );
}

/** What hides a password from everybody, and an internal cost from who may not view it. */
const PASSWORDS = [elementsOf('Password'), expressionsOf('Password')];
const COSTS_ANSWERED = [elementsOf('InternalCost')];
const COSTS_SENT = [...COSTS_ANSWERED, expressionsOf('InternalCost')];

type KeptCall = Omit<JournalEntry, 'response'> & { readonly response: Body };

function resultOf({
  faultRule,
  status,
  returnCode,
}: AnsweredCall | Omit<AnsweredCall, 'rawHeaders'>): CallResult {
  if (faultRule) return 'injected';
  return status >= 400 || returnCode === -1 ? 'refused' : 'answered';
}

/** The entries that have a text in what is shown of them: what is masked is not found. */
async function withText(entries: readonly JournalEntry[], wanted: string): Promise<readonly JournalEntry[]> {
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  const found: JournalEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % SEARCHED_AT_ONCE === SEARCHED_AT_ONCE - 1) await others();
    const { message, request, response } = entry;
    if (pattern.test(request) || pattern.test(response) || pattern.test(message ?? '')) found.push(entry);
  }
  return found;
}

/** The latest SOAP calls, in memory. */
export class Journal {
  readonly #entries: KeptCall[] = [];
  readonly tally = new Tally();
  #lastId = 0;

  /** `isCounted`: whether the call counts for the threshold. */
  add({ rawHeaders, ...call }: AnsweredCall, isCounted: boolean): void {
    const request = cut(/password/i.test(call.request) ? masked(call.request, PASSWORDS) : call.request);
    const response = beginning(call.response);
    const message = call.message === null ? null : cut(call.message, MAX_MESSAGE);
    const result = resultOf(call);
    this.#lastId += 1;
    this.#entries.push({
      ...call,
      id: this.#lastId,
      message,
      result,
      requestHeaders: keptHeaders(rawHeaders),
      request,
      response,
    });
    this.tally.add({ ...call, message }, result, isCounted);
    // To drop each by itself would move all others each time.
    if (this.#entries.length > MAX_ENTRIES + SPARE_ENTRIES)
      this.#entries.splice(0, this.#entries.length - MAX_ENTRIES);
  }

  /** The oldest first; with `internalCosts` only for who may view them. */
  async list(
    { operation, user, trackingIdentifier, status, result, text: wantedText, after = 0 }: JournalFilter,
    { internalCosts }: { readonly internalCosts: boolean },
  ): Promise<readonly JournalEntry[]> {
    const wanted = this.#entries
      .slice(-MAX_ENTRIES)
      .filter(
        (call) =>
          call.id > after &&
          (operation === undefined || call.operation?.toLowerCase() === operation.toLowerCase()) &&
          (user === undefined || isUser(call.user, user)) &&
          (trackingIdentifier === undefined || call.trackingIdentifier === trackingIdentifier) &&
          (status === undefined || call.status === status) &&
          (result === undefined || call.result === result),
      );
    const shown = (xml: string, values: readonly RegExp[]): string =>
      internalCosts || !/InternalCost/i.test(xml) ? xml : masked(xml, values);
    // Most of the texts of a list are not looked at.
    const entries = wanted.map(({ request, response, ...call }) => ({
      ...call,
      get request() {
        return shown(request, COSTS_SENT);
      },
      get response() {
        return shown(text(response), COSTS_ANSWERED);
      },
    }));
    return wantedText === undefined ? entries : withText(entries, wantedText);
  }

  clear(): void {
    this.#entries.length = 0;
    this.tally.clear();
  }
}

/** Whether a call is that of a user, who may be named without domain. */
function isUser(caller: string | null, wanted: string): boolean {
  const name = wanted.includes('@') ? caller : caller?.replace(/@[^@]*$/, '');
  return name?.toLowerCase() === wanted.toLowerCase();
}

function cut(text: string, most = MAX_TEXT): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Pieces are kept as they are: others keep most of them anyway. */
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

/** The beginnings of long pieces: some of these are answered again and again. */
const beginnings = new WeakMap<Buffer, Buffer>();

/** A copy, as a part of a buffer would hold on to all of it. */
function beginningOf(piece: Buffer): Buffer {
  const known = beginnings.get(piece) ?? Buffer.from(piece.subarray(0, MAX_TEXT + 1));
  beginnings.set(piece, known);
  return known;
}

/** Bytes that were cut may end within a character, which is left out. */
function text(answer: Body): string {
  if (typeof answer === 'string') return answer;
  const bytes = Buffer.concat(answer);
  return bytes.length > MAX_TEXT
    ? `${new StringDecoder().write(bytes.subarray(0, MAX_TEXT))}…`
    : bytes.toString();
}

/** The XML without these values. One whose end tag is missing hides all that follows. */
function masked(xml: string, values: readonly RegExp[]): string {
  const mask = (all: string, start: string, open?: string, end = ''): string =>
    open === undefined ? all : `${start}${open}${MASK}${end}`;
  return values.reduce((rest, value) => rest.replace(value, mask), xml);
}
