// Inputs with label, hint and sentence of refusal.
import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import { Icon } from './icon';

/** The properties of every input. */
export interface FieldProps {
  readonly name: string;
  readonly label: Child;
  readonly value?: string | undefined;
  readonly required?: boolean | undefined;
  readonly hint?: Child;
  /** The sentence of the refusal. */
  readonly violation?: string | undefined;
}

/** The attributes by which an input is known to belong to its hint and to what the rules say. */
function told({ name, hint, violation }: FieldProps) {
  const ids = [hint !== undefined && `${name}-hint`, violation !== undefined && `${name}-violation`];
  return {
    'aria-describedby': ids.filter((id) => id !== false).join(' ') || undefined,
    'aria-invalid': violation === undefined ? undefined : ('true' as const),
  };
}

/** The sentence of a refused value, below its input. */
export const FieldViolation: FC<{ readonly name: string; readonly violation: string | undefined }> = ({
  name,
  violation,
}) =>
  violation === undefined ? null : (
    <p class="error">
      <Icon name="bad" />
      <span id={`${name}-violation`}>{violation}</span>
    </p>
  );

/** An input for a part of the same, like the type of an address. */
export interface Beside extends Pick<FieldProps, 'name' | 'violation'> {
  readonly input: Child;
}

/** A label with its input, the hint, and what the rules say. */
const Labelled: FC<PropsWithChildren<FieldProps & { readonly beside?: Beside | undefined }>> = ({
  name,
  label,
  required,
  hint,
  violation,
  beside,
  children,
}) => (
  <div class="field">
    <label for={name}>
      {label}
      {required && <i title="required"> *</i>}
    </label>
    {beside === undefined ? (
      children
    ) : (
      <div class="pair">
        {children}
        {beside.input}
      </div>
    )}
    {hint !== undefined && <small id={`${name}-hint`}>{hint}</small>}
    <FieldViolation name={name} violation={violation} />
    {beside && <FieldViolation name={beside.name} violation={beside.violation} />}
  </div>
);

/** The further properties of a line of text. */
export interface InputProps extends FieldProps {
  readonly type?: string;
  readonly maxlength?: number | undefined;
  readonly autocomplete?: string;
  readonly autofocus?: boolean;
  readonly placeholder?: string;
  readonly accept?: string;
  readonly step?: string;
  /** The id of a datalist with suggestions. */
  readonly list?: string;
}

/** The input alone, called by its label: in a pair, a toolbar or a cell. */
export const BareInput: FC<InputProps> = (props) => (
  <InputElement {...props} aria-label={typeof props.label === 'string' ? props.label : undefined} />
);

const InputElement: FC<InputProps & { readonly 'aria-label'?: string | undefined }> = (props) => {
  const {
    name,
    value,
    required,
    type = 'text',
    maxlength,
    autocomplete,
    autofocus,
    placeholder,
    accept,
    step,
    list,
  } = props;
  return (
    <input
      id={name}
      name={name}
      type={type}
      value={value}
      required={required}
      maxlength={maxlength}
      autocomplete={autocomplete}
      autofocus={autofocus}
      placeholder={placeholder}
      accept={accept}
      step={step}
      list={list}
      aria-label={props['aria-label']}
      {...told(props)}
    />
  );
};

/** A line of text. */
export const Input: FC<InputProps & { readonly beside?: Beside | undefined }> = (props) => (
  <Labelled {...props}>
    <InputElement {...props} />
  </Labelled>
);

/** The further properties of a list to choose from. */
export interface SelectProps extends FieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** The text of the choice of nothing; without one, something has to be chosen. */
  readonly nothing?: string | undefined;
}

/** The list alone, called by its label. */
export const BareSelect: FC<SelectProps> = (props) => (
  <SelectElement {...props} aria-label={typeof props.label === 'string' ? props.label : undefined} />
);

const SelectElement: FC<SelectProps & { readonly 'aria-label'?: string | undefined }> = (props) => {
  const { name, value, required, options, nothing } = props;
  return (
    <select id={name} name={name} required={required} aria-label={props['aria-label']} {...told(props)}>
      {nothing !== undefined && <option value="">{nothing}</option>}
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  );
};

/** One of several values. */
export const Select: FC<SelectProps> = (props) => (
  <Labelled {...props}>
    <SelectElement {...props} />
  </Labelled>
);

/** Lines of text. */
export const TextArea: FC<FieldProps & { readonly rows: number; readonly isProse?: boolean }> = (props) => {
  const { name, value, required, rows, isProse = false } = props;
  return (
    <Labelled {...props}>
      <textarea id={name} name={name} rows={rows} required={required} spellcheck={isProse} {...told(props)}>
        {`\n${value ?? ''}`}
      </textarea>
    </Labelled>
  );
};

/** Yes or no. The value that is sent is `true`, or nothing. `whenOff`: what follows when it is cleared. */
export const Checkbox: FC<FieldProps & { readonly checked: boolean; readonly whenOff?: Child }> = (props) => (
  <div class="field">
    <label class="check" for={props.name}>
      <input
        id={props.name}
        type="checkbox"
        name={props.name}
        value="true"
        checked={props.checked}
        {...told(props)}
      />
      <b>{props.label}</b>
    </label>
    {props.hint !== undefined && <small id={`${props.name}-hint`}>{props.hint}</small>}
    {props.whenOff !== undefined && <div class="when-off">{props.whenOff}</div>}
    <FieldViolation name={props.name} violation={props.violation} />
  </div>
);

/** A group of inputs under its heading: Name, Contact, Work. */
export const FieldSection: FC<
  PropsWithChildren<{ readonly title: string; readonly note?: string | undefined; readonly class?: string }>
> = ({ title, note, class: className = 'fields', children }) => (
  <fieldset class="section">
    <legend class="sr">{title}</legend>
    <header>
      <h2 aria-hidden="true">{title}</h2>
      {note !== undefined && <small>{note}</small>}
    </header>
    <div class={className}>{children}</div>
  </fieldset>
);

/** The search of a list; `/` goes there. */
export const SearchInput: FC<{
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
}> = ({ label, placeholder, value }) => (
  <div class="search">
    <Icon name="search" />
    <input type="search" name="search" aria-label={label} placeholder={placeholder} value={value} />
    <kbd>/</kbd>
  </div>
);
