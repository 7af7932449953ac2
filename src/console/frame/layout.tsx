import { createContext, jsx, useContext, type Child, type FC, type PropsWithChildren } from 'hono/jsx';
import type { Deviation } from '../../runtime/deviations';
import type { Visitor } from './page';

/** The path of the console. */
export const CONSOLE_PATH = '/admin';

/** The token that forms carry, so that nobody else's page can send them. */
export const CSRF_FIELD = '_csrf';
const CsrfToken = createContext('');

/** What stands in the frame of a page. */
export interface FrameProps {
  readonly title: string;
  /** Undefined: nobody is logged in. */
  readonly visitor: Visitor | undefined;
  /** The path behind `/admin`, to mark where one is. */
  readonly path: string;
  readonly notice: string | undefined;
  readonly csrfToken: string;
  /** What makes the server answer otherwise than one that was just set up. */
  readonly deviations: readonly Deviation[];
}

/** The places one can go to, in their order. */
const PLACES: readonly { readonly path: string; readonly name: string; readonly everybody?: true }[] = [
  { path: '/resources', name: 'Resources / Users (HR)' },
  { path: '/deleted-resources', name: 'Deleted resources' },
  { path: '/privacy-history', name: 'Privacy Action History' },
  { path: '/outbox', name: 'Outbox' },
  { path: '/requests', name: 'Requests' },
  { path: '/usage', name: 'Usage' },
  { path: '/introspection', name: 'Introspection' },
  { path: '/playground', name: 'QueryXML playground' },
  { path: '/profile', name: 'My profile', everybody: true },
];

/** A whole page, as HTML text. */
export async function page(props: FrameProps, body: Child): Promise<string> {
  const frame = jsx(CsrfToken.Provider, { value: props.csrfToken }, jsx(Frame, { ...props }, body));
  return `<!DOCTYPE html>\n${await frame.toString()}\n`;
}

const Frame: FC<PropsWithChildren<FrameProps>> = ({ title, visitor, path, notice, deviations, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} · atws-emulator`}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={`${CONSOLE_PATH}/assets/console.css`} />
      <script src={`${CONSOLE_PATH}/assets/console.js`} defer></script>
    </head>
    <body class={visitor ? 'with-places' : 'alone'}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header>
        <a class="brand" href={CONSOLE_PATH}>
          atws-emulator
        </a>
        {deviations.map(({ name, text }) => (
          <span>{`${name}: ${text}`}</span>
        ))}
        {visitor && (
          <div class="visitor">
            <span>{visitor.displayName}</span>
            <Form action="/log-out">
              <button class="quiet">Log out</button>
            </Form>
          </div>
        )}
      </header>
      {visitor && <Places visitor={visitor} path={path} />}
      <main id="main" tabindex={-1}>
        <h1>{title}</h1>
        {notice !== undefined && (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        {children}
      </main>
    </body>
  </html>
);

const Places: FC<{ readonly visitor: Visitor; readonly path: string }> = ({ visitor, path }) => (
  <nav aria-label="Console">
    <ul>
      {PLACES.filter(({ everybody }) => everybody ?? visitor.administrator).map((place) => (
        <li>
          <a
            href={CONSOLE_PATH + place.path}
            aria-current={path === place.path || path.startsWith(`${place.path}/`) ? 'page' : undefined}
          >
            {place.name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

/**
 * A form that is posted, with the token: with a file, in the address, as it is looked at before anything is read. The
 * action is a path behind `/admin`.
 */
export const Form: FC<
  PropsWithChildren<{
    readonly action: string;
    readonly class?: string;
    readonly id?: string;
    readonly withFile?: boolean;
  }>
> = ({ action, class: className, id, withFile = false, children }) => {
  const token = useContext(CsrfToken);
  return (
    <form
      method="post"
      action={`${CONSOLE_PATH}${action}${withFile ? `?${CSRF_FIELD}=${token}` : ''}`}
      class={className}
      id={id}
      enctype={withFile ? 'multipart/form-data' : undefined}
    >
      {!withFile && <input type="hidden" name={CSRF_FIELD} value={token} />}
      {children}
    </form>
  );
};
