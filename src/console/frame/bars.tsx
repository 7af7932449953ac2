// Figures as bars beside each other.

import type { Child, FC } from 'hono/jsx';
import { count } from './figures';
import { Panel } from './parts';

/** How a part of a bar is drawn: what goes on, what was refused, what is done. */
export type BarKind = 'v1' | 'v2' | 'v4';

export interface BarRow {
  readonly label: Child;
  readonly parts: readonly (readonly [kind: BarKind, number: number])[];
}

/** The parts of records: what is open, and what is closed. */
export const RECORD_PARTS = [
  ['v1', 'open'],
  ['v4', 'closed'],
] as const;

/** Figures beside each other, each with a bar: the longest stands for the greatest. */
export const BarPanel: FC<{
  readonly title: string;
  /** What the figures are, for those who do not see the panel as a whole. */
  readonly caption: string;
  readonly rows: readonly BarRow[];
  readonly aside?: Child;
  readonly footer?: Child;
  /** What is said where there are no rows. */
  readonly nothing?: string;
}> = ({ title, caption, rows, aside, footer, nothing = 'None.' }) => {
  const most = Math.max(1, ...rows.map(sumOf));
  return (
    <Panel title={title} isFlush aside={aside} footer={footer}>
      {rows.length === 0 ? (
        <p class="body muted">{nothing}</p>
      ) : (
        <table class="bars">
          <caption class="sr">{caption}</caption>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{row.label}</th>
                <td class="bar-cell">
                  <Bar parts={row.parts} most={most} />
                </td>
                <td class="num">{count(sumOf(row))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
};

function sumOf({ parts }: Pick<BarRow, 'parts'>): number {
  return parts.reduce((sum, [, number]) => sum + number, 0);
}

/** One bar, beside its figure; `most`: the number that fills it. */
export const Bar: FC<{ readonly parts: BarRow['parts']; readonly most: number }> = ({ parts, most }) => {
  let from = 0;
  return (
    <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      {parts.map(([kind, number]) => {
        const x = from;
        from += number;
        return (
          number > 0 && (
            <rect
              class={kind}
              x={((100 * x) / most).toFixed(1)}
              width={((100 * number) / most).toFixed(1)}
              height="4"
            />
          )
        );
      })}
    </svg>
  );
};

/** What the colours of bars mean. */
export const Legend: FC<{ readonly of: readonly (readonly [kind: BarKind, name: string])[] }> = ({ of }) => (
  <>
    {of.map(([kind, name]) => (
      <small class="line">
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          <rect class={kind} width="10" height="10" />
        </svg>
        {name}
      </small>
    ))}
  </>
);
