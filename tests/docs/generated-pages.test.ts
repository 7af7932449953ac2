import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PAGES } from '../../scripts/docs/pages';
import { run } from '../support/command';
import { ROOT } from './blocks';

test.each(Object.entries(PAGES))('%s is as the source makes it (npm run docs writes it)', (name, made) => {
  const written = readFileSync(path.join(ROOT, name), 'utf8');
  expect(written).toBe(made(written));
});

test.each([[], ['serve'], ['resource', 'delete'], ['snapshot', 'restore']])(
  'the page of commands has what atws %s %s says to --help',
  async (...command) => {
    const { code, stdout, stderr } = await run([...command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const page = PAGES['docs/commands.md']?.('');
    expect(page).toContain(`## ${['atws', ...command].join(' ')}\n\n\`\`\`text\n${stdout}\`\`\`\n`);
  },
);
