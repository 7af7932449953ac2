// The internal costs of a resource.
import type { Child } from 'hono/jsx';
import { addInternalCost, removeInternalCost } from '../../lifecycle/internal-costs';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { Form } from '../frame/form';
import { violationsOf, type Violations } from '../frame/violations';
import { Redirect, type Page, type Visit } from '../frame/page';
import { Input } from '../frame/fields';
import { Icon } from '../frame/icon';
import { Panel } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The internal costs of a resource, for administrators who may see them. */
export async function costsOf(
  { store }: Pick<EmulatorContext, 'store'>,
  { id, visitor, form }: Pick<Visit, 'id' | 'visitor' | 'form'>,
  violations: Violations = {},
): Promise<Child> {
  if (!visitor.viewInternalCost) return null;
  const isOpen = isChangeable(await knownResource(store, id));
  const costs = await store.resources.internalCosts(id);
  return (
    <Panel title="Internal cost per hour" isFlush>
      {costs.length === 0 ? (
        <p class="body muted">No internal cost is set: it counts as 0.</p>
      ) : (
        <table>
          <caption class="sr">Internal cost per hour</caption>
          <thead>
            <tr>
              <th scope="col">First day</th>
              <th scope="col">Last day</th>
              <th scope="col" class="num">
                Amount
              </th>
              <th scope="col">
                <span class="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {costs.map(({ from, to, amount }) => (
              <tr>
                <td>{from ?? 'always'}</td>
                <td>{to ?? 'open'}</td>
                <td class="num">{amount.toFixed(4)}</td>
                <td class="num">
                  {isOpen && (
                    <Form action={`/resources/${id}/costs/remove`}>
                      <input type="hidden" name="from" value={from ?? ''} />
                      <button class="quiet bare" aria-label={`Remove the cost from ${from ?? 'always'}`}>
                        <Icon name="cross" />
                      </button>
                    </Form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isOpen && (
        <footer>
          <Form action={`/resources/${id}/costs`} class="stack tight">
            <div class="fields slim">
              {(
                [
                  ['from', 'First day', 'date'],
                  ['to', 'Last day', 'date'],
                  ['amount', 'Amount', 'text'],
                ] as const
              ).map(([name, label, type]) => (
                <Input
                  name={name}
                  label={label}
                  type={type}
                  value={form.get(name) ?? ''}
                  required={name === 'amount'}
                  hint={type === 'date' ? 'Empty: open' : undefined}
                  violation={violations[name]}
                />
              ))}
            </div>
            <div>
              <button class="small">Add internal cost</button>
            </div>
          </Form>
        </footer>
      )}
    </Panel>
  );
}

/** The forms for internal costs. */
export const RESOURCE_COSTS: readonly Page[] = [
  {
    method: 'post',
    path: '/resources/:id/costs',
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, visitor, form } = visit;
      const typed = (name: string): string => (form.get(name) ?? '').trim();
      const cost = { from: typed('from'), to: typed('to'), amount: typed('amount') };
      try {
        await addInternalCost(context, id, cost, visitor.userName);
        return new Redirect(tabPath(id, 'HR'), 'The internal cost is saved.');
      } catch (error) {
        const violations = violationsOf(error);
        if (!['from', 'to', 'amount'].some((name) => name in violations)) throw error;
        return resourceView(context, visit, 'HR', await costsOf(context, visit, violations), 422);
      }
    },
  },
  {
    method: 'post',
    path: '/resources/:id/costs/remove',
    audience: 'administrators',
    answer: async (context, { id, visitor, form }) => {
      await removeInternalCost(context, id, form.get('from') ?? '', visitor.userName);
      return new Redirect(tabPath(id, 'HR'), 'The internal cost is removed.');
    },
  },
];
