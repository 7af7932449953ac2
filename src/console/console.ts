// The console: its files, sessions, log-in and pages, under `/admin`.
import path from 'node:path';
import express, { type ErrorRequestHandler, type Request, type Router } from 'express';
import helmet from 'helmet';
import { goneOf } from '../http/client-of';
import { hostDenialOf } from '../http/guard';
import { Problem, problemOf } from '../http/problem';
import type { Client } from '../runtime/client';
import { LogIn } from '../passwords/log-in';
import type { PasswordCheck } from '../passwords/password-guard';
import { refusal } from '../refusals/refusal';
import { ROOT } from '../config/package-files';
import { CONFIRM_PATH } from '../updates/email-change';
import { INVITATION_PATH } from '../updates/invitation';
import { answer, go } from './frame/answer';
import { addConfirmLink } from './pages/confirm-email';
import { failure } from './frame/failure';
import { CONSOLE_PATH } from '../http/paths';
import { addLogIn } from './pages/log-in';
import { Redirect, type Page } from './frame/page';
import { PAGES } from './pages';
import { fileTaker, formOf, queryOf, readOwnForm } from './frame/request';
import { sessions, startSession } from './frame/session';
import { addInvitationLink } from './pages/set-password';
import { visitorOf } from './frame/visitor';
import type { EmulatorContext } from '../operations/emulator-context';

/** The style sheet and the script; they are served as they are. */
const ASSETS = path.join(ROOT, 'public');

const SECURITY_HEADERS = helmet({
  // It would bind all servers at this name, localhost too, to https for a year: that is for the owner of the name to say.
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
});

/** The settings of the console. */
export interface ConsoleSettings {
  /** How the sender of a request reaches this server. */
  readonly publicUrl: (request: Request) => string;
  readonly clientOf: (request: Request) => Client;
  readonly passwords: PasswordCheck;
  readonly trustProxy: boolean;
  /** Names, beside localhost and plain addresses, by which the server is known. */
  readonly allowedHosts: readonly string[];
  /** Told about what should not happen. */
  readonly failed: (error: unknown) => void;
}

/** Every page for people: the console, and what the links in messages lead to. */
export function createConsole(context: EmulatorContext, settings: ConsoleSettings): Router {
  const { store, clock } = context;
  const router = express.Router();
  const places = [CONSOLE_PATH, CONFIRM_PATH, INVITATION_PATH];
  router.use(`${CONSOLE_PATH}/assets`, express.static(ASSETS, { index: false, maxAge: '1h' }));
  router.use(places, SECURITY_HEADERS, (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  addConfirmLink(router, context);
  addInvitationLink(router, context);
  router.use(
    CONSOLE_PATH,
    (request, _response, next) => {
      const denial = hostDenialOf(request, settings.allowedHosts);
      if (denial) throw new Problem(denial.status, denial.rule, denial.detail);
      next();
    },
    sessions({ store, clock, trustProxy: settings.trustProxy }),
    async (_request, response, next) => {
      // A form that is refused is a page, too.
      response.locals['waiting'] = await store.outbox.waiting();
      next();
    },
    rooms(context, settings),
  );
  const answerError: ErrorRequestHandler = async (error: unknown, request: Request, response, _next) => {
    const problem = problemOf(error, settings.failed);
    // A session that cannot be stored is told of after the answer.
    if (response.headersSent) return;
    // Without a session where sessions failed or a link of a message leads; without a visitor where the data failed.
    const { session } = request as Partial<Request>;
    const visitor = session && (await visitorOf(store, request).catch(() => undefined));
    await answer(request, response, visitor, failure(problem));
  };
  router.use(places, answerError);
  return router;
}

/** The pages that need a log-in, and log-in and log-out. */
function rooms(context: EmulatorContext, settings: ConsoleSettings): Router {
  const { store } = context;
  const logIn = new LogIn(store, settings.passwords);
  const router = express.Router();
  addLogIn(router, context, logIn, settings);
  router.get('/', async (request, response) => {
    const visitor = await visitorOf(store, request);
    // A stranger is led on by who logs in.
    const start = visitor?.administrator ? '/resources' : '/profile';
    go(response, visitor ? start : '/log-in');
  });
  for (const page of PAGES) addPage(router, page, context, logIn, settings);
  router.use((request) => {
    throw new Problem(404, 'path', `There is no page ${CONSOLE_PATH}${request.path}.`);
  });
  return router;
}

function addPage(
  router: Router,
  page: Page,
  context: EmulatorContext,
  logIn: LogIn,
  settings: ConsoleSettings,
): void {
  router[page.method](page.path, async (request, response) => {
    const visitor = await visitorOf(context.store, request);
    if (!visitor) {
      const next = page.method === 'get' ? request.url : '/';
      await answer(request, response, undefined, new Redirect(`/log-in?next=${encodeURIComponent(next)}`));
      return;
    }
    if (page.audience === 'administrators' && !visitor.administrator) throw refusal('administratorsOnly');
    const id = idOf(request);
    const publicUrl = settings.publicUrl(request);
    if (page.method === 'post') await readOwnForm(request, response, publicUrl, page.file !== undefined);
    const visit = {
      visitor,
      id,
      path: request.path,
      query: queryOf(request),
      publicUrl,
      isGone: goneOf(request),
      form: formOf(request),
      takeFile: fileTaker(request, response, page.file),
      requirePassword: async (password: string) => {
        await logIn.check(visitor.userName, password, settings.clientOf(request));
      },
      renewSession: async () => {
        const [passwordHash = null] = await context.store.passwords.history(visitor.id);
        await startSession(request, context, { resourceId: visitor.id, passwordHash });
      },
    };
    await answer(request, response, visitor, await page.answer(context, visit));
  });
}

/** The number in the path; 0 where the page has none. */
function idOf({ params, path: asked }: Request): number {
  const { id = '0' } = params as { readonly id?: string };
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new Problem(404, 'path', `There is no page ${CONSOLE_PATH}${asked}.`);
}
