import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { isDatabaseUrl, shownPlace } from '../config/database-url';
import type { Config } from '../config/settings';
import { isLoopback } from '../http/guard';
import { deviations } from '../runtime/deviations';
import type { Emulator } from '../server/emulator';
import { configOf, idleSettings, settingsInForce } from '../config/read';
import { settingsSources } from '../config/file';
import type { DataFileError } from '../store/data-file-error';
import { withSettings } from './settings';
import { warn } from './warning';

/** `atws serve`: runs the emulator until a signal stops it. */
export function serveCommand(): Command {
  return withSettings(
    new Command('serve').description('Serve the API. Made for SOAP clients; GET shows a help page.'),
  ).action(async ({ config: file, ...flags }: { config?: string }) => {
    const settings = await settingsInForce(settingsSources(flags, file));
    idleSettings(settings).forEach(warn);
    const config = configOf(settings);
    const isNew = config.memory || (!isDatabaseUrl(config.data) && !existsSync(config.data));
    const started = performance.now();
    const { createLogger } = await import('./logger.js');
    const { startWith } = await import('../server/emulator.js');
    const ends = new EventEmitter<{ outdated: [DataFileError] }>();
    const outdated = once(ends, 'outdated') as Promise<[DataFileError]>;
    const emulator = await startWith(config, {
      logger: await createLogger(config),
      outdated: (error) => ends.emit('outdated', error),
    });
    const stopped = Promise.race([firstSignal(), outdated]);
    const ready = Math.round(performance.now() - started);
    const logIns = await logInsOf(emulator);
    const lines = [
      `atws-emulator serves the Autotask SOAP API ${emulator.apiVersion} (ready in ${ready} ms)`,
      '',
      `  Endpoint  ${emulator.url}`,
      `  WSDL      ${emulator.wsdlUrl}`,
      `  Console   ${emulator.consoleUrl}`,
      `  JSON API  ${jsonApi(config, emulator)}`,
      `  Data      ${config.memory ? 'in memory' : shownPlace(config.data)}${dataNote(config, isNew)}`,
      ...(await deviationLines(emulator)),
      '',
      ...logIns,
      ...exposure(config, logIns.length > 0),
      '  Stop with Ctrl-C.',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    const [error] = (await stopped) ?? [];
    try {
      await emulator.close();
    } catch (failure) {
      throw error ?? failure;
    }
    if (error) throw error;
  });
}

/** The signals that stop a server; a closed terminal sends SIGHUP. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the first of the signals. The next one ends the process at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
  });
}

function jsonApi({ host, controlToken }: Config, { adminUrl }: Emulator): string {
  if (controlToken !== undefined) return `${adminUrl}/openapi.json, with the control token`;
  return isLoopback(host) ? `${adminUrl}/openapi.json` : 'closed beyond loopback; --control-token opens it';
}

function dataNote({ seed }: Config, isNew: boolean): string {
  if (isNew) return `, new, with the ${seed === undefined ? 'demo tenant' : `tenant of ${seed}`}`;
  return seed === undefined ? '' : `, as it was; the seed ${seed} is for a new one`;
}

/** The lines about a moved clock and fault rules from an earlier run. */
async function deviationLines({
  clock,
  faults,
}: Pick<Emulator, 'clock' | 'faults'>): Promise<readonly string[]> {
  const rules = (await faults.list()).filter(({ times, met }) => times === undefined || met < times);
  return deviations(await clock.state(), rules.length).map(({ name, text }) => `  ${name.padEnd(9)} ${text}`);
}

/** The lines about published log-ins that work. */
async function logInsOf(emulator: Emulator): Promise<readonly string[]> {
  const { trackingIdentifier, logIns } = await emulator.demoAccess();
  if (logIns.length === 0) return [];
  const width = Math.max(...logIns.map(({ user }) => user.length));
  const title = trackingIdentifier === undefined ? '' : `, with tracking identifier ${trackingIdentifier}`;
  return [
    `  Log-ins of the demo tenant${title}:`,
    ...logIns.map(({ user, password, what }) => `    ${user.padEnd(width)}  ${password.padEnd(16)} ${what}`),
    '',
  ];
}

/** The lines about the risks of a server that other machines can reach. */
function exposure(config: Config, hasDemoLogIns: boolean): readonly string[] {
  const { host, tlsCert, tlsSelfSigned, trustProxy, smtpUrl, publicUrl } = config;
  const isOpen = !isLoopback(host);
  const isPlain = tlsCert === undefined && tlsSelfSigned === undefined;
  const hasLinks = smtpUrl !== undefined && publicUrl === undefined;
  const warnings = [
    ...(isOpen && isPlain
      ? ['Beyond loopback without TLS: passwords can be read on the way. --tls-cert and --tls-key help.']
      : []),
    ...(hasLinks && (isOpen || trustProxy)
      ? ['Links in messages lead to where this server listens. --public-url says how people reach it.']
      : []),
    ...(isOpen && hasDemoLogIns
      ? ['The passwords above are published: everybody who reaches this server can log in.']
      : []),
  ];
  return warnings.length === 0 ? [] : [...warnings.map((warning) => `  Warning   ${warning}`), ''];
}
