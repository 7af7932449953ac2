// The inputs of a resource's fields, and how their values are shown.
import type { Child, FC } from 'hono/jsx';
import type { Field, FieldValue, Tab } from '../../entities/field';
import type { Choices } from '../../entities/picklists';
import { resource, storedFields, type ResourceField } from '../../entities/resource';
import type { Edits, Inspection } from '../../lifecycle/edit';
import { refusal, type Refusal } from '../../refusals/refusal';
import type { Stores } from '../../store/store';
import { Violation } from '../../updates/checks';
import { BareInput, BareSelect, Checkbox, FieldSection, Input, Select, type Beside } from './fields';
import { Facts, FactSection, Nothing } from './parts';
import { BESIDE, labelOf, RESOURCE_SECTIONS } from './resource-sections';
import type { Violations } from './violations';

/** The picklists of a resource's fields. */
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
  return textOf({ name, type }, value, choices) ?? <Nothing />;
}

/** The same as text; undefined where there is nothing. */
export function textOf(
  { name, type }: Pick<Field, 'name' | 'type'>,
  value: FieldValue,
  choices: Choices,
): string | undefined {
  if (value === null || value === '') return undefined;
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

/** The stored values, by field name. */
export type StoredValues = Readonly<Partial<Record<string, FieldValue>>>;

/** The fields of a tab with their values, section by section; `notes` stand behind values, by field name. */
export function factSections(
  tab: Tab,
  among: readonly Field[],
  values: StoredValues,
  choices: Choices,
  notes: Readonly<Record<string, Child>> = {},
): Child {
  return sectionsOf(tab, among).map(({ title, fields }) => (
    <FactSection title={title}>
      <Facts
        of={fields.map(({ field, beside }) => {
          const part = beside && textOf(beside, values[beside.name] ?? null, choices);
          // The type of an address belongs to its name, an extension to its number.
          const isType = beside?.picklist !== null;
          return [
            <>
              {labelOf(field.name)}
              {beside && isType && <Part of={beside} text={part} />}
            </>,
            <>
              {shown(field, values[field.name] ?? null, choices)}
              {beside && !isType && <Part of={beside} text={part} />}
              {notes[field.name] !== undefined && <> {notes[field.name]}</>}
            </>,
          ] as const;
        })}
      />
    </FactSection>
  ));
}

/** The second field of a pair: the type of an address, the extension of a number. */
const Part: FC<{ readonly of: Field; readonly text: string | undefined }> = ({ of: { name }, text }) =>
  text === undefined ? null : (
    <span class="muted">
      {' · '}
      <span class="sr">{`${labelOf(name)}: `}</span>
      {name === 'OfficeExtension' ? `ext. ${text}` : text}
    </span>
  );

/** The sections of a tab that have any of the given fields, each field with its partner. */
function sectionsOf(tab: Tab, among: readonly Field[]) {
  const find = (name: ResourceField | undefined): Field | undefined => among.find((one) => one.name === name);
  return RESOURCE_SECTIONS[tab]
    .map(({ fields, ...section }) => ({
      ...section,
      fields: fields.flatMap((name) => {
        const field = find(name);
        return field ? [{ field, beside: find(BESIDE[name]) }] : [];
      }),
    }))
    .filter(({ fields }) => fields.length > 0);
}

/** The name under which a form sends what it showed. */
export const was = (name: string): string => `was.${name}`;

const NOTHING = '(nothing)';

/** The values of a form: those stored, and those typed in their place. */
export interface FormState {
  /** Nothing for a new resource. */
  readonly stored: StoredValues;
  /** The form as it was sent; undefined when it is shown for the first time. */
  readonly typed?: URLSearchParams | undefined;
  readonly violations?: Violations;
  readonly choices: Choices;
  /** Hints below inputs, by field name. */
  readonly hints?: Readonly<Record<string, Child>>;
  /** The consequence of clearing a box, by field name. */
  readonly whenOff?: Readonly<Record<string, Child>>;
}

function isNew({ stored }: FormState): boolean {
  return stored['id'] === undefined;
}

/** The inputs for fields of a tab, section by section, with what each of them showed at first. */
export function fieldSections(tab: Tab, among: readonly Field[], state: FormState): Child {
  return sectionsOf(tab, among).map(({ title, note, fields }) => (
    <FieldSection
      title={title}
      note={isNew(state) ? undefined : note}
      class={classOf(fields.map(({ field }) => field))}
    >
      {fields.map(({ field, beside }) => (
        <>
          <Was field={field} state={state} />
          {beside && <Was field={beside} state={state} />}
          {fieldInput(field, state, beside && besideOf(beside, state))}
        </>
      ))}
    </FieldSection>
  ));
}

/** Boxes have a line of their own, and what has a part beside it needs more room. */
function classOf(fields: readonly Field[]): string {
  if (fields.every(({ type }) => type === 'boolean')) return 'stack';
  return fields.some(({ name }) => name in BESIDE) ? 'fields wide' : 'fields';
}

/** The values that a form showed: fields that others change meanwhile stay. */
const Was = ({ field: { name, type }, state }: { readonly field: Field; readonly state: FormState }) => (
  <input type="hidden" name={was(name)} value={storedText(name, type, state)} />
);

function storedText(name: string, type: Field['type'], { stored, typed }: FormState): string {
  return typed?.get(was(name)) ?? asTyped(type, stored[name] ?? null);
}

/** The properties of a field's input, whatever its kind. */
function common({ name, type, required }: Field, state: FormState) {
  const { typed, violations = {} } = state;
  const stored = storedText(name, type, state);
  const value = typed ? (typed.get(name) ?? '') : stored;
  return { name, label: labelOf(name), required, value, stored, violation: violations[name] };
}

function optionsOf({ name, required }: Field, stored: string, value: string, { choices }: FormState) {
  const values = choices[name];
  if (!values) return undefined;
  const options = values.filter((choice) => choice.active || [stored, value].includes(choice.value));
  return { options, nothing: required && stored !== '' ? undefined : NOTHING };
}

function fieldInput(field: Field, state: FormState, beside?: Beside): Child {
  const { name, type, length, secret } = field;
  const { stored, ...same } = common(field, state);
  const hint = state.hints?.[name];
  if (type === 'boolean') {
    return (
      <Checkbox
        {...same}
        required={false}
        hint={hint}
        checked={same.value === 'true'}
        whenOff={state.whenOff?.[name]}
      />
    );
  }
  const choice = optionsOf(field, stored, same.value, state);
  if (choice) return <Select {...same} hint={hint} {...choice} />;
  if (secret) {
    return (
      <Input
        {...same}
        label={isNew(state) ? 'Password' : same.label}
        value=""
        type="password"
        maxlength={length}
        autocomplete="new-password"
        hint={isNew(state) ? 'Left empty, there is none yet.' : 'Left empty, it stays as it is.'}
      />
    );
  }
  return (
    <Input
      {...same}
      {...kindOf(field, same.value)}
      {...(hint !== undefined && { hint })}
      maxlength={length || undefined}
      autocomplete="off"
      beside={beside}
    />
  );
}

/** A day is chosen from a calendar, unless there is more than a day. */
function kindOf({ type, email }: Field, value: string): { readonly type: string; readonly hint?: string } {
  if (email) return { type: 'email' };
  if (type !== 'datetime') return { type: 'text' };
  return /^(\d{4}-\d{2}-\d{2})?$/.test(value)
    ? { type: 'date' }
    : { type: 'text', hint: 'A day as yyyy-mm-dd or m/d/yyyy, perhaps with a time.' };
}

function besideOf(field: Field, state: FormState): Beside {
  const { stored, ...same } = common(field, state);
  const choice = optionsOf(field, stored, same.value, state);
  const input = choice ? (
    <BareSelect {...same} {...choice} />
  ) : (
    <BareInput
      {...same}
      maxlength={field.length || undefined}
      placeholder={labelOf(field.name)}
      autocomplete="off"
    />
  );
  return { name: field.name, violation: same.violation, input };
}

/** The fields that differ from those the form showed: fields that others changed meanwhile stay. */
export function editsOf(fields: readonly Field[], form: URLSearchParams): Edits {
  const names = new Set<string>(fields.map(({ name }) => name));
  return new Map(
    resource.fields
      .filter(({ name }) => names.has(name))
      .map(({ name, type }) => [name, form.get(name) ?? (type === 'boolean' ? 'false' : '')] as const)
      .filter(([name, value]) => value !== (form.get(was(name)) ?? '')),
  );
}

/**
 * Refuses changes of fields that got another value since the form was opened. The form then has that value as the one it
 * showed, so that it replaces it when it is sent again.
 */
export function requireAsOpened(fields: readonly Field[], form: URLSearchParams): Inspection {
  const edits = editsOf(fields, form);
  return (record) => {
    const byField = new Map<string, Refusal>();
    for (const { name, type } of storedFields) {
      const opened = form.get(was(name));
      const stored = asTyped(type, record[name]);
      const edited = edits.get(name);
      if (edited === undefined || opened === null || [opened, edited].includes(stored)) continue;
      byField.set(name, refusal('changedMeanwhile').ofField(name));
      form.set(was(name), stored);
    }
    const [first] = byField.values();
    if (first) throw new Violation(first, byField);
  };
}
