import type { Request, RequestHandler, Router } from 'express';
import type { Client } from '../../runtime/client';
import type { LogIn } from '../../passwords/log-in';
import { emailToConfirm } from '../../updates/email-change';
import { answer, go } from '../frame/answer';
import { Form } from '../frame/form';
import { violationsOf } from '../frame/violations';
import { View } from '../frame/page';
import { Alert } from '../frame/callout';
import { Input } from '../frame/fields';
import { formOf, queryOf, readOwnForm, readStrangersForm, requireFromHere } from '../frame/request';
import { startSession } from '../frame/session';
import type { EmulatorContext } from '../../operations/emulator-context';

/** Adds the pages with which people come and go. */
export function addLogIn(
  router: Router,
  { store, clock }: Pick<EmulatorContext, 'store' | 'clock'>,
  logIn: LogIn,
  {
    publicUrl,
    clientOf,
  }: {
    readonly publicUrl: (request: Request) => string;
    readonly clientOf: (request: Request) => Client;
  },
): void {
  router.get('/log-in', async (request, response) => {
    await answer(request, response, undefined, logInView(queryOf(request).get('next') ?? ''));
  });
  const fromHere: RequestHandler = (request, _response, next) => {
    requireFromHere(request, publicUrl(request));
    next();
  };
  router.post('/log-in', fromHere, readStrangersForm, async (request, response) => {
    const form = formOf(request);
    const sent = (name: string): string => form.get(name) ?? '';
    try {
      const login = await logIn.check(sent('userName'), sent('password'), clientOf(request));
      await startSession(request, { store, clock }, login);
      const isAsked = (await emailToConfirm(store, login.resourceId)) !== undefined;
      go(response, isAsked ? '/confirm-change' : ownPath(sent('next')));
    } catch (error) {
      const violation = violationsOf(error)[''];
      await answer(request, response, undefined, logInView(sent('next'), sent('userName'), violation));
    }
  });
  router.post('/log-out', async (request, response) => {
    await readOwnForm(request, response, publicUrl(request));
    await new Promise((done) => request.session.destroy(done));
    go(response, '/log-in');
  });
}

function logInView(next: string, userName = '', violation?: string): View {
  return new View(
    'Log in',
    <Form action="/log-in" class="card narrow">
      <Alert text={violation} />
      <input type="hidden" name="next" value={next} />
      <Input name="userName" label="User name" value={userName} autocomplete="username" required />
      <Input name="password" label="Password" type="password" autocomplete="current-password" required />
      <button>Log in</button>
    </Form>,
    { status: violation === undefined ? 200 : 401 },
  );
}

/** A path behind `/admin`; whatever else a link to the log-in names is not gone to. */
function ownPath(next: string): string {
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
