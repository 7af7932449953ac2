import { changePassword, editProfile, OWN } from '../../lifecycle/edit';
import { refusal } from '../../refusals/refusal';
import { emailToConfirm } from '../../updates/email-change';
import { choicesOf, editsOf, fieldInputs, shown, type FormState } from '../frame/field-values';
import { CONSOLE_PATH } from '../../http/paths';
import { Form } from '../frame/form';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, Redirect, View, type Page, type Visit } from '../frame/page';
import { Alert } from '../frame/callout';
import { Input } from '../frame/fields';
import { Facts, Link } from '../frame/parts';

/** What people see of themselves, and change without an administrator. */
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
      try {
        await editProfile(context, visit.visitor.id, editsOf(OWN, visit.form));
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

async function ownValues({ store }: EmulatorContext, { visitor }: Visit): Promise<FormState['stored']> {
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
        <p class="warning">
          Your e-mail address is to be changed to {waiting}.{' '}
          <Link to="/confirm-change">Confirm or withdraw the change</Link>, or open the link in the message
          that was sent there.
        </p>
      )}
      <section class="card">
        {(await store.photos.has(visit.visitor.id)) && (
          <img class="photo" src={`${CONSOLE_PATH}/profile/photo`} alt="Your photo" />
        )}
        <Facts of={OWN.map((field) => [field.label, shown(field, values[field.name] ?? null, choices)])} />
        <p>
          <Link to="/profile/edit" class="button">
            Edit
          </Link>
        </p>
      </section>
      <PasswordForm violations={violations ?? {}} />
    </>,
    { status: violations ? 422 : 200 },
  );
}

const PasswordForm = ({ violations }: { readonly violations: Violations }) => (
  <section class="card">
    <h2>Password</h2>
    <Form action="/profile/password" class="narrow">
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
      <button>Change password</button>
    </Form>
  </section>
);

async function editForm(context: EmulatorContext, visit: Visit, violations?: Violations): Promise<View> {
  const stored = await ownValues(context, visit);
  const typed = violations && visit.form;
  return new View(
    'Edit my profile',
    <Form action="/profile/edit" class="card">
      <Alert
        text={
          violations &&
          violationBeside(
            violations,
            OWN.map(({ name }) => name),
          )
        }
      />
      {fieldInputs(OWN, {
        stored,
        typed,
        violations: violations ?? {},
        choices: await choicesOf(context.store),
      })}
      <p class="row">
        <button>Save</button>
        <Link to="/profile">Cancel</Link>
      </p>
    </Form>,
    { status: violations ? 422 : 200 },
  );
}
