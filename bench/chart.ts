// The chart of docs/performance.md: answers per second of each server, one panel a workload.
import { isBusy, median } from './load';
import type { Measured } from './report';
import { rateText, timesText } from './figures';
import { WORKLOADS } from './workloads';

const WIDTH = 760;
const NAMES = 170;
const BARS = 440;
const LINE = 20;
const PANEL_HEAD = 44;

/** The servers whose bars show what could be reached at best rather than what another program does. */
const LIMITS = /^(?:express|node:http)/;

/** The server that the others are multiples of. */
const BASE = 'soap, objects';

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2937 }
  .title { font-weight: 600; font-size: 14px }
  .rate { font-variant-numeric: tabular-nums }
  .quiet { fill: #6b7280 }
  .ours { fill: #0f766e } .peer { fill: #94a3b8 } .limit { fill: #e2e8f0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb } .quiet { fill: #9ca3af }
    .ours { fill: #2dd4bf } .peer { fill: #64748b } .limit { fill: #334155 }
  }`;

/** An SVG image of what was measured with the fewest resources; `machine` is written under it. */
export function chart(measured: readonly Measured[], machine: string): string {
  const rows = Math.min(...measured.map((one) => one.rows));
  const panels = Object.keys(WORKLOADS)
    .map((workload) => measured.filter((one) => one.rows === rows && one.workload === workload))
    .filter((panel) => panel.length > 0);
  const parts: string[] = [];
  let y = 0;
  for (const panel of panels) {
    parts.push(panelAt(y, panel));
    y += PANEL_HEAD + panel.length * LINE;
  }
  const height = y + 60;
  const label = `Answers per second at ${rows.toLocaleString('en-US')} resources, and multiples of ${BASE}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
<style>${STYLE}
</style>
${parts.join('\n')}
<text class="quiet" x="0" y="${y + 26}">${escape(label)}. Pale: limits, not peers.</text>
<text class="quiet" x="0" y="${y + 46}">${escape(machine)}</text>
</svg>
`;
}

function panelAt(top: number, panel: readonly Measured[]): string {
  const [first] = panel;
  const title = `${first?.workload ?? ''}, ${WORKLOADS[first?.workload ?? '']?.title ?? ''}`;
  const rates = panel.map(({ perSecond }) => median(perSecond));
  // The limits end at the edge of the panel, so that they do not flatten the servers.
  const most = Math.max(...panel.map(({ server }, index) => (isLimit(server) ? 0 : (rates[index] ?? 0))));
  const base = rates[panel.findIndex(({ server }) => server === BASE)];
  const bars = panel.map(({ server, others }, index) => {
    const rate = rates[index] ?? 0;
    const y = top + PANEL_HEAD + index * LINE;
    const length = Math.max(1, Math.min(1, rate / most) * BARS);
    const kind = server.startsWith('atws') ? 'ours' : isLimit(server) ? 'limit' : 'peer';
    const multiple = base === undefined ? '' : ` · ${timesText(rate / base)} ×`;
    const text = `${rateText(rate)}${rate > most ? ' →' : ''}${multiple}${others.some(isBusy) ? ' *' : ''}`;
    return `<text x="${NAMES - 8}" y="${y}" text-anchor="end">${escape(server)}</text>
<rect class="${kind}" x="${NAMES}" y="${y - 12}" width="${length.toFixed(1)}" height="15" rx="2"/>
<text class="rate" x="${(NAMES + length + 8).toFixed(1)}" y="${y}">${text}</text>`;
  });
  return `<text class="title" x="0" y="${top + 22}">${escape(title)}</text>\n${bars.join('\n')}`;
}

function isLimit(server: string): boolean {
  return LIMITS.test(server);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
