import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultOf, flagOf, SETTING_NAMES, SETTINGS, variableOf, type SettingName } from '../../src/config';

/** `docs/configuration.md` is this text; `npm run docs` writes it anew. */

const PAGE = path.join(__dirname, '..', '..', 'docs', 'configuration.md');

const INTRODUCTION = `# Configuration

Every setting of \`atws serve\` can be given in three ways. The first of them that has a value counts:

1. a flag, \`--port 9000\`
2. an environment variable, \`ATWS_PORT=9000\`
3. the config file, \`"port": 9000\`

\`startEmulator\` takes the same names as the config file, and reads neither environment nor file. Without settings
it takes a free port and keeps its data in memory.

The config file is JSON with comments; commas behind the last item are allowed. It is \`atws.config.jsonc\` in the
folder where the command runs, or what \`--config\` or \`ATWS_CONFIG\` names. Names of files in it are relative to the
folder of the config file.

- \`atws init\` writes a config file with every setting and its help, and a seed to start from.
- \`atws config\` shows each setting, its value, and where it comes from. It takes the same flags as
  \`atws serve\`.

A flag or key that there is not, and a value that cannot be understood, end the command with a sentence that says so.
A setting that is on or off takes \`on\`, \`true\`, \`1\` or nothing, and \`off\`, \`false\` or \`0\`.

This page is made from the settings in \`src/config.ts\`, and a test fails when the two differ.

| Flag | Variable | Key | Default | What it is |
| --- | --- | --- | --- | --- |
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function shownDefaultOf(name: SettingName): string {
  const value = defaultOf(name);
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  if (typeof value === 'boolean') return value ? '`on`' : '`off`';
  return `\`${value as string | number}\``;
}

function row(name: SettingName): string {
  const { help } = SETTINGS[name];
  const cells = [
    `\`${flagOf(name)}\``,
    `\`${variableOf(name)}\``,
    `\`${name}\``,
    shownDefaultOf(name),
    cell(help),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

const page = (): string => INTRODUCTION + SETTING_NAMES.map(row).join('');

test('docs/configuration.md has every setting as it is now (npm run docs writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page());
  expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page());
});

test.each(SETTING_NAMES)('the page shows how %s is given', (name) => {
  for (const shown of [flagOf(name), variableOf(name), name]) expect(page()).toContain(`\`${shown}\``);
});
