import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readConfig, type Config } from '../config';
import { deviations } from '../deviations';
import type { Emulator } from '../emulator';
import { configSources } from './config-file';
import { withSettings } from './settings';

/** The log-ins of the demo tenant, for the start-up message. */
export const DEMO_LOGINS = [
  ['api.admin@example.com', 'Api-Admin-2024', 'API-only; may read and update'],
  ['api.reader@example.com', 'Api-Reader-2024', 'API-only; may read, without internal cost'],
  ['ada.admin@example.com', 'Ada-Admin-2024', 'a person, administrator; for the console'],
  ['tom.tech@example.com', 'Tom-Tech-2024', 'a person; for the console'],
  ['ina.active@example.com', 'Ina-Active-2024', 'inactive; is refused'],
] as const;

/** `atws serve`: runs the emulator until it is told to stop. */
export function serveCommand(): Command {
  return withSettings(
    new Command('serve').description('Serve the API. Made for SOAP clients; GET shows a help page.'),
  ).action(async ({ config: file, ...flags }: { config?: string }) => {
    const config = await readConfig(flags, configSources(file));
    const isNew = config.memory || !existsSync(config.data);
    const started = performance.now();
    const { createLogger } = await import('./logger.js');
    const { startEmulator } = await import('../emulator.js');
    const emulator = await startEmulator({ ...config, logger: createLogger(config) });
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      void emulator.close();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const ready = Math.round(performance.now() - started);
    const lines = [
      `atws-emulator serves the Autotask SOAP API 1.6 (ready in ${ready} ms)`,
      '',
      `  Endpoint  ${emulator.url}`,
      `  WSDL      ${emulator.wsdlUrl}`,
      `  Console   ${emulator.consoleUrl}`,
      `  JSON API  ${emulator.adminUrl}/openapi.json`,
      `  Data      ${config.memory ? 'in memory' : config.data}${isNew ? ', new' : ''}${seedNote(config, isNew)}`,
      ...(await deviationLines(emulator)),
      '',
      ...(await demoLogins(emulator)),
      '  Stop with Ctrl-C.',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  });
}

function seedNote({ seed }: Config, isNew: boolean): string {
  if (!isNew) return '';
  return seed === undefined ? ', with the demo tenant' : `, with the tenant of ${seed}`;
}

/** What outlived an earlier run. */
async function deviationLines({
  clock,
  faults,
}: Pick<Emulator, 'clock' | 'faults'>): Promise<readonly string[]> {
  const rules = (await faults.list()).filter(({ times, met }) => times === undefined || met < times);
  return deviations(await clock.state(), rules.length).map(({ name, text }) => `  ${name.padEnd(9)} ${text}`);
}

/** Those that the tenant has; none where it is another one. */
async function demoLogins({
  isDemo,
  resources,
}: Pick<Emulator, 'isDemo' | 'resources'>): Promise<readonly string[]> {
  const there: (typeof DEMO_LOGINS)[number][] = [];
  for (const login of isDemo ? DEMO_LOGINS : []) {
    if (await resources.get(login[0].replace(/@.*/, ''))) there.push(login);
  }
  if (there.length === 0) return [];
  return [
    '  Log-ins of the demo tenant, with tracking identifier DEMO-TRACKING-IDENTIFIER-01:',
    ...there.map(([user, password, what]) => `    ${user.padEnd(23)} ${password.padEnd(16)} ${what}`),
    '',
  ];
}
