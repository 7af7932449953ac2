// The form of an entity, by its field table.
import type { Child, FC } from 'hono/jsx';
import type { Entity, Field, FieldValue } from '../../../entities/field';
import { picklistOf } from '../../../entities/picklists';
import { wireText } from '../../../entities/wire-text';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { refusal, type Refusal } from '../../../refusals/refusal';
import type { Values } from '../../../store/entity-rows';
import type { SentEntity } from '../../../updates/batch';
import { Violation } from '../../../updates/checks';
import type { Inspection } from '../../../updates/write-entities';
import { Alert } from '../../frame/callout';
import { was } from '../../frame/field-values';
import { Checkbox, FieldSection, Input, Select, TextArea } from '../../frame/fields';
import { Form, Hidden } from '../../frame/form';
import { View } from '../../frame/page';
import { Facts, FactSection, Link, Nothing } from '../../frame/parts';
import type { Violations } from '../../frame/violations';

export const PATH = '/entities';

/** A value as SOAP answers it; nothing for null. */
export function textOf(field: Field, value: FieldValue): string {
  return value === null ? '' : wireText(field)(value);
}

/** The fields that a form has inputs for: of a new entity, those that are given with it. */
function writable(entity: Entity, isNew: boolean): readonly Field[] {
  if (!(isNew ? entity.canCreate : entity.canUpdate)) return [];
  return [...entity.fields, ...entity.userDefinedFields].filter(
    ({ key, readOnly, required }) => !key && (!readOnly || (isNew && required)),
  );
}

/** What was typed for a field; a box that is not ticked is not sent. */
function typedIn(form: URLSearchParams, { column, type }: Field): string {
  return form.get(column) ?? (type === 'boolean' ? 'false' : '');
}

/** What a form sends, as a client would: empty texts clear their fields. */
export function sentBy(form: URLSearchParams, entity: Entity, id: number | null): SentEntity {
  const typed = writable(entity, id === null).map((field) => [field, typedIn(form, field)] as const);
  return {
    id: id === null ? null : String(id),
    fields: new Map(typed.filter(([field]) => !field.userDefined).map(([{ name }, text]) => [name, text])),
    userDefinedFields: new Map(
      typed
        .filter(([field]) => field.userDefined)
        .map(([{ name }, text]) => [name, text === '' ? null : text]),
    ),
  };
}

export async function formView(
  context: EmulatorContext,
  entity: Entity,
  stored: Values | undefined,
  typed?: URLSearchParams,
  violations: Violations = {},
): Promise<View> {
  const id = stored && Number(stored['id']);
  const inputs = writable(entity, id === undefined);
  const picklists = await context.store.tenant.picklists();
  const stands = (field: Field): string => textOf(field, stored?.[field.column] ?? null);
  const fixed = [...entity.fields, ...entity.userDefinedFields].filter(
    (field) => !inputs.includes(field) && !field.key,
  );
  const title = id === undefined ? `New ${entity.name}` : `${entity.name} ${id}`;
  return new View(
    title,
    <>
      <Alert text={Object.values(violations)[0]?.replace(ON_RECORD, '')} />
      {stored && fixed.length > 0 && (
        <FactSection title="Read-only">
          <Facts of={fixed.map((field) => [field.label, stands(field) || <Nothing />] as const)} />
        </FactSection>
      )}
      {inputs.length > 0 && (
        <Form action={id === undefined ? `${PATH}/new` : `${PATH}/${id}`} novalidate guarded>
          <Hidden values={[['entity', entity.name]]} />
          <FieldSection title="Fields">
            {inputs.map((field) => {
              const value = typed ? typedIn(typed, field) : stands(field);
              return (
                <>
                  {stored && (
                    <Hidden values={[[was(field.column), typed?.get(was(field.column)) ?? stands(field)]]} />
                  )}
                  {inputOf(field, value, picklistOf(field, picklists))}
                </>
              );
            })}
          </FieldSection>
          <SaveBar entity={entity} isNew={id === undefined} />
        </Form>
      )}
      {id !== undefined && entity.canDelete && <DeleteForm entity={entity} id={id} />}
    </>,
    {
      status: Object.keys(violations).length === 0 ? 200 : 422,
      crumbs: [{ name: entity.name, to: `${PATH}?entity=${entity.name}` }, { name: title }],
    },
  );
}

const SaveBar: FC<{ readonly entity: Entity; readonly isNew: boolean }> = ({ entity: { name }, isNew }) => (
  <div class="save-bar row">
    <button class="primary">{isNew ? `Create ${name}` : 'Save'}</button>
    <Link to={`${PATH}?entity=${name}`} class="button quiet">
      Cancel
    </Link>
  </div>
);

const DeleteForm: FC<{ readonly entity: Entity; readonly id: number }> = ({ entity: { name }, id }) => (
  <Form action={`${PATH}/${id}/delete`}>
    <Hidden values={[['entity', name]]} />
    <button class="danger">{`Delete this ${name}`}</button>
  </Form>
);

/** An untouched value as a browser sends it: a checkbox is true or false, never empty, and lines end with CR LF. */
function inForm({ type }: Field, text: string): string {
  return type === 'boolean' && text === '' ? 'false' : text.replace(/\r\n?|\n/g, '\r\n');
}

/**
 * Gives a sent form the present values of the fields that were left as the form showed them. Throws a Violation for
 * fields that others changed meanwhile, too: the form then shows those values as the ones that it replaces.
 */
export function keepOthers(form: URLSearchParams, entity: Entity, stored: Values): void {
  const byField = new Map<string, Refusal>();
  for (const field of writable(entity, false)) {
    const { column } = field;
    const opened = form.get(was(column));
    const present = textOf(field, stored[column] ?? null);
    if (opened === null) continue;
    const [typed, shown, now] = [typedIn(form, field), opened, present].map((text) => inForm(field, text));
    if (typed === shown) form.set(column, present);
    else if (shown !== now && typed !== now) {
      byField.set(column, refusal('changedMeanwhile').ofField(column));
      form.set(was(column), present);
    }
  }
  const [first] = byField.values();
  if (first) throw new Violation(first, byField);
}

/** Refuses an update of an entity whose writable fields are not any more as they were read. */
export function unchangedSince(entity: Entity, read: Values): Inspection {
  return (stored) =>
    writable(entity, false).every(({ column }) => stored[column] === read[column])
      ? undefined
      : refusal('changedMeanwhile');
}

/** A form sends one record. */
const ON_RECORD = / ; on record number \[1\]\.$/;

/** The length from which on texts are of several lines. */
const LONGEST_LINE = 255;

function inputOf(field: Field, value: string, choices: ReturnType<typeof picklistOf>): Child {
  const { column: name, label, type, length, required, picklist } = field;
  const same = { name, label, value, required };
  if (type === 'boolean') return <Checkbox {...same} required={false} checked={value === 'true'} />;
  if (picklist !== null) {
    const options = choices.filter((choice) => choice.active || choice.value === value);
    return (
      <Select {...same} options={options} nothing={required && value !== '' ? undefined : '(nothing)'} />
    );
  }
  // A line of text would lose the ends of lines.
  if (type === 'string' && (length === 0 || length > LONGEST_LINE || /[\r\n]/.test(value))) {
    return <TextArea {...same} rows={4} isProse />;
  }
  return (
    <Input
      {...same}
      type="text"
      maxlength={length || undefined}
      autocomplete="off"
      {...(field.reference !== null && { hint: `An id of ${field.reference}.` })}
    />
  );
}
