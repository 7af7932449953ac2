// Icons.
import type { Child, FC } from 'hono/jsx';

/** The drawings, of 16 by 16, stroke only. */
const DRAWINGS = {
  brand: (
    <>
      <rect x="1.5" y="1.5" width="9" height="9" rx="2" />
      <rect x="5.5" y="5.5" width="9" height="9" rx="2" fill="currentcolor" fill-opacity=".25" />
    </>
  ),
  places: <path d="M2 4.5h12M2 8h12M2 11.5h12" />,
  people: (
    <>
      <circle cx="6" cy="5" r="2.5" />
      <path d="M1.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4M10.5 3a2.5 2.5 0 0 1 0 4.3M12 9.8c1.5.5 2.3 1.8 2.5 3.7" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5" r="2.5" />
      <path d="M3.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4" />
    </>
  ),
  deleted: (
    <>
      <circle cx="6.5" cy="5" r="2.5" />
      <path d="M2 13.5c.3-2.6 2-4 4.5-4 .9 0 1.7.2 2.3.5M11 10.5l3.5 3.5m0-3.5L11 14" />
    </>
  ),
  privacy: <path d="M8 1.5l5 2v4c0 3.3-2 5.6-5 7-3-1.4-5-3.7-5-7v-4zM6 8l1.5 1.5L10.3 6.5" />,
  requests: <path d="M2 4.5h9m-2.5-2.5L11 4.5 8.5 7M14 11.5H5M7.5 9L5 11.5 7.5 14" />,
  chart: <path d="M2 2v12h12M5.5 11V8m3 3V4.5m3 6.5V6.5" />,
  dashboard: (
    <>
      <rect x="2" y="2" width="5" height="7" rx="1" />
      <rect x="9" y="2" width="5" height="4" rx="1" />
      <rect x="2" y="11" width="5" height="3" rx="1" />
      <rect x="9" y="8" width="5" height="6" rx="1" />
    </>
  ),
  report: <path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8h4M6 11h4" />,
  braces: (
    <path d="M5.5 2C3.8 2 4.5 5 4 6.5 3.7 7.5 2.5 8 2.5 8s1.2.5 1.5 1.5c.5 1.5-.2 4.5 1.5 4.5M10.5 2c1.7 0 1 3 1.5 4.5.3 1 1.5 1.5 1.5 1.5s-1.2.5-1.5 1.5c-.5 1.5.2 4.5-1.5 4.5" />
  ),
  prompt: (
    <>
      <rect x="1.5" y="2.5" width="13" height="11" rx="1.5" />
      <path d="M4.5 6L7 8.2 4.5 10.5M8.5 10.5h3" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.5h6.5m3 0H14M2 11.5h2.5m3 0H14" />
      <circle cx="10" cy="4.5" r="1.6" />
      <circle cx="6" cy="11.5" r="1.6" />
    </>
  ),
  power: <path d="M8 1.8v5.4M4.6 4a5.3 5.3 0 1 0 6.8 0" />,
  mail: (
    <>
      <rect x="1.5" y="3" width="13" height="10" rx="1.5" />
      <path d="M2 4.5l6 4.5 6-4.5" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M8 4.5V8l2.3 1.5" />
    </>
  ),
  fault: <path d="M8.8 1.5L3.5 9H8l-.8 5.5L12.5 7H8z" />,
  down: <path d="M4 6.5L8 10l4-3.5" />,
  left: <path d="M9.5 4L6 8l3.5 4" />,
  right: <path d="M6.5 4L10 8l-3.5 4" />,
  more: <path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.2" />,
  check: <path d="M3 8.5L6.5 12 13 4.5" />,
  cross: <path d="M4 4l8 8m0-8l-8 8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5L14 14" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.5v-.5A1.5 1.5 0 0 0 9 1.5H4A1.5 1.5 0 0 0 2.5 3v5A1.5 1.5 0 0 0 4 9.5h.5" />
    </>
  ),
  download: <path d="M8 2v8M4.5 6.8L8 10.2l3.5-3.4M2.5 13.5h11" />,
  ok: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M5.3 8.3l1.9 1.9 3.6-4" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M8 7.3v3.9M8 5v.01" />
    </>
  ),
  warn: <path d="M8 2L14.5 13.5h-13zM8 6.5v3M8 11.6v.01" />,
  bad: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M8 4.8v3.7M8 11v.01" />
    </>
  ),
} as const satisfies Record<string, Child>;

/** The name of a drawing. */
export type IconName = keyof typeof DRAWINGS;

/** A small drawing beside a word that says the same, or in a button whose label does. */
export const Icon: FC<{ readonly name: IconName }> = ({ name }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    {DRAWINGS[name]}
  </svg>
);
