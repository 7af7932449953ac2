import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { deviations } from '../runtime/deviations';
import { DataFileError } from '../store/data-file-error';
import { confirm } from './confirm';
import { withApi, withServer, type ServerFlags } from './api-client';
import { requireDataFile } from './data-file';
import { serverOf } from './endpoint';
import { tableOf } from './table';
import { notOurs } from './unreachable';

/** How often new calls are asked for. */
const FOLLOW_MS = 500;

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

/** `atws healthcheck`: exit code 0 when a server is ready, for containers and scripts. */
export function healthcheckCommand(): Command {
  return withServer(
    new Command('healthcheck').description('Tell by the exit code whether a server is ready.'),
  ).action(async (flags: ServerFlags) => {
    const { readiness } = await import('./readiness.js');
    const answer = readiness.safeParse(await withApi(flags, (client) => client.get('/readyz')));
    if (!answer.success) throw notOurs(serverOf(flags.url), 'it does not know /_emulator/readyz');
    const { clock, faultRules } = answer.data;
    const different = deviations({ ...clock, now: new Date(clock.now) }, faultRules);
    process.stdout.write(['ready', ...different.map(({ name, text }) => `${name}: ${text}`), ''].join('\n'));
  });
}

/** `atws reset`: starts a running server over. */
export function resetCommand(): Command {
  return withServer(new Command('reset').description('Start a running server over with its seed.'))
    .option('--yes', 'do not ask')
    .action(async ({ yes, ...flags }: ServerFlags & { yes?: true }) => {
      await withApi(flags, async (client) => {
        await confirm('All data of the server will be replaced by its seed.', yes);
        await client.post('/reset', {});
      });
      process.stdout.write('The server started over.\n');
    });
}

/** `atws snapshot`: keeps states of a running server, and goes back to them. */
export function snapshotCommand(): Command {
  const action = (
    name: string,
    description: string,
    path: (snapshot: string) => string,
    done: string,
  ): Command =>
    withServer(new Command(name).description(description))
      .argument('<name>', 'name of the snapshot')
      .action(async (snapshot: string, flags: ServerFlags) => {
        await withApi(flags, (client) => client.post(path(encodeURIComponent(snapshot)), {}));
        process.stdout.write(`${done}\n`);
      });
  return new Command('snapshot')
    .description('Keep states of a running server, and go back to them.')
    .addCommand(
      action('create', 'Keep the present state.', (name) => `/snapshots/${name}`, 'The state is kept.'),
    )
    .addCommand(
      action(
        'restore',
        'Go back to a state.',
        (name) => `/snapshots/${name}/restore`,
        'The state is restored.',
      ),
    )
    .addCommand(
      withServer(new Command('list').description('List the states that were kept.')).action(
        async (flags: ServerFlags) => {
          const snapshots = (await withApi(flags, (client) => client.get('/snapshots'))) as Record<
            string,
            unknown
          >[];
          process.stdout.write(tableOf(snapshots, ['name', 'bytes']));
        },
      ),
    )
    .addCommand(
      withServer(new Command('delete').description('Delete a state that was kept.'))
        .argument('<name>', 'name of the snapshot')
        .action(async (snapshot: string, flags: ServerFlags) => {
          await withApi(flags, (client) => client.delete(`/snapshots/${encodeURIComponent(snapshot)}`));
          process.stdout.write('The state is deleted.\n');
        }),
    );
}

/** `atws requests`: the latest SOAP calls of a running server. */
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
            for (const call of calls) process.stdout.write(json ? `${JSON.stringify(call)}\n` : line(call));
            after = calls.at(-1)?.id ?? after;
            if (follow) await wait(FOLLOW_MS);
          } while (follow);
        });
      },
    );
}

function line(call: Call): string {
  const { at, operation, user, status, durationMs } = call;
  const duration = `${durationMs.toFixed(1)} ms`;
  return `${at}  ${status}  ${(operation ?? '?').padEnd(24)}  ${(user ?? '-').padEnd(28)}  ${duration.padStart(9)}  ${outcome(call)}\n`;
}

/** What became of a call, in a few words. */
function outcome({ returnCode, message, rows, result, faultRule }: Call): string {
  const code = returnCode === null ? '' : `ReturnCode ${returnCode}`;
  const said = [code, message ?? (rows === null ? '' : `${rows} ${rows === 1 ? 'row' : 'rows'}`)]
    .filter((part) => part !== '')
    .join(', ');
  const rule = faultRule && ` by rule ${faultRule.id}, ${faultRule.effect}`;
  return `${result}${rule ?? ''}${said === '' ? '' : `: ${said.replace(/\s+/g, ' ')}`}`;
}

/** `atws backup`: a consistent copy of a data file, which may be in use. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Make a consistent copy of a data file, which may be in use.')
    .argument('<file>', 'copy to make; it must not exist')
    .requiredOption('--data <file>', 'data file')
    .action(async (copy: string, { data }: { data: string }) => {
      requireDataFile(data);
      if (existsSync(copy)) throw new DataFileError(`${copy} exists; name another file.`);
      const { Store } = await import('../store/store.js');
      const store = await Store.open(data, async () => {
        throw new DataFileError(`There is nothing in ${data}.`);
      });
      try {
        await store.copyTo(copy);
      } finally {
        await store.close();
      }
      process.stdout.write(`${copy} is a copy of ${data}.\n`);
    });
}
