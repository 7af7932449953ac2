import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import { Icon } from './icon';

/** How a state is coloured; words say the same. `made`: on purpose, by a fault rule or a moved clock. */
export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'made';

const ICONS = { ok: 'ok', info: 'info', warn: 'warn', bad: 'bad', made: 'fault' } as const;

/** A sentence about the whole page or panel: a result, a limit, a refusal. */
export const Callout: FC<
  PropsWithChildren<{
    readonly tone: Tone;
    /** `status` after something was done, `alert` for what keeps it from being done. */
    readonly role?: 'status' | 'alert';
    /** The remedy. */
    readonly action?: Child;
  }>
> = ({ tone, role, action, children }) => (
  <div class={`callout ${tone}`} role={role}>
    <Icon name={ICONS[tone]} />
    <div>{children}</div>
    {action}
  </div>
);

/** A sentence that says what is wrong; nothing without one. */
export const Alert: FC<{ readonly text: string | undefined }> = ({ text }) =>
  text === undefined ? null : (
    <Callout tone="bad" role="alert">
      {text}
    </Callout>
  );

/** A word for a state. Without a tone it is one that is neither good nor bad. */
export const Badge: FC<PropsWithChildren<{ readonly tone?: Tone | undefined; readonly title?: string }>> = ({
  tone,
  title,
  children,
}) => (
  <span class={tone === undefined ? 'badge' : `badge ${tone}`} title={title}>
    {tone === 'made' && <Icon name="fault" />}
    {children}
  </span>
);

/** The text in place of an empty list: a heading, the reason, the next step. */
export const Empty: FC<PropsWithChildren<{ readonly title?: string; readonly actions?: Child }>> = ({
  title,
  actions,
  children,
}) => (
  <div class="empty stack tight">
    {title !== undefined && <h2>{title}</h2>}
    <p class="muted">{children}</p>
    {actions !== undefined && <div class="row">{actions}</div>}
  </div>
);
