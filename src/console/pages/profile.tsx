// My profile: what people see and change of themselves.
import { changePassword, editProfile, OWN } from '../../lifecycle/edit';
import { refusal } from '../../refusals/refusal';
import { emailToConfirm } from '../../updates/email-change';
import { CONSOLE_PATH } from '../../http/paths';
import { Alert, Callout } from '../frame/callout';
import { Input } from '../frame/fields';
import {
  choicesOf,
  editsOf,
  requireAsOpened,
  factSections,
  fieldSections,
  type StoredValues,
} from '../frame/field-values';
import { Form } from '../frame/form';
import { NotSaved } from '../frame/not-saved';
import { Link, Panel } from '../frame/parts';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, Redirect, View, type Page, type Visit } from '../frame/page';

/** The pages of one's own profile. */
export const PROFILE: readonly Page[] = [
  {
    method: 'get',
    path: '/profile',
    audience: 'everybody',
    answer: (context, visit) => profile(context, visit),
  },
  {
    method: 'get',
    path: '/profile/photo',
    audience: 'everybody',
    answer: async ({ store }, { visitor }) => {
      const photo = await store.photos.of(visitor.id);
      if (!photo) throw refusal('photoUnknown');
      return new Download(photo.mediaType, photo.bytes);
    },
  },
  {
    method: 'get',
    path: '/profile/edit',
    audience: 'everybody',
    answer: (context, visit) => editForm(context, visit),
  },
  {
    method: 'post',
    path: '/profile/edit',
    audience: 'everybody',
    answer: async (context, visit) => {
      const { visitor, form } = visit;
      try {
        await editProfile(context, visitor.id, editsOf(OWN, form), requireAsOpened(OWN, form));
        return new Redirect('/profile', 'Saved.');
      } catch (error) {
        return editForm(context, visit, violationsOf(error));
      }
    },
  },
  {
    method: 'post',
    path: '/profile/password',
    audience: 'everybody',
    answer: async (context, visit) => {
      const { visitor, form, requirePassword, renewSession } = visit;
      try {
        await requirePassword(form.get('present') ?? '');
      } catch (error) {
        return profile(context, visit, { present: violationsOf(error)[''] });
      }
      try {
        await changePassword(context, visitor.id, form.get('Password') ?? '');
      } catch (error) {
        return profile(context, visit, violationsOf(error));
      }
      await renewSession();
      return new Redirect('/profile', 'Your password is changed. You are logged out everywhere else.');
    },
  },
];

async function ownValues({ store }: EmulatorContext, { visitor }: Visit): Promise<StoredValues> {
  const stored = await store.resources.read(visitor.id);
  if (!stored) throw refusal('resourceUnknown', { resource: visitor.id });
  return { ...stored.record };
}

async function profile(context: EmulatorContext, visit: Visit, violations?: Violations): Promise<View> {
  const { store } = context;
  const values = await ownValues(context, visit);
  const choices = await choicesOf(store);
  const waiting = await emailToConfirm(store, visit.visitor.id);
  return new View(
    'My profile',
    <>
      {waiting !== undefined && (
        <Callout
          tone="info"
          action={
            <Link to="/confirm-change" class="button small">
              Confirm or withdraw
            </Link>
          }
        >
          Your e-mail address is to be changed to <b>{waiting}</b>. Confirm it here, or by the link in the
          message that was sent there.
        </Callout>
      )}
      <div class="columns">
        <div>{factSections('General', OWN, values, choices)}</div>
        <PasswordForm violations={violations ?? {}} />
      </div>
    </>,
    {
      status: violations ? 422 : 200,
      photo: (await store.photos.has(visit.visitor.id)) && (
        <img class="photo" src={`${CONSOLE_PATH}/profile/photo`} alt="Your photo" />
      ),
      lead: `${visit.visitor.displayName} · ${visit.visitor.userName}`,
      actions: (
        <Link to="/profile/edit" class="button primary">
          Edit
        </Link>
      ),
    },
  );
}

const PasswordForm = ({ violations }: { readonly violations: Violations }) => (
  <Panel title="Password">
    <Form action="/profile/password" class="stack">
      <Alert text={violationBeside(violations, ['present', 'Password'])} />
      <Input
        name="present"
        label="Present password"
        type="password"
        autocomplete="current-password"
        violation={violations['present']}
        required
      />
      <Input
        name="Password"
        label="New password"
        type="password"
        autocomplete="new-password"
        violation={violations['Password']}
        required
      />
      <div>
        <button>Change password</button>
      </div>
    </Form>
  </Panel>
);

async function editForm(context: EmulatorContext, visit: Visit, violations?: Violations): Promise<View> {
  const stored = await ownValues(context, visit);
  const typed = violations && visit.form;
  const choices = await choicesOf(context.store);
  return new View(
    'Edit my profile',
    <Form action="/profile/edit" novalidate guarded>
      <Alert
        text={
          violations &&
          violationBeside(
            violations,
            OWN.map(({ name }) => name),
          )
        }
      />
      <NotSaved violations={violations} fields={OWN} />
      {fieldSections('General', OWN, { stored, typed, violations: violations ?? {}, choices })}
      <div class="save-bar row">
        <button class="primary">Save</button>
        <Link to="/profile" class="button quiet">
          Cancel
        </Link>
      </div>
    </Form>,
    { status: violations ? 422 : 200, crumbs: [{ name: 'Edit' }] },
  );
}
