import { displayName } from '../../lifecycle/display-name';
import { View, type Page } from '../frame/page';
import { Empty } from '../frame/callout';
import { Link, Moment, Table } from '../frame/parts';

const PAGE_SIZE = 50;

/** Who was deleted. */
export const DELETED_RESOURCES: readonly Page[] = [
  {
    method: 'get',
    path: '/deleted-resources',
    audience: 'administrators',
    answer: async ({ store, timeZone }, { query }) => {
      const after = Number(/^\d{1,15}$/.exec(query.get('after') ?? '')?.[0] ?? 0);
      // One more than is shown tells whether there is a next page.
      const found = await store.lifecycle.list({ deleted: true, after, limit: PAGE_SIZE + 1 });
      const shown = found.slice(0, PAGE_SIZE);
      const last = shown.at(-1);
      return new View(
        'Deleted resources',
        <>
          {last ? (
            <Table
              caption="Deleted resources"
              columns={['Id', 'Name', 'User name', 'Deleted']}
              rows={shown.map((resource) => [
                resource.id,
                <Link to={`/resources/${resource.id}`}>{displayName(resource)}</Link>,
                resource.userName,
                <Moment at={resource.deletedAt ?? ''} zone={timeZone} />,
              ])}
            />
          ) : (
            <Empty>{after === 0 ? 'No resource was deleted.' : 'No more resources were deleted.'}</Empty>
          )}
          <p class="row">
            {after > 0 && <Link to="/deleted-resources">First page</Link>}
            {last && found.length > PAGE_SIZE && (
              <Link to={`/deleted-resources?after=${last.id}`}>Next page</Link>
            )}
          </p>
        </>,
      );
    },
  },
];
