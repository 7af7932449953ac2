import { Command } from 'commander';
import { deviations } from '../runtime/deviations';
import { withApi, withServer, type ServerFlags } from './api-client';
import { serverOf } from './endpoint';
import { notOurs } from './unreachable';

/** `atws healthcheck`: has the exit code 0 when a server is ready, for containers and scripts. */
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
