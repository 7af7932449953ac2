// The audit entries of a resource.
import type { Child } from 'hono/jsx';
import { resource, type ResourceField } from '../../entities/resource';
import { displayName } from '../../lifecycle/display-name';
import type { AuditEntry, Change } from '../../store/people/audit-store';
import { choicesOf, shown, type ResourceChoices } from '../frame/field-values';
import { beforeOf, Paging, partOf, ROWS } from '../frame/newest-first';
import type { Page } from '../frame/page';
import { Empty } from '../frame/callout';
import { Grid } from '../frame/grid';
import { Moment } from '../frame/parts';
import { labelOf } from '../frame/resource-sections';
import { resourceView, tabPath } from '../frame/resource-frame';

/** The changes of a resource, with time and author. */
export const RESOURCE_HISTORY: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/:id/history',
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, query } = visit;
      const { store, timeZone } = context;
      const choices = await choicesOf(store);
      const { rows: entries, before } = partOf(await store.audit.of(id, ROWS + 1, beforeOf(query)));
      const names = new Map<number, string>();
      for (const { actorId } of entries) {
        const actor = names.has(actorId) ? undefined : await store.lifecycle.byId(actorId);
        if (actor) names.set(actorId, displayName(actor));
      }
      const nameOf = (actorId: number): string => names.get(actorId) ?? String(actorId);
      return resourceView(
        context,
        visit,
        'History',
        <>
          {entries.length === 0 ? (
            <Empty title="Nothing was changed so far">
              Changes over SOAP, the JSON API and here are listed.
            </Empty>
          ) : (
            <Grid
              caption="Changes, the newest first"
              columns={[
                {
                  head: 'When',
                  width: 4,
                  cell: ({ at, actorId }) => (
                    <>
                      <Moment at={at} zone={timeZone} />
                      <span class="sub">{nameOf(actorId)}</span>
                    </>
                  ),
                },
                { head: 'Who', width: 4, rank: 'mid', cell: ({ actorId }) => nameOf(actorId) },
                { head: 'What', kind: 'wrap', cell: (entry) => changed(entry, choices) },
              ]}
              rows={entries}
            />
          )}
          <Paging path={tabPath(id, 'History')} query={query} before={before} what="changes" />
        </>,
      );
    },
  },
];

/** The change of each field; of personal ones, only that there was one. */
export function changed({ changes }: Pick<AuditEntry, 'changes'>, choices: ResourceChoices): Child {
  const fields = Object.entries(changes);
  if (fields.length === 0) return 'Created or deleted';
  return (
    <ul>
      {fields.map(([name, change]) => (
        <li>{changedField(name, change, choices)}</li>
      ))}
    </ul>
  );
}

function changedField(name: string, change: Change, choices: ResourceChoices): Child {
  const field = resource.fields.find((one) => one.name === (name as ResourceField));
  if (!('from' in change) || !field) return labelOf(name);
  return (
    <>
      {labelOf(name)}: {shown(field, change.from, choices)} → {shown(field, change.to, choices)}
    </>
  );
}
