// `atws requests`: shows the stored SOAP calls of a running server.

import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { withApi, withServer, type ServerFlags } from './api-client';

/** The interval of polling for new calls. */
const FOLLOW_MS = 500;

/** A SOAP call in answers of the JSON API. */
interface Call {
  readonly id: number;
  readonly at: string;
  readonly operation: string | null;
  readonly user: string | null;
  readonly status: number;
  readonly durationMs: number;
}

/** `atws requests`: shows the journal of a running server. */
export function requestsCommand(): Command {
  return withServer(new Command('requests').description('Show the latest SOAP calls of a running server.'))
    .addOption(new Option('--operation <name>', 'only calls of this operation'))
    .addOption(new Option('--user <name>', 'only calls of this user, with or without domain'))
    .addOption(new Option('--status <code>', 'only calls with this HTTP status'))
    .option('--json', 'print them as JSON, one a line, with request and response')
    .option('--follow', 'go on with new calls until stopped')
    .action(
      async ({
        operation,
        user,
        status,
        json,
        follow,
        ...flags
      }: ServerFlags & {
        operation?: string;
        user?: string;
        status?: string;
        json?: true;
        follow?: true;
      }) => {
        await withApi(flags, async (client) => {
          let after = 0;
          do {
            const query = new URLSearchParams({
              after: String(after),
              ...(operation !== undefined && { operation }),
              ...(user !== undefined && { user }),
              ...(status !== undefined && { status }),
            });
            const calls = (await client.get(`/requests?${query.toString()}`)) as Call[];
            if (calls.length > 0 || !follow) process.stdout.write(asText(calls, json));
            after = calls.at(-1)?.id ?? after;
            if (follow) await wait(FOLLOW_MS);
          } while (follow);
        });
      },
    );
}

function asText(calls: readonly Call[], json: true | undefined): string {
  if (json) return calls.map((call) => `${JSON.stringify(call)}\n`).join('');
  return calls.length === 0 ? 'There are no such calls.\n' : calls.map(line).join('');
}

function line({ at, operation, user, status, durationMs }: Call): string {
  return `${at}  ${String(status)}  ${(operation ?? '?').padEnd(24)}  ${(user ?? '-').padEnd(28)}  ${durationMs.toFixed(1)} ms\n`;
}
