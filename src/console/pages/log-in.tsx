// Log-in and log-out.
import type { FC } from 'hono/jsx';
import type { Request, RequestHandler, Router } from 'express';
import type { Client } from '../../runtime/client';
import type { LogIn } from '../../passwords/log-in';
import { emailToConfirm } from '../../updates/email-change';
import { demoAccess, type DemoAccess } from '../../tenant/demo-log-ins';
import { answer, go } from '../frame/answer';
import { Form, Hidden } from '../frame/form';
import { Panel } from '../frame/parts';
import { violationsOf } from '../frame/violations';
import { View } from '../frame/page';
import { Alert } from '../frame/callout';
import { Input } from '../frame/fields';
import { formOf, queryOf, readOwnForm, readStrangersForm, requireFromHere } from '../frame/request';
import { endSession, startSession } from '../frame/session';
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
    await answer(request, response, undefined, await logInView(store, queryOf(request).get('next') ?? ''));
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
      const view = await logInView(store, sent('next'), sent('userName'), violation);
      await answer(request, response, undefined, view);
    }
  });
  router.post('/log-out', async (request, response) => {
    await readOwnForm(request, response, publicUrl(request));
    await endSession(request, response);
    go(response, '/log-in');
  });
}

async function logInView(
  store: EmulatorContext['store'],
  next: string,
  userName = '',
  violation?: string,
): Promise<View> {
  return new View(
    'Log in to the console',
    <Form action="/log-in" class="stack">
      <Alert text={violation} />
      <Hidden values={[['next', next]]} />
      <Input
        name="userName"
        label="User name"
        value={userName}
        autocomplete="username"
        placeholder="user name, or user name@domain"
        autofocus
        required
      />
      <Input name="password" label="Password" type="password" autocomplete="current-password" required />
      <div class="row apart">
        <button class="primary">Log in</button>
        <a href="/">
          <small>Endpoint and help</small>
        </a>
      </div>
    </Form>,
    {
      status: violation === undefined ? 200 : 401,
      aside: <DemoLogIns {...await demoAccess(store)} next={next} />,
    },
  );
}

/** The published log-ins of people that work, each a button; nothing where there are none. */
const DemoLogIns: FC<DemoAccess & { readonly next: string }> = ({ logIns, next }) => {
  const people = logIns.filter(({ apiOnly }) => !apiOnly);
  if (people.length === 0) return null;
  return (
    <Panel
      title="This is the demo tenant"
      isFlush
      footer={
        <small>
          API-only users call the endpoint, and cannot log in here. These passwords are published.
        </small>
      }
    >
      <table>
        <caption class="sr">Log-ins of the demo tenant</caption>
        <tbody>
          {people.map(({ name, user, password, systemAdministrator }) => (
            <tr>
              <td>
                <b>{name}</b>
                <br />
                <small>{systemAdministrator ? 'administrator' : 'a person, no administrator'}</small>
              </td>
              <td>
                <code>{user.replace(/@.*/, '')}</code>
                <br />
                <code>{password}</code>
              </td>
              <td class="num">
                <Form action="/log-in">
                  <Hidden
                    values={[
                      ['userName', user],
                      ['password', password],
                      ['next', next],
                    ]}
                  />
                  <button class="small">
                    Log in<span class="sr"> as {name}</span>
                  </button>
                </Form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
};

/** A path behind `/admin`; a link to the log-in leads nowhere else. */
function ownPath(next: string): string {
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
