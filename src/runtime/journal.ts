// The latest SOAP calls, in memory.
import { StringDecoder } from 'node:string_decoder';
import { turn } from './timers';
import type { XmlElement } from '../xml/element';
import type { Body } from './answer-body';
import type { CallResult } from './call-result';
import { keptHeaders, type Headers } from './kept-headers';
import { answerWithoutCosts, maskedRequest, type MaskedRequest } from './masking';
import { Tally } from './tally';

/** The outcome of a call for its client. */
export interface Outcome {
  /** Null where the answer has none: a fault, a result of another form, HTTP without SOAP. */
  readonly returnCode: 1 | -1 | null;
  /** The sentence of the refusal; null where there was none. */
  readonly message: string | null;
  /** The number of entities, or fields, in the answer; null where the result is no list of them. */
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

/** A SOAP call and its answer, as the journal lists it. */
export interface JournalEntry extends Outcome {
  readonly id: number;
  /** UTC text. */
  readonly at: string;
  /** Null for a call of an unknown operation. */
  readonly operation: string | null;
  /** The user name of the call; null where no resource has it. */
  readonly user: string | null;
  readonly trackingIdentifier: string | null;
  readonly status: number;
  readonly result: CallResult;
  readonly faultRule: MetRule | null;
  readonly durationMs: number;
  /** Without credentials. */
  readonly requestHeaders: Headers;
  /** Empty where the connection was reset. */
  readonly responseHeaders: Headers;
  /** XML, cut when it is long, with passwords masked, and internal costs for readers without the right to view them. */
  readonly request: string;
  readonly response: string;
}

/** A call as the SOAP pipeline hands it over. */
export type AnsweredCall = Omit<JournalEntry, 'id' | 'result' | 'requestHeaders' | 'response'> & {
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly response: Body;
};

/** A filter of entries; all its members must match. */
export interface JournalFilter {
  /** In any case. */
  readonly operation?: string | undefined;
  /** A user name, with or without domain. */
  readonly user?: string | undefined;
  readonly trackingIdentifier?: string | undefined;
  readonly status?: number | undefined;
  readonly result?: CallResult | undefined;
  /** Text in the request or the answer, in any case, as far as they are kept and shown. */
  readonly text?: string | undefined;
  /** Only entries after this id. */
  readonly after?: number | undefined;
}

/** Bounds on memory: the number of calls, and the characters of each request and answer. */
const MAX_ENTRIES = 500;
const MAX_OF_STRANGERS = 100;
const SPARE_ENTRIES = 50;
const MAX_TEXT = 32_768;
const MAX_MESSAGE = 1000;

/** Calls that are searched for a text before other work has its turn. */
const SEARCHED_AT_ONCE = 10;

/** A call in memory. */
type Kept = Omit<JournalEntry, 'request' | 'response'> & {
  readonly request: MaskedRequest;
  readonly response: Body;
};

function resultOf({
  faultRule,
  status,
  returnCode,
}: Pick<JournalEntry, 'faultRule' | 'status' | 'returnCode'>): CallResult {
  if (faultRule) return 'injected';
  return status >= 400 || returnCode === -1 ? 'refused' : 'answered';
}

/** The entries that show a text: masked values are not found. */
async function withText(entries: readonly JournalEntry[], wanted: string): Promise<readonly JournalEntry[]> {
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  const found: JournalEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % SEARCHED_AT_ONCE === SEARCHED_AT_ONCE - 1) await turn();
    const { message, request, response } = entry;
    if (pattern.test(request) || pattern.test(response) || pattern.test(message ?? '')) found.push(entry);
  }
  return found;
}

/** The journal of the latest SOAP calls, in memory. */
export class Journal {
  readonly #ofUsers: Kept[] = [];
  /** Calls without a valid log-in, with a limit of their own: everybody on the network can send any number of them. */
  readonly #ofStrangers: Kept[] = [];
  readonly tally = new Tally();
  #lastId = 0;

  /** `root`: the root element of the request, where it was read already; `isStranger`: nobody was logged in. */
  add(call: AnsweredCall, root: XmlElement | undefined, isStranger: boolean): void {
    const { withCosts, withoutCosts } = maskedRequest(call.request, root);
    const start = withCosts === call.request && withCosts.length <= MAX_TEXT ? withCosts : cut(withCosts);
    const request = {
      withCosts: start,
      withoutCosts: withoutCosts === withCosts ? start : cut(withoutCosts),
    };
    const response = beginning(call.response);
    const trackingIdentifier = call.trackingIdentifier === null ? null : cut(call.trackingIdentifier);
    const message = call.message === null ? null : cut(call.message, MAX_MESSAGE);
    const result = resultOf(call);
    this.#lastId += 1;
    const [entries, most] = isStranger ? [this.#ofStrangers, MAX_OF_STRANGERS] : [this.#ofUsers, MAX_ENTRIES];
    // Member by member, as rest and spread would take longer than all else here.
    const entry: Kept = {
      id: this.#lastId,
      at: call.at,
      operation: call.operation,
      user: call.user,
      trackingIdentifier,
      status: call.status,
      returnCode: call.returnCode,
      message,
      rows: call.rows,
      result,
      faultRule: call.faultRule,
      durationMs: call.durationMs,
      requestHeaders: keptHeaders(call.rawHeaders),
      responseHeaders: call.responseHeaders,
      request,
      response,
    };
    entries.push(entry);
    // A call without a log-in does not count for the threshold.
    this.tally.add(entry, result, !isStranger);
    // Dropped in batches, as each removal at the front moves all other entries.
    if (entries.length > most + SPARE_ENTRIES) entries.splice(0, entries.length - most);
  }

  /** The oldest first. `internalCosts`: unmasked, for readers with the right to view them. */
  async list(
    { operation, user, trackingIdentifier, status, result, text: wantedText, after = 0 }: JournalFilter,
    { internalCosts }: { readonly internalCosts: boolean },
  ): Promise<readonly JournalEntry[]> {
    const wanted = [...this.#ofStrangers.slice(-MAX_OF_STRANGERS), ...this.#ofUsers]
      .sort((one, other) => one.id - other.id)
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
    // Masked on demand: most texts of a list are never read.
    const entries = wanted.map(({ request, response, ...call }) => ({
      ...call,
      get request() {
        return internalCosts ? request.withCosts : request.withoutCosts;
      },
      get response() {
        const sentCosts = request.withCosts !== request.withoutCosts;
        return internalCosts ? text(response) : answerWithoutCosts(text(response), sentCosts);
      },
    }));
    return wantedText === undefined ? entries : withText(entries, wantedText);
  }

  clear(): void {
    this.#ofUsers.length = 0;
    this.#ofStrangers.length = 0;
    this.tally.clear();
  }
}

/** Whether a call is of a user, named with or without domain. */
function isUser(caller: string | null, wanted: string): boolean {
  const name = wanted.includes('@') ? caller : caller?.replace(/@[^@]*$/, '');
  return name?.toLowerCase() === wanted.toLowerCase();
}

/** A text of its own: a part of a string keeps the whole of it in memory, however long, and with masked values. */
function cut(text: string, most = MAX_TEXT): string {
  const start = Buffer.from(text.slice(0, most)).toString();
  return text.length > most ? `${start}…` : start;
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
