// The fault rules in force: listed with how often each was met, added and removed.
import type { FC } from 'hono/jsx';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { checkedFaultRule, FAULT_KINDS } from '../../../operations/fault-rule';
import { refusal } from '../../../refusals/refusal';
import { effectText, type FaultRuleInForce } from '../../../store/emulator/fault-rules';
import { Badge } from '../../frame/callout';
import { Input, Select } from '../../frame/fields';
import { count } from '../../frame/figures';
import { Form } from '../../frame/form';
import { Icon } from '../../frame/icon';
import type { Visit } from '../../frame/page';
import { Nothing, Panel } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';
import type { Refused } from './refused';

export const FAULTS = '/state/faults';

/** Adds or removes what a form of the fault rules asks for, and says so. */
export async function changeFaultRules(
  { faultRules, operations }: EmulatorContext,
  { form }: Visit,
): Promise<string> {
  if (form.get('do') === 'clear') {
    await faultRules.clear();
    return 'All fault rules are removed.';
  }
  const remove = form.get('remove');
  if (remove !== null) {
    if (!(await faultRules.remove(Number(remove)))) throw refusal('faultRuleUnknown', { rule: remove });
    return `Fault rule ${remove} is removed.`;
  }
  const { id } = await faultRules.add(checkedFaultRule(ruleOf(form), operations));
  return `Fault rule ${id} is in force.`;
}

/** The text of a fault for which none is typed. */
const FAULT_TEXT = 'The request failed.';

const ONLY_DELAYED = 'only delayed';

/** A fault rule as a form has it; what is no number stays as it was typed, so that it is refused by what it is. */
function ruleOf(form: URLSearchParams): object {
  const sent = (name: string): string | undefined => form.get(name)?.trim() || undefined;
  const number = (name: string): number | string | undefined => {
    const text = sent(name);
    return text === undefined || Number.isNaN(Number(text)) ? text : Number(text);
  };
  const kind = sent('kind');
  const chance = number('chance');
  const value =
    kind === 'httpStatus' ? number('text') : (sent('text') ?? (kind === 'fault' ? FAULT_TEXT : undefined));
  return {
    operation: sent('operation'),
    times: number('times'),
    probability: typeof chance === 'number' ? chance / 100 : chance,
    delayMs: number('delayMs'),
    ...(kind !== ONLY_DELAYED && {
      effect: { kind, ...(value !== undefined && { [kind === 'httpStatus' ? 'status' : 'text']: value }) },
    }),
  };
}

const KIND_LABELS: Readonly<Partial<Record<string, string>>> = {
  fault: 'SOAP fault',
  httpStatus: 'HTTP status',
};

export const FaultPanel: FC<{
  readonly rules: readonly FaultRuleInForce[];
  readonly operations: readonly string[];
  readonly problem: string | undefined;
  readonly refused: Refused | undefined;
}> = ({ rules, operations, problem, refused }) => (
  <Panel
    id="faults"
    title="Fault rules"
    problem={problem}
    isFlush
    aside={
      rules.length > 0 && (
        <>
          <small class="mid">The first rule that fits a call holds.</small>
          <Form action={FAULTS}>
            <button class="small danger" name="do" value="clear">
              Remove all
            </button>
          </Form>
        </>
      )
    }
    footer={
      <div class="stack tight">
        <RuleForm operations={operations} refused={refused} />
        <SameBy
          ways={[
            { what: 'List', command: 'atws faults list', call: 'GET /faults' },
            {
              what: 'Add',
              command: 'atws faults add --operation query --times 1 --kind httpStatus --status 503',
              call: 'POST /faults {"operation": "query", "times": 1, "effect": {"kind": "httpStatus", "status": 503}}',
            },
            { what: 'Remove', command: 'atws faults remove 1', call: 'DELETE /faults/1' },
            { what: 'Remove all', command: 'atws faults clear', call: 'DELETE /faults' },
          ]}
        />
      </div>
    }
  >
    {rules.length === 0 ? (
      <p class="body muted">No fault rules: every call is answered as it is.</p>
    ) : (
      <Form action={FAULTS}>
        <table>
          <caption class="sr">Fault rules in force, in their order</caption>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">What happens</th>
              <th scope="col" class="num mid">
                Delay
              </th>
              <th scope="col" class="num mid">
                Chance
              </th>
              <th scope="col" class="num">
                Met
              </th>
              <th scope="col" class="num mid">
                Left
              </th>
              <th scope="col">
                <span class="sr">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ id, operation, effect, delayMs, probability = 1, met, times }) => (
              <tr>
                <th scope="row">{operation ?? 'any'}</th>
                <td>
                  <Badge tone="made">{effect ? effectText(effect) : ONLY_DELAYED}</Badge>
                  {effect?.kind === 'fault' && <span class="mid"> {effect.text}</span>}
                </td>
                <td class="num mid">{delayMs === undefined ? <Nothing /> : `${count(delayMs)} ms`}</td>
                <td class="num mid">{`${Math.round(probability * 1000) / 10} %`}</td>
                <td class="num">{count(met)}</td>
                <td class="num mid">{times === undefined ? 'always' : count(times - met)}</td>
                <td class="num">
                  <button
                    class="quiet bare"
                    name="remove"
                    value={String(id)}
                    aria-label={`Remove rule ${id}, for ${operation ?? 'any operation'}`}
                  >
                    <Icon name="cross" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Form>
    )}
  </Panel>
);

/** The fields of the form by the members of a rule that they are for. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'effect.text': 'text',
  'effect.status': 'text',
  effect: 'kind',
  'effect.kind': 'kind',
  probability: 'chance',
};

const RuleForm: FC<{ readonly operations: readonly string[]; readonly refused: Refused | undefined }> = ({
  operations,
  refused,
}) => {
  const wrong = refused?.field === undefined ? undefined : (FIELD_OF[refused.field] ?? refused.field);
  const field = (name: string, label: string) => ({
    name,
    label,
    value: refused?.form.get(name) ?? undefined,
    violation: wrong === name ? refused?.message : undefined,
  });
  const named = (values: readonly string[]) =>
    values.map((value) => ({ value, label: KIND_LABELS[value] ?? value }));
  return (
    <Form action={FAULTS} class="fields slim" label="Add a fault rule">
      <Select {...field('operation', 'Operation')} nothing="any" options={named(operations)} />
      <Select {...field('kind', 'What happens')} options={named([...FAULT_KINDS, ONLY_DELAYED])} />
      <div class="two">
        <Input {...field('text', 'Text of the fault, or HTTP status')} placeholder={FAULT_TEXT} />
      </div>
      <Input {...field('delayMs', 'Delay, ms')} placeholder="0" />
      <Input {...field('chance', 'Chance, %')} placeholder="100" />
      <Input {...field('times', 'How many calls')} placeholder="always" />
      <button name="do" value="add">
        <Icon name="plus" />
        Add rule
      </button>
    </Form>
  );
};
