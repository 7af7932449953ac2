import type { Child } from 'hono/jsx';
import { addInternalCost, removeInternalCost } from '../../lifecycle/internal-costs';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { Form } from '../frame/form';
import { violationsOf, type Violations } from '../frame/violations';
import { Redirect, type Page, type Visit } from '../frame/page';
import { Empty } from '../frame/callout';
import { Input } from '../frame/fields';
import { Table } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** What a resource costs, for those who may see it. */
export async function costsOf(
  { store }: Pick<EmulatorContext, 'store'>,
  { id, visitor, form }: Pick<Visit, 'id' | 'visitor' | 'form'>,
  violations: Violations = {},
): Promise<Child> {
  if (!visitor.viewInternalCost) return null;
  const isOpen = isChangeable(await knownResource(store, id));
  const costs = await store.resources.internalCosts(id);
  return (
    <section class="card">
      <h2>Internal cost per hour</h2>
      {costs.length === 0 ? (
        <Empty>No internal cost is set: it counts as 0.</Empty>
      ) : (
        <Table
          caption="Internal cost per hour"
          columns={['First day', 'Last day', 'Amount', <span class="visually-hidden">Actions</span>]}
          rows={costs.map(({ from, to, amount }) => [
            from ?? 'always',
            to ?? 'open',
            amount.toFixed(4),
            isOpen && (
              <Form action={`/resources/${id}/costs/remove`}>
                <input type="hidden" name="from" value={from ?? ''} />
                <button class="link" aria-label={`Remove the cost from ${from ?? 'always'}`}>
                  Remove
                </button>
              </Form>
            ),
          ])}
        />
      )}
      {isOpen && (
        <Form action={`/resources/${id}/costs`} class="row">
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
          <button class="quiet">Add internal cost</button>
        </Form>
      )}
    </section>
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
        return resourceView(context, id, 'HR', await costsOf(context, visit, violations), 422);
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
