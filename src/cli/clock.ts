import { Command } from 'commander';
import { ConfigError } from '../input/config-error';
import { withApi, withServer, type ApiClient, type ServerFlags } from './api-client';

interface Clock {
  readonly now: string;
  /** Milliseconds ahead of the true time. */
  readonly offset: number;
  readonly frozen: boolean;
}

const EXAMPLES = `
Examples:
  atws clock set 2024-02-29T12:00:00Z --freeze
  atws clock advance 1h30m
  atws clock advance -- -2d
`;

/** `atws clock`: shows and changes the clock of a running server. */
export function clockCommand(): Command {
  return new Command('clock')
    .description('Show, set, stop and move the clock of a running server.')
    .addCommand(action('show', 'Show what the clock shows.', async (client) => client.get('/clock')))
    .addCommand(
      withClock(new Command('set').description('Let the clock show another time.'))
        .argument('<instant>', 'with its offset from UTC, such as 2024-02-29T12:00:00Z')
        .option('--freeze', 'stop it there')
        .addHelpText('after', EXAMPLES)
        .action(async (now: string, { freeze, ...flags }: Flags & { freeze?: true }) => {
          await show(flags, (client) => client.put('/clock', { now, ...(freeze && { frozen: true }) }));
        }),
    )
    .addCommand(
      action('freeze', 'Stop the clock where it is.', (client) => client.put('/clock', { frozen: true })),
    )
    .addCommand(
      action('unfreeze', 'Let the clock go on from where it stopped.', (client) =>
        client.put('/clock', { frozen: false }),
      ),
    )
    .addCommand(
      withClock(new Command('advance').description('Move the clock on, whether it is frozen or not.'))
        .argument('<duration>', 'days, hours, minutes, seconds, milliseconds, such as 1d2h, 90s or 250ms')
        .addHelpText('after', EXAMPLES)
        .action(async (duration: string, flags: Flags) => {
          const tick = milliseconds(duration);
          await show(flags, (client) => client.put('/clock', { tick }));
        }),
    )
    .addCommand(
      action('reset', 'Let the clock show the true time again.', async (client) => {
        await client.delete('/clock');
        return client.get('/clock');
      }),
    );
}

interface Flags extends ServerFlags {
  readonly json?: true;
}

function withClock(command: Command): Command {
  return withServer(command).option('--json', 'print the answer as JSON');
}

function action(name: string, description: string, work: (client: ApiClient) => Promise<unknown>): Command {
  return withClock(new Command(name).description(description)).action((flags: Flags) => show(flags, work));
}

async function show({ json, ...flags }: Flags, work: (client: ApiClient) => Promise<unknown>): Promise<void> {
  const clock = (await withApi(flags, work)) as Clock;
  process.stdout.write(json ? `${JSON.stringify(clock, null, 2)}\n` : sentenceOf(clock));
}

function sentenceOf({ now, offset, frozen }: Clock): string {
  const distance = durationOf(Math.abs(offset));
  const where =
    distance === '' ? 'the true time' : `${distance} ${offset < 0 ? 'behind' : 'ahead of'} the true time`;
  return `The clock shows ${now}, ${where}, and ${frozen ? 'stands still' : 'goes on'}.\n`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** The milliseconds of a duration such as `90m`. Throws a ConfigError of an invalid one. */
function milliseconds(duration: string): number {
  const [, sign = '', parts = ''] = /^([+-]?)((?:\d+(?:\.\d+)?(?:d|h|m|s|ms))+)$/i.exec(duration) ?? [];
  if (parts === '') {
    throw new ConfigError(`A duration is like 1d2h, 1h30m, 90s or 250ms, not ${duration}.`);
  }
  const sum = [...parts.matchAll(/([\d.]+)(ms|[dhms])/gi)].reduce((total, [, number, unit]) => {
    const [, size = 0] = UNITS.find(([name]) => name === unit?.toLowerCase()) ?? [];
    return total + Number(number) * size;
  }, 0);
  return Math.round(sign === '-' ? -sum : sum);
}

/** An offset as text, in whole seconds, as the server's clock has run on since the answer. */
function durationOf(offset: number): string {
  let rest = offset;
  return UNITS.slice(0, -1)
    .flatMap(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? [] : [`${count}${unit}`];
    })
    .join(' ');
}
