import { readFileSync } from 'node:fs';
import path from 'node:path';
import { resource } from '../../src/entities/resource';
import { readImportFile } from '../../src/tenant/import';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'data.md'), 'utf8');

test('docs/data.md names every required column with its label, and no other', () => {
  const [, list = ''] =
    /These columns must be there, under their names or labels: ([^.]*)\./.exec(page) ?? [];
  const named = [...list.matchAll(/`(\w+)`\s+\(([^)]+)\)/g)].map(([, name, label]) => `${name} (${label})`);
  expect(named).toEqual(
    resource.fields
      .filter(({ name, required }) => required && name !== 'id')
      .map(({ name, label }) => `${name} (${label})`),
  );
});

test('the example of docs/data.md has every required column', async () => {
  const [, csv = ''] = /```csv\n([^]*?)```/.exec(page) ?? [];
  const rows = [];
  for await (const { values, problems } of readImportFile('x.csv', Buffer.from(csv)).rows) {
    expect(problems).toEqual([]);
    if (values) rows.push(values['UserName']);
  }
  expect(rows).toEqual(['ann.example']);
});
