import type { Request, RequestHandler } from 'express';
import session, { Store, type SessionData } from 'express-session';
import type { Clock } from '../clock';
import { tokenDigest } from '../passwords/token';
import type { Store as DataStore } from '../store/store';
import { csrfTokenOf } from './request';

declare module 'express-session' {
  interface SessionData {
    /** Who is logged in; nobody has a session without. */
    resourceId: number;
    /** Of the hash of the password at the log-in: with another password, the session is over. */
    passwordDigest: string;
    /** When the log-in was, UTC text. */
    startedAt: string;
    /** What the next page tells once. */
    notice?: string;
  }
}

const MINUTE = 60_000;

/** A session ends when nothing was done for so long, and at any rate after so long. */
const IDLE_MS = 30 * MINUTE;
const LONGEST_MS = 12 * 60 * MINUTE;

/** What the sessions of the console depend on. */
export interface SessionSettings {
  readonly store: DataStore;
  readonly clock: Clock;
  /** Believe what a proxy says about TLS. */
  readonly trustProxy: boolean;
}

/** Keeps who is logged in to the console, by a cookie that only the console gets. */
export function sessions({ store, clock, trustProxy }: SessionSettings): RequestHandler {
  return session({
    name: 'atws_session',
    // The identifier is random and only its digest is stored, so a signature adds nothing; one is demanded.
    secret: 'atws-emulator',
    store: new SessionFiles(store, clock),
    resave: false,
    saveUninitialized: false,
    proxy: trustProxy,
    cookie: { path: '/admin', httpOnly: true, sameSite: 'strict', secure: 'auto' },
  });
}

/** Begins a session for somebody who just showed to know the password, under a new identifier. */
export async function startSession(
  request: Request,
  { store, clock }: Pick<SessionSettings, 'store' | 'clock'>,
  resourceId: number,
): Promise<void> {
  // Whoever knew the identifier before the log-in does not know the one after it.
  await new Promise((done) => request.session.regenerate(done));
  const [hash = ''] = await store.passwords.history(resourceId);
  const startedAt = clock.now().toISOString();
  Object.assign(request.session, { resourceId, passwordDigest: tokenDigest(hash), startedAt });
  csrfTokenOf(request);
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
    const stored = {
      digest: tokenDigest(identifier),
      resourceId: data.resourceId,
      data: JSON.stringify(data),
      expiresAt: this.#expiry(data),
    };
    settle(this.#store.sessions.put(stored, this.#clock.now().toISOString()), done);
  }

  override destroy(identifier: string, done: Done<void> = () => undefined): void {
    settle(this.#store.sessions.remove(tokenDigest(identifier)), done);
  }

  override touch(identifier: string, data: SessionData, done: () => void = () => undefined): void {
    settle(this.#extend(tokenDigest(identifier), this.#expiry(data)), done);
  }

  async #read(identifier: string): Promise<SessionData | null> {
    const stored = await this.#store.sessions.read(tokenDigest(identifier));
    if (!stored || stored.expiresAt <= this.#clock.now().toISOString()) return null;
    return JSON.parse(stored.data) as SessionData;
  }

  /** A write for each page that is looked at would be a lot: once a minute is enough. */
  async #extend(digest: string, expiresAt: string): Promise<void> {
    const stored = await this.#store.sessions.read(digest);
    if (stored && Date.parse(expiresAt) - Date.parse(stored.expiresAt) >= MINUTE) {
      await this.#store.sessions.extend(digest, expiresAt);
    }
  }

  #expiry({ startedAt }: SessionData): string {
    const idle = this.#clock.now().getTime() + IDLE_MS;
    return new Date(Math.min(idle, Date.parse(startedAt) + LONGEST_MS)).toISOString();
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
