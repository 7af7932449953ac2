// Confirms a new e-mail address, by the link of a message.
import type { FC } from 'hono/jsx';
import type { Router } from 'express';
import { withdrawOwnEmailChange } from '../../lifecycle/email';
import {
  confirmEmailChange,
  confirmOwnEmailChange,
  CONFIRM_PATH,
  emailToConfirm,
} from '../../updates/email-change';
import { answer } from '../frame/answer';
import { CONSOLE_PATH } from '../../http/paths';
import { Form } from '../frame/form';
import { Redirect, View, type Page } from '../frame/page';
import { Link, Panel } from '../frame/parts';
import { queryOf } from '../frame/request';
import type { EmulatorContext } from '../../operations/emulator-context';

const OUTCOMES = {
  confirmed: { status: 200, text: 'Thank you. Your new e-mail address is confirmed and in place.' },
  expired: {
    status: 410,
    text: 'This link is too old. You are asked to confirm the change when you log in, or it can be asked for again.',
  },
  unknown: {
    status: 404,
    text: 'This link is not valid. It may have been used before, or replaced by a newer one.',
  },
} as const;

const OutcomeOf: FC<{ readonly text: string }> = ({ text }) => (
  <>
    <p>{text}</p>
    <div>
      <Link to="/log-in" class="button">
        Log in
      </Link>
    </div>
  </>
);

/** Adds the page behind the link that confirms a new e-mail address. */
export function addConfirmLink(
  router: Router,
  { store, clock }: Pick<EmulatorContext, 'store' | 'clock'>,
): void {
  router.get(CONFIRM_PATH, async (request, response, next) => {
    // A HEAD or a preview of the link does not use it up.
    if (request.method === 'HEAD') {
      next();
      return;
    }
    const outcome = await confirmEmailChange(store, clock, queryOf(request).get('token') ?? '');
    const { status, text } = OUTCOMES[outcome];
    await answer(
      request,
      response,
      undefined,
      new View('Confirm change', <OutcomeOf text={text} />, { status }),
    );
  });
}

/** The question after the log-in while a change of the e-mail address waits. */
export const CONFIRM_CHANGE: readonly Page[] = [
  {
    method: 'get',
    path: '/confirm-change',
    audience: 'everybody',
    answer: async ({ store }, { visitor }) => {
      const email = await emailToConfirm(store, visitor.id);
      if (email === undefined) return new Redirect('/');
      return new View(
        'Confirm change',
        <Panel title="Your e-mail address">
          <p>
            It is to be changed to <b>{email}</b>. Until you confirm this, the old one stays in place.
          </p>
          <Form action="/confirm-change" class="row">
            <button class="primary">Confirm change</button>
            <button formaction={`${CONSOLE_PATH}/confirm-change/withdraw`}>Withdraw change</button>
            <Link to="/" class="button quiet">
              Not now
            </Link>
          </Form>
        </Panel>,
      );
    },
  },
  {
    method: 'post',
    path: '/confirm-change',
    audience: 'everybody',
    answer: async ({ store, clock }, { visitor }) => {
      const outcome = await confirmOwnEmailChange(store, clock, visitor.id);
      return new Redirect(
        '/profile',
        outcome === 'confirmed' ? OUTCOMES.confirmed.text : 'There is no change left to confirm.',
      );
    },
  },
  {
    method: 'post',
    path: '/confirm-change/withdraw',
    audience: 'everybody',
    answer: async (context, { visitor }) => {
      await withdrawOwnEmailChange(context, visitor.id);
      return new Redirect('/profile', 'The change of your e-mail address is withdrawn.');
    },
  },
];
