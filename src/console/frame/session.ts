// The sessions of the console.
import { promisify } from 'node:util';
import type { Request, RequestHandler, Response } from 'express';
import session, { Store, type SessionData } from 'express-session';
import type { Clock } from '../../runtime/clock';
import { tokenDigest } from '../../passwords/token';
import type { Login } from '../../store/log-in/login-store';
import type { StoredSession } from '../../store/log-in/session-store';
import type { Store as DataStore } from '../../store/store';
import type { Notice } from './page';
import { csrfTokenOf } from './request';

declare module 'express-session' {
  interface SessionData {
    /** The resource that is logged in; there is no session without. */
    resourceId: number;
    /** When the log-in was, UTC text. */
    startedAt: string;
    /** The notice that the next page shows once. */
    notice?: Notice;
  }
}

const MINUTE = 60_000;

/** A session ends when nothing was done for so long, and at any rate after so long. */
const IDLE_MS = 30 * MINUTE;
const LONGEST_MS = 12 * 60 * MINUTE;

/** The services and settings that sessions need. */
export interface SessionSettings {
  readonly store: DataStore;
  readonly clock: Clock;
  /** Believe what a proxy says about TLS. */
  readonly trustProxy: boolean;
}

const NAME = 'atws_session';

/** Only the console gets the cookie, from its own pages, and no script. */
const COOKIE = { path: '/admin', httpOnly: true, sameSite: 'strict' } as const;

/** Keeps who is logged in to the console, by a cookie that only the console gets. */
export function sessions({ store, clock, trustProxy }: SessionSettings): RequestHandler {
  return session({
    name: NAME,
    // The identifier is random and only its digest is stored, so a signature adds nothing; one is demanded.
    secret: 'atws-emulator',
    store: new SessionFiles(store, clock),
    resave: false,
    saveUninitialized: false,
    proxy: trustProxy,
    cookie: { ...COOKIE, secure: 'auto' },
  });
}

/** Begins a session after a log-in with the password of that hash, under a new identifier. */
export async function startSession(
  request: Request,
  { store, clock }: Pick<SessionSettings, 'store' | 'clock'>,
  { resourceId, passwordHash }: Pick<Login, 'resourceId' | 'passwordHash'>,
): Promise<void> {
  // An identifier that was known before the log-in is of no use after it (session fixation).
  await promisify(request.session.regenerate.bind(request.session))();
  const startedAt = clock.now().toISOString();
  const data = Object.assign(request.session, { resourceId, startedAt });
  csrfTokenOf(request);
  await store.sessions.add(storedOf(request.sessionID, data, clock), passwordHash, startedAt);
}

/** Ends a session. Without its cookie a browser shows none of the pages that it keeps to go back to. */
export async function endSession(request: Request, response: Response): Promise<void> {
  await promisify(request.session.destroy.bind(request.session))();
  response.clearCookie(NAME, COOKIE);
}

function storedOf(identifier: string, data: SessionData, clock: Clock): StoredSession {
  const idle = clock.now().getTime() + IDLE_MS;
  const longest = Date.parse(data.startedAt) + LONGEST_MS;
  return {
    digest: tokenDigest(identifier),
    resourceId: data.resourceId,
    data: JSON.stringify(data),
    expiresAt: new Date(Math.min(idle, longest)).toISOString(),
  };
}

type Done<T> = (error: unknown, result?: T) => void;

/** The sessions in the data file, as express-session asks for them. */
class SessionFiles extends Store {
  readonly #store: DataStore;
  readonly #clock: Clock;

  constructor(store: DataStore, clock: Clock) {
    super();
    this.#store = store;
    this.#clock = clock;
  }

  override get(identifier: string, done: Done<SessionData | null>): void {
    settle(this.#read(identifier), done);
  }

  override set(identifier: string, data: SessionData, done: Done<void> = () => undefined): void {
    settle(this.#update(identifier, data), done);
  }

  override destroy(identifier: string, done: Done<void> = () => undefined): void {
    settle(this.#store.sessions.remove(tokenDigest(identifier)), done);
  }

  override touch(identifier: string, data: SessionData, done: () => void = () => undefined): void {
    settle(this.#extend(storedOf(identifier, data, this.#clock)), done);
  }

  async #read(identifier: string): Promise<SessionData | null> {
    const stored = await this.#store.sessions.read(tokenDigest(identifier));
    if (!stored || stored.expiresAt <= this.#clock.now().toISOString()) return null;
    return JSON.parse(stored.data) as SessionData;
  }

  async #update(identifier: string, data: SessionData): Promise<void> {
    // Of a log-in that failed half-way.
    if (!('startedAt' in data)) return;
    await this.#store.sessions.update(storedOf(identifier, data, this.#clock));
  }

  /** A write for each page that is looked at would be a lot: once a minute is enough. */
  async #extend({ digest, expiresAt }: StoredSession): Promise<void> {
    const stored = await this.#store.sessions.read(digest);
    if (stored && Date.parse(expiresAt) - Date.parse(stored.expiresAt) >= MINUTE) {
      await this.#store.sessions.extend(digest, expiresAt);
    }
  }
}

function settle<T>(work: Promise<T>, done: Done<T>): void {
  work.then(
    (result) => {
      done(null, result);
    },
    (error: unknown) => {
      done(error);
    },
  );
}
