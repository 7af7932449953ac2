// The list of deleted resources.
import { displayName } from '../../lifecycle/display-name';
import { address } from '../frame/address';
import { Empty } from '../frame/callout';
import { Grid, Pages } from '../frame/grid';
import { View, type Page } from '../frame/page';
import { Link, Moment } from '../frame/parts';
import { actionsColumn } from '../frame/resource-actions';
import { StateDot } from '../frame/resource-state';

const PATH = '/deleted-resources';
const PAGE_SIZE = 50;

/** The deleted resources. */
export const DELETED_RESOURCES: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async ({ store, timeZone }, { query, visitor }) => {
      const after = Number(/^\d{1,15}$/.exec(query.get('after') ?? '')?.[0] ?? 0);
      // One more than is shown tells whether there is a next page.
      const found = await store.lifecycle.list({ deleted: true, after, limit: PAGE_SIZE + 1 });
      const shown = found.slice(0, PAGE_SIZE);
      const last = shown.at(-1);
      const lead = 'They cannot log in or become active again. All that they did remains.';
      if (!last) {
        const home = (
          <Link to="/resources" class="button">
            Resources / Users (HR)
          </Link>
        );
        return new View(
          'Deleted resources',
          <Empty
            title={after === 0 ? 'No resource was deleted.' : 'No more resources were deleted.'}
            actions={home}
          >
            Delete, or Delete and replace, is in the menu of each resource.
          </Empty>,
          { lead },
        );
      }
      return new View(
        'Deleted resources',
        <>
          <Grid
            caption="Deleted resources, by their ids"
            columns={[
              { head: 'Id', width: 2, rank: 'mid', cell: ({ id }) => id },
              {
                head: 'Name',
                kind: 'name',
                title: displayName,
                cell: (resource) => (
                  <>
                    <Link to={`/resources/${resource.id}`}>{displayName(resource)}</Link>
                    <span class="sub">{resource.userName}</span>
                  </>
                ),
              },
              actionsColumn(visitor),
              { head: 'User name', width: 5, rank: 'mid', cell: ({ userName }) => userName },
              { head: 'State', width: 2, rank: 'mid', cell: (resource) => <StateDot of={resource} /> },
              {
                head: 'Deleted',
                width: 4,
                cell: ({ deletedAt }) => <Moment at={deletedAt ?? ''} zone={timeZone} />,
              },
            ]}
            rows={shown}
          />
          <Pages
            shown={shown.length}
            previous={after > 0 ? PATH : undefined}
            next={found.length > PAGE_SIZE ? address(PATH, query, { after: last.id }) : undefined}
          />
        </>,
        { lead },
      );
    },
  },
];
