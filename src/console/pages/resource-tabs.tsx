import type { Child } from 'hono/jsx';
import type { Tab } from '../../entities/field';
import { resource } from '../../entities/resource';
import { displayName } from '../../lifecycle/display-name';
import { refusal } from '../../refusals/refusal';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Badge } from '../frame/callout';
import { choicesOf, factSections } from '../frame/field-values';
import type { Page, View, Visit } from '../frame/page';
import { Link, Moment, Panel } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import { FIELD_TABS } from '../frame/resource-sections';
import { costsOf } from './resource-costs';
import { invitationOf, pendingEmailOf } from './resource-email';
import { changed } from './resource-history';
import { photoOf } from './resource-photo';

/** The tabs General, Security and HR of a resource's page. */
export const RESOURCE_TABS: readonly Page[] = FIELD_TABS.map((tab) => ({
  method: 'get',
  path: `/resources/:id${tabPath(0, tab).slice('/resources/0'.length)}`,
  audience: 'administrators',
  answer: (context, visit) => tabView(context, visit, tab),
}));

async function tabView(context: EmulatorContext, visit: Visit, tab: Tab): Promise<View> {
  const { store } = context;
  const stored = await store.resources.read(visit.id);
  if (!stored) throw refusal('resourceUnknown', { resource: visit.id });
  const values: Readonly<Record<string, string | number | boolean | null>> = { ...stored.record };
  // A password is never shown, and costs are a matter of their own.
  const fields = resource.fields.filter(({ name }) => name in values);
  const notes = stored.emailVerified ? { Email: <Badge tone="ok">verified</Badge> } : {};
  const beside = await BESIDE[tab](context, visit);
  return resourceView(
    context,
    visit,
    tab,
    <>
      {tab === 'General' && (await pendingEmailOf(context, visit.id))}
      <div class="columns">
        <div>{factSections(tab, fields, values, await choicesOf(store), tab === 'General' ? notes : {})}</div>
        <div class="stack">{beside}</div>
      </div>
    </>,
  );
}

/** The parts of a tab beside its fields. */
const BESIDE: Readonly<Record<Tab, (context: EmulatorContext, visit: Visit) => Promise<Child>>> = {
  General: async (context, visit) => (
    <>
      {await openRecords(context, visit)}
      {await photoOf(context, visit)}
      {await latestChange(context, visit)}
    </>
  ),
  Security: invitationOf,
  HR: costsOf,
};

async function openRecords({ store }: EmulatorContext, { id }: Visit): Promise<Child> {
  const types = await store.records.associations(id);
  const total = types.reduce((sum, one) => sum + one.total, 0);
  return (
    <Panel
      title="Open records"
      isFlush={types.length > 0}
      aside={
        types.length > 0 && (
          <Link to={`${tabPath(id, 'Records')}?state=all`}>
            <small>All {total}</small>
          </Link>
        )
      }
    >
      {types.length === 0 ? (
        <p class="muted">Nothing belongs to this resource.</p>
      ) : (
        <table>
          <caption class="sr">Open records by type</caption>
          <tbody>
            {types.map((one) => (
              <tr>
                <th scope="row">{one.type}</th>
                <td class="num">
                  {one.open} <span class="muted">of {one.total}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

async function latestChange({ store, timeZone }: EmulatorContext, { id }: Visit): Promise<Child> {
  const [latest] = await store.audit.of(id, 1);
  const actor = latest && (await store.lifecycle.byId(latest.actorId));
  const choices = await choicesOf(store);
  return (
    <Panel title="Latest change">
      {latest ? (
        <>
          {changed(latest, choices)}
          <small>
            <Moment at={latest.at} zone={timeZone} /> by {actor ? displayName(actor) : latest.actorId}
          </small>
        </>
      ) : (
        <p class="muted">Nothing was changed so far.</p>
      )}
    </Panel>
  );
}
