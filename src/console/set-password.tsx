import express, { type Request, type Response, type Router } from 'express';
import { Refusal } from '../refusals';
import { acceptInvitation, INVITATION_PATH, invitedBy } from '../updates/invitation';
import { answer } from './answer';
import { View, type ConsoleContext } from './page';
import { Input, Link } from './parts';
import { formOf, MOST_FORM_BYTES, queryOf } from './request';

const NOT_VALID = new View(
  'Set your password',
  <p>This link is not valid, too old, or was used before.</p>,
  404,
);

/** Adds the page behind the link in an invitation: it takes a first password. */
export function addInvitationLink(
  router: Router,
  service: Pick<ConsoleContext, 'store' | 'clock' | 'hasher' | 'wakeDelivery'>,
): void {
  const view = async (request: Request): Promise<View> => {
    const token = queryOf(request).get('token') ?? '';
    if ((await invitedBy(service.store, service.clock, token)) === undefined) return NOT_VALID;
    const password = formOf(request).get('password');
    if (password === null) return form();
    const outcome = await acceptInvitation(service, token, password);
    if (outcome instanceof Refusal) return form(outcome.message);
    return outcome === 'unknown' ? NOT_VALID : DONE;
  };
  const show = async (request: Request, response: Response): Promise<void> => {
    await answer(request, response, undefined, await view(request));
  };
  router.get(INVITATION_PATH, show);
  router.post(
    INVITATION_PATH,
    express.text({ type: 'application/x-www-form-urlencoded', limit: MOST_FORM_BYTES }),
    show,
  );
}

const DONE = new View(
  'Set your password',
  <>
    <p>Thank you. Your password is set.</p>
    <p>
      <Link to="/log-in">Log in</Link>
    </p>
  </>,
);

function form(objection?: string): View {
  return new View(
    'Set your password',
    // Whoever has the link may set the password: the token in the address is what a form could carry.
    <form method="post" class="card narrow">
      <Input
        name="password"
        label="New password"
        type="password"
        autocomplete="new-password"
        objection={objection}
        required
      />
      <button>Set password</button>
    </form>,
    objection === undefined ? 200 : 422,
  );
}
