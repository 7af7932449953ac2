import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { ConfigError } from '../input/config-error';
import type { OutboxMessage } from '../store/tenant/outbox-store';
import { confirm } from './confirm';
import { ApiRefused, withApi, withTarget, type TargetFlags } from './api-client';
import { listOf } from './table';

/** The interval of polling for a message. */
const POLL_MS = 200;

interface Flags extends TargetFlags {
  readonly json?: true;
}

const EXAMPLES = `
Example: the message that an invitation brings, whenever it comes
  atws outbox wait --to nina@example.com --json
`;

/** `atws outbox`: lists the messages that a server sent, or would have sent, and waits for one. */
export function outboxCommand(): Command {
  return new Command('outbox')
    .description('Read the messages that a server sent, or would have sent.')
    .addCommand(listCommand())
    .addCommand(
      common(new Command('show').description('Show a message.'))
        .argument('<id>', 'its number in the list')
        .action(async (id: string, { json, ...flags }: Flags) => {
          const message = await withApi(flags, (client) => client.get(`/outbox/${encodeURIComponent(id)}`));
          print(json, message as OutboxMessage);
        }),
    )
    .addCommand(waitCommand())
    .addCommand(
      withTarget(new Command('clear').description('Forget all messages; those that were not sent never are.'))
        .option('--yes', 'do not ask')
        .action(async ({ yes, ...flags }: TargetFlags & { yes?: true }) => {
          await withApi(flags, async (client) => {
            await confirm('All messages will be forgotten, and those that were not sent never will be.', yes);
            await client.delete('/outbox');
          });
          process.stdout.write('The outbox is empty.\n');
        }),
    );
}

function listCommand(): Command {
  return common(new Command('list').description('List messages, the newest first.'))
    .addOption(new Option('--to <address>', 'only messages to this e-mail address'))
    .addOption(new Option('--limit <count>', 'at most this many').default('100'))
    .action(async ({ json, to, limit, ...flags }: Flags & { to?: string; limit: string }) => {
      const query = new URLSearchParams({ limit, ...(to !== undefined && { recipient: to }) });
      const messages = (await withApi(flags, (client) =>
        client.get(`/outbox?${query.toString()}`),
      )) as OutboxMessage[];
      process.stdout.write(json ? `${JSON.stringify(messages, null, 2)}\n` : asTable(messages));
    });
}

function waitCommand(): Command {
  return common(new Command('wait').description('Wait for a message, and show it.'))
    .addOption(new Option('--to <address>', 'the e-mail address it goes to').makeOptionMandatory())
    .addOption(new Option('--after <id>', 'only messages after this one').default('0', 'any'))
    .addOption(new Option('--seconds <count>', 'how long to wait').default('10'))
    .addHelpText('after', EXAMPLES)
    .action(
      async ({
        json,
        to,
        after,
        seconds,
        ...flags
      }: Flags & { to: string; after: string; seconds: string }) => {
        if (!/^\d{1,6}(?:\.\d+)?$/.test(seconds)) {
          throw new ConfigError(`--seconds must be a number of seconds, not ${seconds}.`);
        }
        const query = new URLSearchParams({ recipient: to, after, limit: '1' });
        const end = performance.now() + Number(seconds) * 1000;
        const message = await withApi(flags, async (client) => {
          for (;;) {
            const [found] = (await client.get(`/outbox?${query.toString()}`)) as OutboxMessage[];
            if (found) return found;
            if (performance.now() >= end) {
              throw new ApiRefused(`No message to ${to} came within ${seconds} seconds.`);
            }
            await wait(POLL_MS);
          }
        });
        print(json, message);
      },
    );
}

function common(command: Command): Command {
  return withTarget(command).option('--json', 'print the answer as JSON');
}

function asTable(messages: readonly OutboxMessage[]): string {
  return listOf(
    messages.map((message) => ({ ...message, sent: message.sentAt ?? message.lastError ?? 'not yet' })),
    ['id', 'createdAt', 'recipient', 'subject', 'sent'],
    'There are no messages.',
  );
}

function print(json: true | undefined, message: OutboxMessage): void {
  const { recipient, subject, createdAt, sentAt, lastError, text } = message;
  const sent = sentAt ?? (lastError === null ? 'not yet' : `not yet: ${lastError}`);
  process.stdout.write(
    json
      ? `${JSON.stringify(message, null, 2)}\n`
      : `To:       ${recipient}\nSubject:  ${subject}\nWritten:  ${createdAt}\nSent:     ${sent}\n\n${text.trimEnd()}\n`,
  );
}
