// The frame around a page: header, side bar, heading, notice.
import { jsx, type FC, type PropsWithChildren } from 'hono/jsx';
import { VERSION } from '../../config/package-files';
import type { Deviation } from '../../runtime/deviations';
import { CONSOLE_PATH } from '../../http/paths';
import { Callout } from './callout';
import { count } from './figures';
import { Form, Hidden } from './form';
import { Icon, type IconName } from './icon';
import { Menu, MenuItem } from './menu';
import type { Crumb, Notice, View, Visitor } from './page';
import { Link } from './parts';
import { FEATURES_PATH, GROUPS, OWN_PLACE, placeOf, PLACES, type Place } from './places';
import { rendered, RenderingContext } from './rendering';

/** The contents of the frame. */
export interface FrameProps {
  readonly view: View;
  /** Undefined without a log-in. */
  readonly visitor: Visitor | undefined;
  /** The path behind `/admin`, to mark where one is. */
  readonly path: string;
  readonly notice: Notice | undefined;
  readonly csrfToken: string;
  /** A moved clock, fault rules: settings that change the server's answers. */
  readonly deviations: readonly Deviation[];
  /** How many messages wait in the outbox. */
  readonly waiting: number;
}

/** A whole page, as HTML text. */
export async function page(props: FrameProps): Promise<string> {
  const rendering = { csrfToken: props.csrfToken, zones: new Set<string>() };
  // Before the frame, which names the zones that times are of.
  const content = await rendered(rendering, jsx(props.visitor ? Content : Alone, { ...props }));
  const frame = jsx(
    RenderingContext.Provider,
    { value: rendering },
    jsx(Frame, { ...props, zones: [...rendering.zones] }, content),
  );
  return `<!DOCTYPE html>\n${await frame.toString()}\n`;
}

const Frame: FC<PropsWithChildren<FrameProps & { readonly zones: readonly string[] }>> = ({
  view,
  visitor,
  path,
  deviations,
  waiting,
  zones,
  children,
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${view.title} · atws-emulator`}</title>
      <link rel="icon" type="image/svg+xml" href={`${CONSOLE_PATH}/assets/favicon.svg`} />
      <link rel="stylesheet" href={`${CONSOLE_PATH}/assets/console.css`} />
      <script src={`${CONSOLE_PATH}/assets/console.js`} defer></script>
    </head>
    {visitor ? (
      <body class="app">
        <a class="skip" href="#main">
          Skip to content
        </a>
        <Bar visitor={visitor} path={path} deviations={deviations} waiting={waiting} />
        <aside class="side" aria-label="Places">
          <Places visitor={visitor} path={path} waiting={waiting} />
          <footer>
            <small>
              {`atws-emulator ${VERSION} · `}
              <a href="/">Help</a>
            </small>
          </footer>
        </aside>
        <main id="main" tabindex={-1}>
          <div class="row apart where">
            <Crumbs view={view} path={path} />
            {zones.length > 0 && <small class="zone">Times: {zones.join(', ')}</small>}
          </div>
          {children}
        </main>
      </body>
    ) : (
      <body class="alone">
        <main id="main" class="stack">
          <div class="row">
            <a class="brand" href="/">
              <Icon name="brand" />
              atws-emulator
            </a>
            <Deviations all={deviations} />
          </div>
          {children}
        </main>
      </body>
    )}
  </html>
);

/** The head of the window: where one can go on a narrow one, what is not normal, and who is logged in. */
const Bar: FC<Pick<FrameProps, 'path' | 'deviations' | 'waiting'> & { readonly visitor: Visitor }> = ({
  visitor,
  path,
  deviations,
  waiting,
}) => (
  <header class="bar">
    <details class="nav-menu">
      <summary aria-label="Places">
        <Icon name="places" />
      </summary>
      <Places visitor={visitor} path={path} waiting={waiting} />
    </details>
    <a class="brand" href={CONSOLE_PATH} aria-label="atws-emulator">
      <Icon name="brand" />
      <span>atws-emulator</span>
    </a>
    <Deviations all={deviations} areLinks />
    <Menu id="me" class="quiet" atEnd text={<span class="who">{visitor.displayName}</span>}>
      <MenuItem>
        <Link to={OWN_PLACE.path}>{OWN_PLACE.name}</Link>
      </MenuItem>
      <MenuItem>
        <a href="/">Help and endpoint</a>
      </MenuItem>
      <MenuItem part>
        <Form action="/log-out">
          <button>Log out</button>
        </Form>
      </MenuItem>
    </Menu>
  </header>
);

const DEVIATION_ICONS: Readonly<Record<Deviation['name'], IconName>> = { Clock: 'clock', Faults: 'fault' };

/** A deviation in a few words; the whole sentence is in the title. */
const Deviations: FC<{ readonly all: readonly Deviation[]; readonly areLinks?: boolean }> = ({
  all,
  areLinks = false,
}) => (
  <div class="row push">
    {all.map(({ name, text, short }) => (
      <a
        class={name === 'Faults' ? 'badge made' : 'badge warn'}
        title={`${name}: ${text}`}
        href={areLinks ? `${CONSOLE_PATH}/state#${name.toLowerCase()}` : undefined}
      >
        <Icon name={DEVIATION_ICONS[name]} />
        <span>{short}</span>
      </a>
    ))}
  </div>
);

const Places: FC<Pick<FrameProps, 'path' | 'waiting'> & { readonly visitor: Visitor }> = ({
  visitor,
  path,
  waiting,
}) => {
  const current = placeOf(path);
  const places = visitor.administrator ? PLACES : [OWN_PLACE];
  return (
    <nav class="places" aria-label="Console">
      {GROUPS.map((group) => ({ group, inGroup: places.filter((place) => place.group === group) }))
        .filter(({ inGroup }) => inGroup.length > 0)
        .map(({ group, inGroup }) => (
          <>
            <h2>{group}</h2>
            <ul>
              {inGroup.map((place) => (
                <li>
                  <Link to={place.path} current={place === current}>
                    <Icon name={place.icon} />
                    {place.name}
                    {place.path === '/outbox' && waiting > 0 && (
                      <span class="badge push" title="Messages that wait">
                        {count(waiting)}
                      </span>
                    )}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        ))}
    </nav>
  );
};

/** The way to a page: as the vendor's instructions tell it, or by the group of the side bar. */
const Crumbs: FC<Pick<FrameProps, 'view' | 'path'>> = ({ view: { title, around }, path }) => {
  const { crumbs } = around;
  const place = placeOf(path);
  const way = [...(place ? wayTo(place) : []), ...(crumbs ?? (place ? [] : [{ name: title }]))];
  return (
    <nav class="crumbs" aria-label="Breadcrumbs">
      <ol>
        {way.map(({ name, to }, index) => (
          <li aria-current={index === way.length - 1 ? 'page' : undefined}>
            {to === undefined || index === way.length - 1 ? name : <Link to={to}>{name}</Link>}
          </li>
        ))}
      </ol>
    </nav>
  );
};

function wayTo({ path, name, group, isSetting }: Place): readonly Crumb[] {
  const before = isSetting
    ? [
        { name: 'Admin', to: FEATURES_PATH },
        { name: 'Features & Settings', to: FEATURES_PATH },
      ]
    : [{ name: group }];
  return [...before, { name, to: path }];
}

const NoticeCallout: FC<{ readonly notice: Notice | undefined }> = ({ notice }) =>
  notice === undefined ? null : (
    <Callout
      tone="ok"
      role="status"
      action={
        notice.undo && (
          <Form action={notice.undo.action}>
            <Hidden values={notice.undo.fields} />
            <button class="small">Undo</button>
          </Form>
        )
      }
    >
      {notice.text}
    </Callout>
  );

/** A page within the console: its heading, the notice of the last action, and its body. */
const Content: FC<FrameProps> = ({ view, notice }) => {
  const { title, body, around } = view;
  const { photo, state, lead, actions } = around;
  return (
    <>
      <div class="page-head">
        {photo}
        <div class="title">
          <h1>{title}</h1>
          {state}
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {actions !== undefined && <div class="row">{actions}</div>}
      </div>
      <NoticeCallout notice={notice} />
      {body}
    </>
  );
};

/** A page without the side bar: the log-in, and the pages of links in messages. */
const Alone: FC<FrameProps> = ({ view: { title, body, around } }) => (
  <>
    <section class="panel">
      <div class="body stack">
        <h1>{title}</h1>
        {body}
      </div>
    </section>
    {around.aside}
  </>
);
