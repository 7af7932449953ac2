import { resource, type ResourceField } from '../entities/resource';
import { displayName } from '../lifecycle/display-name';
import type { Change } from '../store/audit-store';
import { choicesOf, shown, type Choices } from './field-values';
import type { Page } from './page';
import { Empty, Link, Moment, Table } from './parts';
import { resourceView, tabPath } from './resource-frame';

const ROWS = 50;

/** Who changed a resource, and when. */
export const RESOURCE_HISTORY: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/:id/history',
    audience: 'administrators',
    answer: async (context, { id, query }) => {
      const { store, timeZone } = context;
      const choices = await choicesOf(store);
      const found = await store.audit.of(id, ROWS + 1, Number(query.get('before')) || undefined);
      const entries = found.slice(0, ROWS);
      const names = new Map<number, string>();
      for (const { actorId } of entries) {
        const actor = names.has(actorId) ? undefined : await store.lives.byId(actorId);
        if (actor) names.set(actorId, displayName(actor));
      }
      return resourceView(
        context,
        id,
        'History',
        <>
          {entries.length === 0 ? (
            <Empty>Nothing was changed so far.</Empty>
          ) : (
            <Table
              caption="Changes, the newest first"
              columns={['When', 'Who', 'What']}
              rows={entries.map(({ at, actorId, changes }) => [
                <Moment at={at} zone={timeZone} />,
                names.get(actorId) ?? String(actorId),
                <ul class="plain">
                  {Object.entries(changes).map(([name, change]) => (
                    <li>{changed(name, change, choices)}</li>
                  ))}
                  {Object.keys(changes).length === 0 && <li>Created or deleted</li>}
                </ul>,
              ])}
            />
          )}
          {found.length > ROWS && (
            <nav aria-label="Pages">
              <Link to={`${tabPath(id, 'History')}?before=${entries.at(-1)?.id}`}>Older</Link>
            </nav>
          )}
        </>,
      );
    },
  },
];

/** What happened to a field; of what tells about the person, only that something did. */
function changed(name: string, change: Change, choices: Choices) {
  const field = resource.fields.find((one) => one.name === (name as ResourceField));
  const label = field?.label ?? name;
  if (!('from' in change) || !field) return label;
  return (
    <>
      {label}: {shown(field, change.from, choices)} → {shown(field, change.to, choices)}
    </>
  );
}
