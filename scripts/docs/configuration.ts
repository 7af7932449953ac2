import {
  defaultOf,
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type SettingName,
} from '../../src/config/settings';
import { CONTRADICTIONS, IDLE, NEEDS } from '../../src/config/contradictions';

/** `docs/configuration.md`: every setting, and the pairs of settings that depend on each other. */

/** A table of pairs of settings, with the reason of each. */
function pairs(
  rows: readonly { readonly one: SettingName; readonly other: SettingName; readonly because: string }[],
  joint: (row: (typeof rows)[number]) => string,
): string {
  const lines = rows.map(
    (row) => `| \`${flagOf(row.one)}\` ${joint(row)} \`${flagOf(row.other)}\` | ${row.because} |\n`,
  );
  return `| Settings | Why |\n| --- | --- |\n${lines.join('')}`;
}

const CONTRADICTORY =
  pairs(CONTRADICTIONS, () => 'with') +
  pairs(NEEDS, () => 'without')
    .split('\n')
    .slice(2)
    .join('\n');
const IDLE_ONES = pairs(IDLE, ({ one }) =>
  IDLE.find((row) => row.one === one)?.when === 'given' ? 'with' : 'without',
);

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

A setting that is on or off takes \`on\`, \`true\` or \`1\`, and \`off\`, \`false\` or \`0\`; its flag alone is on.

## What is refused, and what is not

- An **empty variable** is an unset one, for every \`ATWS_...\` variable. A flag or key with an empty value is refused.
- An unknown flag or key, a key that is there twice, and a value that cannot be understood end the command with
  a sentence that names the flag, the variable, or the line of the config file. What is secret of a value (the control
  token, passwords in URLs) is masked there and in \`atws config\`.
- An \`ATWS_...\` variable that nothing reads is warned about, and so is a setting that changes nothing beside the others.
- A setting of an earlier version says what to do instead.
- The config file, a seed, a WSDL, certificates and captures may begin with a byte order mark. All are UTF-8; UTF-16, as
  PowerShell writes it, is read, too.

Two settings that contradict each other are refused where both are given in the same way. Otherwise the stronger way
counts: \`atws serve --memory\` is a try in memory whatever data file the config file names. \`atws config\` calls the other
one overruled.

${CONTRADICTORY}
Warned about only, as one config file may serve several servers:

${IDLE_ONES}
## Other variables

| Variable | What it is |
| --- | --- |
| \`ATWS_CONFIG\` | the config file |
| \`ATWS_URL\`, \`ATWS_CONTROL_TOKEN\` | the server of commands that ask one, and its token |
| \`ATWS_USER\`, \`ATWS_PASSWORD\`, \`ATWS_CODE\` | the log-in and tracking identifier of \`atws call\` and \`atws replay\` |
| \`ATWS_STACK\` | set to anything, a fault of atws-emulator tells where it is |
| \`NODE_EXTRA_CA_CERTS\` | of Node: a file with certificates that commands trust, such as that of \`--tls-self-signed\` |

## All settings

This page is made from the settings in \`src/config/settings.ts\`, and a test fails when the two differ.

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

export function configurationPage(): string {
  return INTRODUCTION + SETTING_NAMES.map(row).join('');
}
