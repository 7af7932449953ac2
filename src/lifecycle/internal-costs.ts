import { convert } from '../entities/convert';
import type { TimeZone } from '../entities/time-zone';
import { conversionRefusal, refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { endsBeforeStart, HIGHEST_COST, overlap } from '../updates/internal-costs';
import { administrator, changeableResource } from './administrator';
import type { RuleContext } from '../updates/rule-context';

/** An internal cost as typed in a form: days as `yyyy-MM-dd`, empty for an open end. */
interface TypedCost {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

/** Adds the internal cost of a resource for a range of days. Throws a Refusal of an invalid or overlapping range. */
export async function addInternalCost(
  context: RuleContext,
  id: number,
  typed: TypedCost,
  by: string,
): Promise<void> {
  const { timeZone } = context;
  const cost = {
    from: dayOf(typed.from, 'from', timeZone),
    to: dayOf(typed.to, 'to', timeZone),
    amount: amountOf(typed.amount, timeZone),
  };
  if (endsBeforeStart(cost)) throw refusal('costEndsBeforeStart');
  await change(context, id, by, async (stores) => {
    if (overlap([...(await stores.resources.internalCosts(id)), cost])) throw refusal('costsOverlap');
    await stores.resources.addInternalCost(id, cost);
  });
}

/** Removes the internal cost of the range that starts on a day, or that has an open start. */
export async function removeInternalCost(
  context: RuleContext,
  id: number,
  from: string,
  by: string,
): Promise<void> {
  await change(context, id, by, async (stores) => {
    const isRemoved = await stores.resources.removeInternalCost(id, from === '' ? null : from);
    if (!isRemoved) throw refusal('costUnknown');
  });
}

async function change(
  { store, clock }: RuleContext,
  id: number,
  by: string,
  write: (stores: Stores) => Promise<void>,
): Promise<void> {
  await store.transaction(async (stores) => {
    const actor = await administrator(stores, by);
    const login = await stores.logins.find(actor.userName);
    if (!login?.viewInternalCost) throw refusal('internalCostHidden');
    await changeableResource(stores, id);
    await write(stores);
    await stores.audit.add({
      at: clock.now().toISOString(),
      actorId: actor.id,
      resourceId: id,
      changes: { InternalCost: {} },
    });
  });
}

function dayOf(text: string, field: string, timeZone: TimeZone): string | null {
  if (text === '') return null;
  const converted = convert({ type: 'datetime' }, text, { timeZone });
  if (!converted.ok) throw conversionRefusal(converted.reason, field, timeZone.name);
  return String(converted.value).slice(0, 10);
}

function amountOf(text: string, timeZone: TimeZone): number {
  const converted = convert({ type: 'decimal' }, text, { timeZone });
  if (!converted.ok) throw conversionRefusal(converted.reason, 'amount', timeZone.name);
  const amount = Number(converted.value);
  if (amount < 0 || amount > HIGHEST_COST) throw refusal('costNotValid');
  return amount;
}
