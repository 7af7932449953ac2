// XML in colours.
import type { Child, FC } from 'hono/jsx';

/** Longer texts are shown without colours: each name is an element of the page. */
const MOST_COLOURED = 20_000;

/** XML, or other text, as it is: names and attributes in colours, and the line to blame marked. */
export const XmlSource: FC<{
  readonly label: string;
  readonly text: string;
  readonly id?: string;
  /** From 1. */
  readonly blamed?: number | undefined;
}> = ({ label, text, id, blamed }) => (
  <pre class="code" id={id} role="region" aria-label={label} tabindex={0}>
    {blamed === undefined ? coloured(text) : withMark(text, blamed)}
  </pre>
);

function withMark(text: string, blamed: number): Child {
  const lines = text.split('\n');
  const before = lines.slice(0, blamed - 1);
  const after = lines.slice(blamed);
  return (
    <>
      {coloured(before.map((line) => `${line}\n`).join(''))}
      <mark>{lines[blamed - 1]}</mark>
      {coloured(after.map((line) => `\n${line}`).join(''))}
    </>
  );
}

function coloured(text: string): Child {
  if (text.length > MOST_COLOURED) return text;
  // Every other piece is a tag.
  return text.split(/(<[^<>]*>)/).map((piece, index) => (index % 2 === 0 ? piece : tag(piece)));
}

function tag(text: string): Child {
  if (/^<[?!]/.test(text)) return <i>{text}</i>;
  const [, start = '', name = '', attributes = '', end = ''] =
    /^(<\/?)([^\s/>]*)([^]*?)(\/?>)$/.exec(text) ?? [];
  return (
    <>
      {start}
      <b>{name}</b>
      {attributes !== '' && <i>{attributes}</i>}
      {end}
    </>
  );
}
