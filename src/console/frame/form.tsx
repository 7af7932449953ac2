// Forms, with the token that proves where they come from.
import { useContext, type FC, type PropsWithChildren } from 'hono/jsx';
import { CONSOLE_PATH } from '../../http/paths';
import { RenderingContext } from './rendering';

/** The field with the token of a form. */
export const CSRF_FIELD = '_csrf';

/**
 * A form that is posted, with the token: with a file, in the address, as it is looked at before anything is read. The
 * action is a path behind `/admin`.
 */
export const Form: FC<
  PropsWithChildren<{
    readonly action: string;
    readonly class?: string;
    readonly id?: string;
    readonly label?: string;
    readonly withFile?: boolean;
    /** The server looks at the values: a browser cannot point at a field on another tab. */
    readonly novalidate?: boolean;
    /** Leaving the page with unsaved changes asks first. */
    readonly guarded?: boolean;
  }>
> = ({ action, class: className, id, label, withFile = false, novalidate, guarded, children }) => {
  const { csrfToken } = useContext(RenderingContext);
  return (
    <form
      method="post"
      action={`${CONSOLE_PATH}${action}${withFile ? `?${CSRF_FIELD}=${csrfToken}` : ''}`}
      class={className}
      id={id}
      aria-label={label}
      enctype={withFile ? 'multipart/form-data' : undefined}
      novalidate={novalidate}
      data-guarded={guarded ? '' : undefined}
    >
      {!withFile && <input type="hidden" name={CSRF_FIELD} value={csrfToken} />}
      {children}
    </form>
  );
};

/** Hidden fields, by name. */
export const Hidden: FC<{ readonly values: Iterable<readonly [name: string, value: string]> }> = ({
  values,
}) => (
  <>
    {[...values].map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);
