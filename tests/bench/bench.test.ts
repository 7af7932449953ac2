import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHART, performanceChart, performancePage } from '../../bench/page';
import type { Measured } from '../../bench/report';
import { temporaryFolder } from '../support/emulator';
import { describeWithPostgres } from '../support/postgres';

const BENCH = path.join(__dirname, '..', '..', 'bench');

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

test('docs/performance.md shows the results that are kept', () => {
  const page = path.join(BENCH, '..', 'docs', 'performance.md');
  const results = filesIn(path.join(BENCH, 'results'));
  expect(readFileSync(page, 'utf8')).toBe(performancePage(results));
  expect(readFileSync(path.join(path.dirname(page), CHART), 'utf8')).toBe(performanceChart(results));
});

test.each([
  ['with what is installed', process.env['PATH'], /^(?:wrk|autocannon)$/],
  ['without wrk', '', /^autocannon$/],
])('a short run %s measures every server and checks what it answers', (_how, PATH, generator) => {
  const folder = temporaryFolder();
  try {
    const page = path.join(folder.path, 'performance.md');
    const short = ['--rows', '100', '--rounds', '2', '--seconds', '1', '--tries', '1', '--only', 'W5'];
    const program = [path.join(BENCH, 'build', 'main.js'), 'throughput', ...short];
    execFileSync(process.execPath, [...program, '--out', folder.path, '--page', page], {
      stdio: 'pipe',
      env: { ...process.env, PATH },
    });

    const [text = ''] = filesIn(folder.path);
    const { machine, throughput } = JSON.parse(text) as {
      machine: object;
      throughput: { notes: string[]; measured: Measured[] };
    };
    expect(machine).toEqual(
      expect.objectContaining({
        node: process.version,
        generator: expect.stringMatching(generator) as unknown,
      }),
    );
    const unless = (name: string, server: string): string[] =>
      throughput.notes.some((note) => note.startsWith(name)) ? [] : [server];
    expect(throughput.measured.map(({ server }) => server)).toEqual([
      'atws-emulator',
      'soap, objects',
      'soap, $xml',
      ...unless('gSOAP', 'gSOAP in C++'),
      ...unless('PHP', 'PHP SoapServer'),
      'express without SOAP',
      'node:http, fixed bytes',
    ]);
    for (const { rows, workload, perSecond, computed, generator, others, p50, p99 } of throughput.measured) {
      expect([rows, workload]).toEqual([100, 'W5']);
      const times = [computed?.user, computed?.system, generator];
      expect([...perSecond, ...times, p50, p99].every((figure) => Number(figure) > 0)).toBe(true);
      expect(perSecond).toHaveLength(2);
      expect(others).toEqual([expect.any(Number), expect.any(Number)]);
    }
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(path.join(folder.path, CHART), 'utf8')).toContain('>atws-emulator<');
  } finally {
    folder.remove();
  }
});

// In CI it must be there.
describeWithPostgres('PostgreSQL', () => {
  test('a short run over PostgreSQL measures a data file, one node and two, and what the database takes', () => {
    const folder = temporaryFolder();
    try {
      const page = path.join(folder.path, 'performance.md');
      const short = ['--rows', '100', '--rounds', '1', '--seconds', '1', '--tries', '1', '--only', 'W5'];
      const program = [path.join(BENCH, 'build', 'main.js'), 'postgres', ...short];
      execFileSync(process.execPath, [...program, '--out', folder.path, '--page', page], { stdio: 'pipe' });
      const [text = ''] = filesIn(folder.path);
      const { postgres } = JSON.parse(text) as { postgres: { version: string; measured: Measured[] } };
      expect(postgres.version).toMatch(/^\d+\.\d+$/);
      expect(postgres.measured.map(({ server, database }) => [server, typeof database])).toEqual([
        ['atws-emulator', 'undefined'],
        ['PostgreSQL, one node', 'object'],
        ['PostgreSQL, two nodes', 'object'],
      ]);
      expect(readFileSync(page, 'utf8')).toContain('## PostgreSQL');
    } finally {
      folder.remove();
    }
  });
});
