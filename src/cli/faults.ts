import { Command, Option } from 'commander';
import type { FaultEffect, FaultRuleInForce } from '../store/emulator/fault-rules';
import { withApi, withServer, type ServerFlags } from './api-client';
import { listOf } from './table';

const EXAMPLES = `
Examples:
  atws faults add --operation query --times 1 --kind httpStatus --status 503
  atws faults add --kind fault --text 'Down for maintenance.'
  atws faults add --kind 'connection reset' --probability 0.1
  atws faults add --delay-ms 1500

Kinds are fault, httpStatus, connection reset, truncated body, malformed XML, expired threshold and
IntegrationCode is invalid. (with the full stop); docs/faults.md shows what a client sees of each.
`;

/** The flags of listing and removing fault rules. */
interface Flags extends ServerFlags {
  readonly json?: true;
}

interface AddFlags extends Flags {
  readonly operation?: string;
  readonly times?: string;
  readonly probability?: string;
  readonly delayMs?: string;
  readonly kind?: string;
  readonly text?: string;
  readonly status?: string;
}

/** `atws faults`: lists, adds and removes the fault rules of a running server. */
export function faultsCommand(): Command {
  return new Command('faults')
    .description('Let calls of a running server fail on purpose.')
    .addCommand(listCommand())
    .addCommand(addCommand())
    .addCommand(
      withServer(new Command('remove').description('Remove a fault rule.'))
        .argument('<id>', 'its number in the list')
        .action(async (id: string, flags: ServerFlags) => {
          await withApi(flags, (client) => client.delete(`/faults/${encodeURIComponent(id)}`));
          process.stdout.write(`Fault rule ${id} is removed.\n`);
        }),
    )
    .addCommand(
      withServer(new Command('clear').description('Remove all fault rules.')).action(
        async (flags: ServerFlags) => {
          await withApi(flags, (client) => client.delete('/faults'));
          process.stdout.write('All fault rules are removed.\n');
        },
      ),
    );
}

function listCommand(): Command {
  return withServer(new Command('list').description('List the fault rules, and how many calls each met.'))
    .option('--json', 'print them as JSON')
    .action(async ({ json, ...flags }: Flags) => {
      const rules = (await withApi(flags, (client) => client.get('/faults'))) as FaultRuleInForce[];
      process.stdout.write(json ? `${JSON.stringify(rules, null, 2)}\n` : asTable(rules));
    });
}

function addCommand(): Command {
  return withServer(new Command('add').description('Add a fault rule. The first that fits a call holds.'))
    .addOption(new Option('--operation <name>', 'only calls of this operation; left out: all'))
    .addOption(new Option('--times <count>', 'so many calls, then never again; left out: always'))
    .addOption(new Option('--probability <number>', 'from 0 to 1: how often a call meets it; left out: 1'))
    .addOption(new Option('--delay-ms <milliseconds>', 'wait before the call is answered'))
    .addOption(new Option('--kind <kind>', 'what happens to the call; left out: it is only delayed'))
    .addOption(new Option('--text <text>', 'kind fault: its faultstring'))
    .addOption(new Option('--status <code>', 'kind httpStatus: from 400 to 599'))
    .option('--json', 'print the rule as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json, url, token, ...given }: AddFlags) => {
      const rule = (await withApi({ url, ...(token !== undefined && { token }) }, (client) =>
        client.post('/faults', ruleOf(given)),
      )) as FaultRuleInForce;
      process.stdout.write(
        json ? `${JSON.stringify(rule, null, 2)}\n` : `Fault rule ${rule.id} is in force.\n`,
      );
    });
}

/** The rule of the flags for the JSON API, which checks it. */
function ruleOf({
  kind,
  text,
  status,
  times,
  probability,
  delayMs,
  operation,
}: Omit<AddFlags, keyof Flags>): object {
  const isEffect = kind !== undefined || text !== undefined || status !== undefined;
  return {
    operation,
    times: numberIn(times),
    probability: numberIn(probability),
    delayMs: numberIn(delayMs),
    effect: isEffect ? { kind, text, status: numberIn(status) } : undefined,
  };
}

/** A number, or the text where it is none, so that the server's refusal quotes it. */
function numberIn(text: string | undefined): number | string | undefined {
  const number = Number(text);
  return text === undefined || text.trim() === '' || Number.isNaN(number) ? text : number;
}

function asTable(rules: readonly FaultRuleInForce[]): string {
  return listOf(
    rules.map(({ id, operation = 'all', probability = 1, delayMs = 0, effect, times, met }) => ({
      id,
      operation,
      effect: effect ? effectText(effect) : 'delay only',
      delayMs,
      probability,
      met: times === undefined ? met : `${met} of ${times}`,
    })),
    ['id', 'operation', 'effect', 'delayMs', 'probability', 'met'],
    'There are no fault rules.',
  );
}

function effectText(effect: FaultEffect): string {
  if (effect.kind === 'fault') return `fault: ${effect.text}`;
  return effect.kind === 'httpStatus' ? `httpStatus: ${effect.status}` : effect.kind;
}
