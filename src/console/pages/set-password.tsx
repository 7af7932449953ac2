// Sets a password, by the link of an invitation.
import type { Request, RequestHandler, Router } from 'express';
import { Refusal } from '../../refusals/refusal';
import { acceptInvitation, INVITATION_PATH, invitedBy } from '../../updates/invitation';
import { answer } from '../frame/answer';
import { View } from '../frame/page';
import { Input } from '../frame/fields';
import { Link } from '../frame/parts';
import { formOf, queryOf, readStrangersForm } from '../frame/request';
import type { EmulatorContext } from '../../operations/emulator-context';

const NOT_VALID = new View('Set your password', <p>This link is not valid, too old, or was used before.</p>, {
  status: 404,
});

/** Adds the page behind the link in an invitation: it takes a first password. */
export function addInvitationLink(
  router: Router,
  service: Pick<EmulatorContext, 'store' | 'clock' | 'hasher' | 'wakeDelivery'>,
): void {
  const tokenOf = (request: Request): string => queryOf(request).get('token') ?? '';
  const invited: RequestHandler = async (request, response, next) => {
    if ((await invitedBy(service.store, service.clock, tokenOf(request))) !== undefined) next();
    else await answer(request, response, undefined, NOT_VALID);
  };
  router.get(INVITATION_PATH, invited, async (request, response) => {
    await answer(request, response, undefined, form());
  });
  router.post(INVITATION_PATH, invited, readStrangersForm, async (request, response) => {
    const password = formOf(request).get('password') ?? '';
    const outcome = await acceptInvitation(service, tokenOf(request), password);
    const view = outcome === 'unknown' ? NOT_VALID : DONE;
    await answer(request, response, undefined, outcome instanceof Refusal ? form(outcome.message) : view);
  });
}

const DONE = new View(
  'Set your password',
  <>
    <p>Thank you. Your password is set.</p>
    <div>
      <Link to="/log-in" class="button primary">
        Log in
      </Link>
    </div>
  </>,
);

function form(violation?: string): View {
  return new View(
    'Set your password',
    // The link is the right to set the password: its token takes the place of a form's token.
    <form method="post" class="stack">
      <Input
        name="password"
        label="New password"
        type="password"
        autocomplete="new-password"
        violation={violation}
        required
      />
      <div>
        <button class="primary">Set password</button>
      </div>
    </form>,
    { status: violation === undefined ? 200 : 422 },
  );
}
