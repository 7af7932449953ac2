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
  readonly returnCode: 1 | -1 | null;
  readonly message: string | null;
  readonly rows: number | null;
  readonly result: string;
  readonly faultRule: { readonly id: number; readonly effect: string } | null;
  readonly durationMs: number;
}

/** `atws requests`: shows the journal of a running server. */
export function requestsCommand(): Command {
  return withServer(new Command('requests').description('Show the latest SOAP calls of a running server.'))
    .addOption(new Option('--operation <name>', 'only calls of this operation'))
    .addOption(new Option('--user <name>', 'only calls of this user, with or without domain'))
    .addOption(new Option('--tracking-identifier <text>', 'only calls with this one'))
    .addOption(new Option('--status <code>', 'only calls with this HTTP status'))
    .addOption(
      new Option(
        '--result <result>',
        'only calls that were answered, refused, or injected: that met a fault rule',
      ),
    )
    .addOption(new Option('--text <text>', 'only calls with this text in request or response, in any case'))
    .option('--json', 'print them as JSON, one a line, with request and response')
    .option('--follow', 'go on with new calls until stopped')
    .action(
      async ({
        json,
        follow,
        url,
        token,
        ...filter
      }: ServerFlags & { json?: true; follow?: true } & Readonly<Record<string, string>>) => {
        await withApi({ url, ...(token !== undefined && { token }) }, async (client) => {
          let after = 0;
          do {
            const query = new URLSearchParams({ ...filter, after: String(after) });
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

function line(call: Call): string {
  const { at, operation, user, status, durationMs } = call;
  const duration = `${durationMs.toFixed(1)} ms`;
  return `${at}  ${status}  ${(operation ?? '?').padEnd(24)}  ${(user ?? '-').padEnd(28)}  ${duration.padStart(9)}  ${outcome(call)}\n`;
}

/** The outcome of a call in a few words. */
function outcome({ returnCode, message, rows, result, faultRule }: Call): string {
  const code = returnCode === null ? '' : `ReturnCode ${returnCode}`;
  const said = [code, message ?? (rows === null ? '' : `${rows} ${rows === 1 ? 'row' : 'rows'}`)]
    .filter((part) => part !== '')
    .join(', ');
  const rule = faultRule && ` by rule ${faultRule.id}, ${faultRule.effect}`;
  return `${result}${rule ?? ''}${said === '' ? '' : `: ${said.replace(/\s+/g, ' ')}`}`;
}
