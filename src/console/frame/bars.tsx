// Figures in rows, each with a bar.
import type { Child, FC } from 'hono/jsx';
import { count } from './figures';
import { Panel } from './parts';

/** The colour of a part of a bar: ordinary, refused, injected, closed. */
export type BarKind = 'v1' | 'v2' | 'v3' | 'v4';

export interface BarRow {
  readonly label: Child;
  readonly parts: readonly (readonly [kind: BarKind, number: number])[];
}

/** The parts of records: open and closed ones. */
export const RECORD_PARTS = [
  ['v1', 'open'],
  ['v4', 'closed'],
] as const;

/** A panel of figures, each with a bar: the longest stands for the greatest. */
export const BarPanel: FC<{
  readonly title: string;
  /** The subject of the table, for screen readers. */
  readonly caption: string;
  readonly rows: readonly BarRow[];
  readonly aside?: Child;
  readonly footer?: Child;
  /** The text in place of an empty table. */
  readonly nothing?: string;
}> = ({ title, caption, rows, aside, footer, nothing = 'None.' }) => {
  const most = Math.max(1, ...rows.map(sumOf));
  return (
    <Panel title={title} isFlush aside={aside} footer={footer}>
      {rows.length === 0 ? (
        <p class="body muted">{nothing}</p>
      ) : (
        <table>
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

/** The whole of a bar. */
export function sumOf({ parts }: Pick<BarRow, 'parts'>): number {
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

/** The meanings of the colours. */
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
