import { resource, type ResourceField } from '../../entities/resource';
import { displayName } from '../../lifecycle/display-name';
import type { Change } from '../../store/people/audit-store';
import { choicesOf, shown, type ResourceChoices } from '../frame/field-values';
import { beforeOf, Paging, partOf, ROWS } from '../frame/newest-first';
import type { Page } from '../frame/page';
import { Empty } from '../frame/callout';
import { Moment, Table } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';

/** Who changed a resource, and when. */
export const RESOURCE_HISTORY: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/:id/history',
    audience: 'administrators',
    answer: async (context, { id, query }) => {
      const { store, timeZone } = context;
      const choices = await choicesOf(store);
      const { rows: entries, before } = partOf(await store.audit.of(id, ROWS + 1, beforeOf(query)));
      const names = new Map<number, string>();
      for (const { actorId } of entries) {
        const actor = names.has(actorId) ? undefined : await store.lifecycle.byId(actorId);
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
          <Paging path={tabPath(id, 'History')} query={query} before={before} what="changes" />
        </>,
      );
    },
  },
];

/** What happened to a field; of what tells about the person, only that something did. */
function changed(name: string, change: Change, choices: ResourceChoices) {
  const field = resource.fields.find((one) => one.name === (name as ResourceField));
  const label = field?.label ?? name;
  if (!('from' in change) || !field) return label;
  return (
    <>
      {label}: {shown(field, change.from, choices)} → {shown(field, change.to, choices)}
    </>
  );
}
