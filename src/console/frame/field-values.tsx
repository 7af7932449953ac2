import type { Child } from 'hono/jsx';
import type { Field, FieldValue } from '../../entities/field';
import type { Choices } from '../../entities/picklists';
import { resource, type ResourceField } from '../../entities/resource';
import type { Edits } from '../../lifecycle/edit';
import type { Stores } from '../../store/store';
import type { Violations } from './violations';
import { Checkbox, Input, Select } from './fields';

/** What the fields of a resource can be chosen from. */
export type ResourceChoices = Choices<ResourceField>;

export function choicesOf({ tenant }: Pick<Stores, 'tenant'>): Promise<ResourceChoices> {
  return tenant.choices(resource);
}

/** The value of a field as people read it. */
export function shown(
  { name, type }: Pick<Field, 'name' | 'type'>,
  value: FieldValue,
  choices: Choices,
): Child {
  if (value === null || value === '') return <span class="muted">—</span>;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const chosen = choices[name]?.find((choice) => choice.value === String(value));
  if (chosen) return chosen.label;
  return type === 'datetime' ? asTyped(type, value).replace('T', ' ') : String(value);
}

/** The value of a field as a form has it: a time of day only where there is one. */
function asTyped(type: Field['type'], value: FieldValue): string {
  const text = value === null ? '' : String(value);
  return type === 'datetime' ? text.replace(/T00:00:00\.000$/, '').replace(/\.000$/, '') : text;
}

/** The name under which a form sends what it showed. */
const was = (name: string): string => `was.${name}`;

const NOTHING = '(nothing)';

/** What stands in a form: what was stored, and what somebody typed instead. */
export interface FormState {
  /** What is stored, by field name; nothing for a new resource. */
  readonly stored: Readonly<Partial<Record<string, FieldValue>>>;
  /** What was sent before; undefined when the form is shown for the first time. */
  readonly typed?: URLSearchParams | undefined;
  readonly violations?: Violations;
  readonly choices: Choices;
}

/** The inputs for fields of a resource, with what each of them showed at first. */
export function fieldInputs(fields: readonly Field[], state: FormState): Child {
  return (
    <div class="fields">
      {fields.map((field) => {
        const { name, type } = field;
        const stored = state.typed?.get(was(name)) ?? asTyped(type, state.stored[name] ?? null);
        return (
          <>
            <input type="hidden" name={was(name)} value={stored} />
            {fieldInput(field, stored, state)}
          </>
        );
      })}
    </div>
  );
}

function fieldInput(
  field: Field,
  stored: string,
  { stored: { id: existing }, typed, violations = {}, choices }: FormState,
): Child {
  const { name, label, type, length, required, secret } = field;
  const value = typed ? (typed.get(name) ?? '') : stored;
  const same = { name, label, value, required, violation: violations[name] };
  if (type === 'boolean')
    return <Checkbox {...same} label={CHECKBOXES[name] ?? label} checked={value === 'true'} />;
  const values = choices[name];
  if (values) {
    const options = values.filter((choice) => choice.active || [stored, value].includes(choice.value));
    return <Select {...same} options={options} nothing={required && stored !== '' ? undefined : NOTHING} />;
  }
  if (secret) {
    const hint = existing === undefined ? 'Left empty, there is none yet.' : 'Left empty, it stays as it is.';
    return (
      <Input {...same} value="" type="password" maxlength={length} autocomplete="new-password" hint={hint} />
    );
  }
  return <Input {...same} {...TEXT_INPUTS[type]} maxlength={length || undefined} autocomplete="off" />;
}

const TEXT_INPUTS: Readonly<Partial<Record<Field['type'], { readonly hint: string }>>> = {
  datetime: { hint: 'A day as yyyy-mm-dd or m/d/yyyy, perhaps with a time.' },
};

/** The table calls the field Status; a box says what being checked means. */
const CHECKBOXES: Readonly<Record<string, string>> = { Active: 'Active' };

/** What a form changed of what it showed: what others changed meanwhile stays as they have it. */
export function editsOf(fields: readonly Field[], form: URLSearchParams): Edits {
  const names = new Set<string>(fields.map(({ name }) => name));
  return new Map(
    resource.fields
      .filter(({ name }) => names.has(name))
      .map(({ name, type }) => [name, form.get(name) ?? (type === 'boolean' ? 'false' : '')] as const)
      .filter(([name, value]) => value !== (form.get(was(name)) ?? '')),
  );
}
