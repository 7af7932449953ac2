import type { Command } from 'commander';
import { program } from '../../src/cli/program';

/** `docs/commands.md`, and the help of `atws` in the README. */

const INTRODUCTION = `# Commands

What every command says to \`--help\`. This page is made from it by \`npm run docs\`, and a test fails when the two
differ. The settings of \`atws serve\` are a table in [configuration.md](configuration.md), too.
`;

/** The output of `--help` of a command, without a terminal. */
function helpOf(command: Command): string {
  const before = command.configureOutput();
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(before);
  return text;
}

const fenced = (text: string): string => `\`\`\`text\n${text}\`\`\`\n`;

/** The sections of a command and its subcommands. `name`: the command in full. */
function sections(command: Command, name: string): readonly string[] {
  return [
    `## ${name}\n\n${fenced(helpOf(command))}`,
    ...command.commands.flatMap((below) => sections(below, `${name} ${below.name()}`)),
  ];
}

export function commandsPage(): string {
  return [INTRODUCTION, ...sections(program, 'atws')].join('\n');
}

/** The README with its help block replaced. */
export function readmeWithHelp(readme: string): string {
  return readme.replace(/^```text\nUsage: atws[^]*?^```\n/m, () => fenced(helpOf(program)));
}
