import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { CONSOLE_PATH } from './layout';

/** A sentence that says what is wrong; nothing without one. */
export const Alert: FC<{ readonly text: string | undefined }> = ({ text }) =>
  text === undefined ? null : (
    <p class="alert" role="alert">
      {text}
    </p>
  );

/** What is said where there is nothing to list. */
export const Empty: FC<PropsWithChildren> = ({ children }) => <p class="empty">{children}</p>;

interface LabelProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly required?: boolean | undefined;
  readonly hint?: string | undefined;
  /** What the rules say against what was sent. */
  readonly objection?: string | undefined;
}

/** What describes an input, for screen readers. */
function describedBy({ name, hint, objection }: LabelProps): string | undefined {
  const ids = [hint !== undefined && `${name}-hint`, objection !== undefined && `${name}-objection`];
  return ids.filter((id) => id !== false).join(' ') || undefined;
}

/** A label with its input, hint and objection. */
const Labelled: FC<PropsWithChildren<LabelProps>> = ({
  name,
  label,
  required,
  hint,
  objection,
  children,
}) => (
  <div class={objection === undefined ? 'field' : 'field objected'}>
    <label for={name}>
      {label}
      {required && (
        <span class="required" title="required">
          {' *'}
        </span>
      )}
    </label>
    {children}
    {hint !== undefined && <small id={`${name}-hint`}>{hint}</small>}
    {objection !== undefined && (
      <strong class="objection" id={`${name}-objection`}>
        {objection}
      </strong>
    )}
  </div>
);

/** A line of text. */
export const Input: FC<
  LabelProps & {
    readonly type?: string;
    readonly maxlength?: number | undefined;
    readonly autocomplete?: string;
    readonly accept?: string;
    readonly step?: string;
    /** The id of a datalist with suggestions. */
    readonly list?: string;
  }
> = (props) => {
  const { name, value, required, type = 'text', maxlength, autocomplete, accept, step, list } = props;
  return (
    <Labelled {...props}>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        required={required}
        maxlength={maxlength}
        autocomplete={autocomplete}
        accept={accept}
        step={step}
        list={list}
        aria-describedby={describedBy(props)}
        aria-invalid={props.objection === undefined ? undefined : 'true'}
      />
    </Labelled>
  );
};

/** One of several values. */
export const Select: FC<
  LabelProps & {
    readonly options: readonly { readonly value: string; readonly label: string }[];
    /** The text of the choice of nothing; without one, something has to be chosen. */
    readonly nothing?: string | undefined;
  }
> = (props) => {
  const { name, value, required, options, nothing } = props;
  return (
    <Labelled {...props}>
      <select
        id={name}
        name={name}
        required={required}
        aria-describedby={describedBy(props)}
        aria-invalid={props.objection === undefined ? undefined : 'true'}
      >
        {nothing !== undefined && <option value="">{nothing}</option>}
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
};

/** Lines of text. */
export const TextArea: FC<LabelProps & { readonly rows: number }> = (props) => {
  const { name, value, required, rows } = props;
  return (
    <Labelled {...props}>
      <textarea
        id={name}
        name={name}
        rows={rows}
        required={required}
        spellcheck={false}
        aria-describedby={describedBy(props)}
        aria-invalid={props.objection === undefined ? undefined : 'true'}
      >
        {`\n${value ?? ''}`}
      </textarea>
    </Labelled>
  );
};

/** Yes or no. The value that is sent is `true`, or nothing. */
export const Checkbox: FC<LabelProps & { readonly checked: boolean }> = (props) => (
  <div class={props.objection === undefined ? 'field check' : 'field check objected'}>
    <label>
      <input
        type="checkbox"
        name={props.name}
        value="true"
        checked={props.checked}
        aria-describedby={describedBy(props)}
      />{' '}
      {props.label}
    </label>
    {props.hint !== undefined && <small id={`${props.name}-hint`}>{props.hint}</small>}
    {props.objection !== undefined && (
      <strong class="objection" id={`${props.name}-objection`}>
        {props.objection}
      </strong>
    )}
  </div>
);

/** A link to a page of the console; the path is behind `/admin`. */
export const Link: FC<
  PropsWithChildren<{ readonly to: string; readonly class?: string; readonly current?: boolean }>
> = ({ to, class: className, current = false, children }) => (
  <a href={CONSOLE_PATH + to} class={className} aria-current={current ? 'page' : undefined}>
    {children}
  </a>
);

/** A table that scrolls sideways on its own where it does not fit. */
export const Table: FC<{
  /** What the table is, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Child[];
  readonly rows: readonly (readonly Child[])[];
}> = ({ caption, columns, rows }) => (
  <div class="scroll" role="region" aria-label={caption} tabindex={0}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Text as it is, line by line. */
export const Source: FC<PropsWithChildren<{ readonly label: string }>> = ({ label, children }) => (
  <pre role="region" aria-label={label} tabindex={0}>
    {children}
  </pre>
);

/** Names and values, one below the other. */
export const Facts: FC<{ readonly of: readonly (readonly [name: string, value: Child])[] }> = ({ of }) => (
  <dl class="facts">
    {of.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** An instant as the wall clock of the tenant shows it, with the zone named. */
export const Moment: FC<{ readonly at: string; readonly zone: TimeZone }> = ({ at, zone }) => (
  <time datetime={at} title={zone.name}>
    {`${zone.wallClock(new Date(at)).replace('T', ' ').slice(0, 19)} `}
    <span class="zone">{zone.name}</span>
  </time>
);
