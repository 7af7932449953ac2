import { StringDecoder } from 'node:string_decoder';
import type { XmlElement } from '../xml/element';
import { answerWithoutCosts, maskedRequest, type MaskedRequest } from './masking';
import type { Body } from './text-pieces';

/** One SOAP call that was answered. */
export interface JournalEntry {
  readonly id: number;
  /** UTC text. */
  readonly at: string;
  /** Null where no operation was found. */
  readonly operation: string | null;
  /** The user name that the call gave; null where nobody has it. */
  readonly user: string | null;
  readonly trackingIdentifier: string | null;
  readonly status: number;
  readonly durationMs: number;
  /** XML with passwords masked, and internal costs for who may not view them; cut when it is long. */
  readonly request: string;
  readonly response: string;
}

/** A call as it was answered. */
export type AnsweredCall = Omit<JournalEntry, 'id' | 'response'> & { readonly response: Body };

/** Which entries are wanted; all that is given must fit. */
export interface JournalFilter {
  /** In any case. */
  readonly operation?: string | undefined;
  /** With or without domain. */
  readonly user?: string | undefined;
  readonly status?: number | undefined;
  /** Only entries after this id. */
  readonly after?: number | undefined;
}

/** Bounds on memory: so many calls, and so much of each. */
const MAX_ENTRIES = 500;
const MAX_OF_STRANGERS = 100;
const SPARE_ENTRIES = 50;
const MAX_TEXT = 32_768;

/** What is kept of a call. */
type Kept = Omit<AnsweredCall, 'request'> & { readonly id: number; readonly request: MaskedRequest };

/** The latest SOAP calls, in memory. */
export class Journal {
  readonly #ofUsers: Kept[] = [];
  /** Of nobody who was logged in: whoever knows the address can make any number of them. */
  readonly #ofStrangers: Kept[] = [];
  #lastId = 0;

  /** `root`: the root element of the request, where it was read already; `isStranger`: nobody was logged in. */
  add(call: AnsweredCall, root: XmlElement | undefined, isStranger: boolean): void {
    const { withCosts, withoutCosts } = maskedRequest(call.request, root);
    const request = { withCosts: cut(withCosts), withoutCosts: cut(withoutCosts) };
    const response = beginning(call.response);
    this.#lastId += 1;
    const [entries, most] = isStranger ? [this.#ofStrangers, MAX_OF_STRANGERS] : [this.#ofUsers, MAX_ENTRIES];
    entries.push({ ...call, id: this.#lastId, request, response });
    // To drop each by itself would move all others each time.
    if (entries.length > most + SPARE_ENTRIES) entries.splice(0, entries.length - most);
  }

  /** The oldest first; with `internalCosts` only for who may view them. */
  list(
    { operation, user, status, after = 0 }: JournalFilter,
    { internalCosts }: { readonly internalCosts: boolean },
  ): readonly JournalEntry[] {
    const wanted = [...this.#ofStrangers.slice(-MAX_OF_STRANGERS), ...this.#ofUsers]
      .sort((one, other) => one.id - other.id)
      .slice(-MAX_ENTRIES)
      .filter(
        (call) =>
          call.id > after &&
          (operation === undefined || call.operation?.toLowerCase() === operation.toLowerCase()) &&
          (user === undefined || isUser(call.user, user)) &&
          (status === undefined || call.status === status),
      );
    // Most of the texts of a list are not looked at.
    return wanted.map(({ request, response, ...call }) => ({
      ...call,
      get request() {
        return internalCosts ? request.withCosts : request.withoutCosts;
      },
      get response() {
        return internalCosts ? text(response) : answerWithoutCosts(text(response));
      },
    }));
  }

  clear(): void {
    this.#ofUsers.length = 0;
    this.#ofStrangers.length = 0;
  }
}

/** Whether a call is that of a user, who may be named without domain. */
function isUser(caller: string | null, wanted: string): boolean {
  const name = wanted.includes('@') ? caller : caller?.replace(/@[^@]*$/, '');
  return name?.toLowerCase() === wanted.toLowerCase();
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
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
