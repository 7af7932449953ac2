// The latest SOAP calls, and one of them beside the list.
import type { EmulatorContext } from '../../../operations/emulator-context';
import { refusal } from '../../../refusals/refusal';
import { CALL_RESULTS } from '../../../runtime/call-result';
import type { JournalFilter } from '../../../runtime/journal';
import { address } from '../../frame/address';
import { Empty } from '../../frame/callout';
import { Form } from '../../frame/form';
import { newerAnswer } from '../../frame/live-list';
import { Menu, MenuItem } from '../../frame/menu';
import { Download, Redirect, View, type Page, type Visit } from '../../frame/page';
import { Link } from '../../frame/parts';
import { CallDetails } from './call-details';
import { CallList, NoCalls } from './call-list';
import { NEWER, REQUESTS_PATH } from './paths';
import { Toolbar } from './toolbar';

const CLEAR = `${REQUESTS_PATH}/clear`;
const DOWNLOAD = `${REQUESTS_PATH}/download`;

/** The latest SOAP calls, and one of them beside them. */
export const REQUESTS: readonly Page[] = [
  {
    method: 'get',
    path: REQUESTS_PATH,
    audience: 'administrators',
    answer: (context, visit) => requestsView(context, visit),
  },
  {
    method: 'get',
    path: NEWER,
    audience: 'administrators',
    answer: async ({ journal }, { query, visitor }) => {
      const after = Number(query.get('after') ?? '0') || 0;
      const newer = await journal.list({ ...filterOf(query), after }, seenBy(visitor));
      return new Download('json', newerAnswer(newer.length));
    },
  },
  {
    method: 'get',
    path: DOWNLOAD,
    audience: 'administrators',
    answer: async ({ journal }, { query, visitor }) =>
      new Download('json', JSON.stringify(await journal.list(filterOf(query), seenBy(visitor)), null, 2), {
        'Content-Disposition': 'attachment; filename="requests.json"',
      }),
  },
  {
    method: 'post',
    path: CLEAR,
    audience: 'administrators',
    answer: async ({ journal }) => {
      journal.clear();
      return new Redirect(REQUESTS_PATH, 'The list is cleared.');
    },
  },
  {
    method: 'get',
    path: `${REQUESTS_PATH}/:id`,
    audience: 'administrators',
    answer: (context, visit) => requestsView(context, visit, visit.id),
  },
];

function seenBy({ viewInternalCost }: Visit['visitor']): { readonly internalCosts: boolean } {
  return { internalCosts: viewInternalCost };
}

/** Empty fields are no filters. */
function filterOf(query: URLSearchParams): JournalFilter {
  const asked = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const status = asked('status') ?? '';
  return {
    operation: asked('operation'),
    user: asked('user'),
    trackingIdentifier: asked('trackingIdentifier'),
    status: /^\d{3}$/.test(status) ? Number(status) : undefined,
    result: CALL_RESULTS.find((result) => result === asked('result')),
    text: asked('search'),
  };
}

async function requestsView(context: EmulatorContext, visit: Visit, chosenId?: number): Promise<View> {
  const { journal, timeZone, clock } = context;
  const { query, visitor } = visit;
  const seen = seenBy(visitor);
  const all = await journal.list({}, seen);
  const chosen = all.find(({ id }) => id === chosenId);
  if (chosenId !== undefined && !chosen) throw refusal('callUnknown', { call: chosenId });
  const filter = filterOf(query);
  const ofAllResults = await journal.list({ ...filter, result: undefined }, seen);
  const found = filter.result ? ofAllResults.filter(({ result }) => result === filter.result) : ofAllResults;
  return new View(
    'Requests',
    <>
      <Toolbar query={query} filter={filter} all={all} ofAllResults={ofAllResults} />
      {found.length === 0 && !chosen ? (
        <NoCalls isFiltered={all.length > 0} />
      ) : (
        <div class="split">
          <CallList
            found={found}
            all={all}
            query={query}
            chosenId={chosenId}
            zone={timeZone}
            today={timeZone.day(clock.now())}
          />
          {chosen ? (
            <CallDetails entry={chosen} among={found} context={context} visit={visit} />
          ) : (
            <section class="detail mid">
              <Empty title="Choose a call">
                Its request, response and headers are shown here, and why it was refused.
              </Empty>
            </section>
          )}
        </div>
      )}
    </>,
    {
      lead: 'The latest 500 SOAP calls, in memory. Passwords are masked.',
      actions: (
        <>
          <Link to={address(chosen ? `${REQUESTS_PATH}/${chosen.id}` : REQUESTS_PATH, query)} class="button">
            Refresh
          </Link>
          <Menu id="more" label="More" atEnd>
            <MenuItem>
              <Link to={address(DOWNLOAD, query)}>Download as JSON</Link>
            </MenuItem>
            <MenuItem part>
              <Form action={CLEAR}>
                <button class="danger">Clear the list</button>
              </Form>
            </MenuItem>
          </Menu>
        </>
      ),
    },
  );
}
