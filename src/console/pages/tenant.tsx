// The settings of the tenant.
import type { FC } from 'hono/jsx';
import { licenses } from '../../lifecycle/licenses';
import {
  addLocation,
  addTrackingIdentifier,
  changeLocation,
  removeTrackingIdentifier,
} from '../../lifecycle/tenant-settings';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Refusal } from '../../refusals/refusal';
import type { NewTenant, SecurityLevel } from '../../store/tenant/tenant-store';
import type { Stores } from '../../store/store';
import { Alert, Badge } from '../frame/callout';
import { ConfirmMenu } from '../frame/confirm-menu';
import { BareInput, Checkbox, FieldViolation } from '../frame/fields';
import { count } from '../frame/figures';
import { Form, Hidden } from '../frame/form';
import { Icon } from '../frame/icon';
import { Redirect, View, type Page, type Visit } from '../frame/page';
import { Copy, Facts, Link, Panel } from '../frame/parts';
import { SameBy } from '../frame/same-by';

const PATH = '/tenant';
const PASSWORDS = `${PATH}/passwords`;
const IDENTIFIERS = `${PATH}/tracking-identifiers`;
const LOCATIONS = `${PATH}/locations`;

/** The settings of the tenant, and their forms. */
export const TENANT: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context) => tenantView(context),
  },
  change(PASSWORDS, async ({ tenant }, form) => {
    const strong = form.get('strongPasswords') === 'true';
    await tenant.setStrongPasswords(strong);
    return strong ? 'New passwords must be strong.' : 'New passwords need not be strong.';
  }),
  change(IDENTIFIERS, async (stores, form) => {
    const removed = form.get('identifier');
    if (form.get('do') === 'remove' && removed !== null) {
      await removeTrackingIdentifier(stores, removed);
      return `Calls with ${removed} are refused from now on.`;
    }
    const added = await addTrackingIdentifier(stores, form.get('trackingIdentifier') ?? '');
    return `Calls with ${added} are served from now on.`;
  }),
  change(LOCATIONS, async (stores, form) => {
    const id = form.get('id');
    if (id === null) return `${await addLocation(stores, form.get('location') ?? '')} can be chosen now.`;
    const name = form.get('name');
    const active = form.get('active');
    const location = await changeLocation(stores, /^\d{1,15}$/.test(id) ? Number(id) : 0, {
      ...(name !== null && { name }),
      ...(active !== null && { active: active === 'true' }),
    });
    if (active === null) return `The location is ${location.name} now.`;
    return location.active
      ? `${location.name} can be chosen again.`
      : `${location.name} cannot be chosen any more; resources that have it keep it.`;
  }),
];

/** A form of the page: all of what it changes, or the sentence of the refusal. */
function change(path: string, work: (stores: Stores, form: URLSearchParams) => Promise<string>): Page {
  return {
    method: 'post',
    path,
    audience: 'administrators',
    answer: async (context, { form }: Visit) => {
      try {
        return new Redirect(PATH, await context.store.transaction((stores) => work(stores, form)));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return tenantView(context, { error, form });
      }
    },
  };
}

interface Refused {
  readonly error: Refusal;
  readonly form: URLSearchParams;
}

async function tenantView({ store, timeZone, settings }: EmulatorContext, refused?: Refused): Promise<View> {
  const tenant = await store.tenant.whole();
  const used = await licenses(store);
  const isOfForm = ['trackingIdentifier', 'location'].includes(refused?.error.field ?? '');
  return new View(
    'Tenant settings',
    <>
      <Alert text={isOfForm ? undefined : refused?.error.message} />
      <div class="columns">
        <div class="stack">
          <IdentifierPanel identifiers={tenant.trackingIdentifiers} refused={refused} />
          <LocationPanel locations={tenant.internalLocations} refused={refused} />
          <LevelPanel levels={tenant.securityLevels} />
        </div>
        <div class="stack">
          <Panel title="Tenant">
            <Facts
              inLines
              of={[
                ['Domain', tenant.domain],
                ['Number (CI)', String(tenant.ci)],
                ['Time zone', timeZone.name],
                [
                  'Active',
                  <Link to="/resources">{`${count(used.reduce((sum, { active }) => sum + active, 0))} resources`}</Link>,
                ],
              ]}
            />
            <small>
              {settings.timeZone === undefined
                ? 'The zone comes with the data. Another one is set where the server is started: '
                : 'The zone was set where the server was started: '}
              <code>{`atws serve --time-zone ${timeZone.name}`}</code>
            </small>
            <SameBy ways={[{ what: 'Show', command: 'atws tenant show', call: 'GET /tenant' }]} />
          </Panel>
          <PasswordPanel tenant={tenant} />
        </div>
      </div>
    </>,
    { status: refused ? 422 : 200 },
  );
}

const PasswordPanel: FC<{ readonly tenant: Pick<NewTenant, 'strongPasswords'> }> = ({
  tenant: { strongPasswords },
}) => (
  <Panel title="Passwords">
    <Form action={PASSWORDS} class="stack tight">
      <Checkbox
        name="strongPasswords"
        label="New passwords must be strong"
        hint="At least 7 characters, one of the second to sixth special, two of: capitals, small letters, digits; none of the last 5. Present passwords stay."
        checked={strongPasswords}
      />
      <div>
        <button>Save</button>
      </div>
    </Form>
    <SameBy
      ways={[
        {
          what: 'Set',
          command: `atws tenant set --strong-passwords ${strongPasswords ? 'off' : 'on'}`,
          call: `PATCH /tenant {"strongPasswords": ${String(!strongPasswords)}}`,
        },
      ]}
    />
  </Panel>
);

const IdentifierPanel: FC<{
  readonly identifiers: readonly string[];
  readonly refused: Refused | undefined;
}> = ({ identifiers, refused }) => (
  <Panel
    title="Tracking identifiers"
    isFlush
    footer={
      <AddForm
        action={IDENTIFIERS}
        name="trackingIdentifier"
        label="New tracking identifier"
        button="Add"
        refused={refused}
      />
    }
  >
    {identifiers.length === 0 ? (
      <p class="body muted">None: every call that needs one is refused.</p>
    ) : (
      <table>
        <caption class="sr">Tracking identifiers with which calls are served</caption>
        <tbody>
          {identifiers.map((identifier, index) => (
            <tr>
              <th scope="row">
                <span class="line">
                  <code>{identifier}</code>
                  <Copy label={`Copy ${identifier}`} text={identifier} />
                </span>
              </th>
              <td>
                <span class="row end">
                  <ConfirmMenu
                    id={`identifier-${index}`}
                    text="Remove"
                    class="small quiet"
                    action={IDENTIFIERS}
                    fields={[['identifier', identifier]]}
                    done={`Remove ${identifier}`}
                    choice="remove"
                  >
                    Integrations that send it are refused from then on.
                  </ConfirmMenu>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);

const AddForm: FC<{
  readonly action: string;
  readonly name: string;
  readonly label: string;
  readonly button: string;
  readonly refused: Refused | undefined;
}> = ({ action, name, label, button, refused }) => {
  const violation = refused?.error.field === name ? refused.error.message : undefined;
  return (
    <Form action={action} class="stack tight">
      <div class="row">
        <span class="grow">
          <BareInput
            name={name}
            label={label}
            placeholder={label}
            value={violation === undefined ? undefined : (refused?.form.get(name) ?? undefined)}
            violation={violation}
            maxlength={100}
            autocomplete="off"
            required
          />
        </span>
        <button>
          <Icon name="plus" />
          {button}
        </button>
      </div>
      <FieldViolation name={name} violation={violation} />
    </Form>
  );
};

const LocationPanel: FC<{
  readonly locations: NewTenant['internalLocations'];
  readonly refused: Refused | undefined;
}> = ({ locations, refused }) => (
  <Panel
    title="Locations"
    isFlush
    footer={
      <AddForm action={LOCATIONS} name="location" label="New location" button="Add" refused={refused} />
    }
  >
    <table>
      <caption class="sr">Locations that resources can have</caption>
      <tbody>
        {locations.map(({ id, Name: name, Active: active }) => (
          <tr>
            <td class="mid">
              <code>{id}</code>
            </td>
            <td>
              <Form action={LOCATIONS} class="row">
                <Hidden values={[['id', String(id)]]} />
                <span class="grow">
                  <input
                    name="name"
                    value={name}
                    aria-label={`Name of location ${id}`}
                    maxlength={100}
                    required
                  />
                </span>
                <button class="small">Rename</button>
              </Form>
            </td>
            <td>
              <Form action={LOCATIONS} class="row end">
                <Hidden values={[['id', String(id)]]} />
                {!active && <Badge>inactive</Badge>}
                <button
                  class="small"
                  name="active"
                  value={String(!active)}
                  aria-label={`${active ? 'Inactivate' : 'Activate'} ${name}`}
                >
                  {active ? 'Inactivate' : 'Activate'}
                </button>
              </Form>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Panel>
);

const LevelPanel: FC<{ readonly levels: readonly SecurityLevel[] }> = ({ levels }) => (
  <Panel
    title="Security levels"
    isFlush
    aside={<small class="mid">Set up with the data, and not changed here.</small>}
  >
    <table>
      <caption class="sr">Security levels, and what they allow</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Allows</th>
        </tr>
      </thead>
      <tbody>
        {levels.map(({ name, active, system, apiOnly, systemAdministrator, viewInternalCost }) => (
          <tr>
            <th scope="row">{name}</th>
            <td>
              <span class="row">
                {systemAdministrator && <Badge tone="info">administrator</Badge>}
                {apiOnly && <Badge tone="info">API only</Badge>}
                {viewInternalCost && <Badge>internal cost</Badge>}
                {system && <Badge>system</Badge>}
                {!active && <Badge tone="warn">inactive</Badge>}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Panel>
);
