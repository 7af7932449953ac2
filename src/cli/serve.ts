import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import pino from 'pino';
import { flagOf, readConfig, SETTINGS, variableOf, type SettingName } from '../config';
import { startEmulator } from '../emulator';

/** The log-ins of the demo tenant, for the start-up message. */
export const DEMO_LOGINS = [
  ['api.admin@example.com', 'Api-Admin-2024', 'API-only; may read and update'],
  ['api.reader@example.com', 'Api-Reader-2024', 'API-only; may read, without internal cost'],
  ['ada.admin@example.com', 'Ada-Admin-2024', 'a person, administrator; not for the API'],
  ['tom.tech@example.com', 'Tom-Tech-2024', 'a person; not for the API'],
  ['ina.active@example.com', 'Ina-Active-2024', 'inactive; is refused'],
] as const;

/** `atws serve`: runs the emulator until it is told to stop. */
export function serveCommand(): Command {
  const command = new Command('serve').description(
    'Serve the API. Made for SOAP clients; GET shows a help page.',
  );
  for (const name of Object.keys(SETTINGS) as SettingName[]) command.addOption(settingOption(name));
  return command.action(async (flags: Record<string, unknown>) => {
    const config = readConfig(flags, process.env);
    const isNew = config.memory || !existsSync(config.data);
    const started = performance.now();
    const emulator = await startEmulator({
      ...config,
      logger: pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2)),
    });
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      void emulator.close();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    print([
      `atws-emulator serves the Autotask SOAP API 1.6 (ready in ${Math.round(performance.now() - started)} ms)`,
      '',
      `  Endpoint  ${emulator.url}`,
      `  WSDL      ${emulator.wsdlUrl}`,
      `  Data      ${config.memory ? 'in memory' : config.data}${isNew ? ', new, with the demo tenant' : ''}`,
      '',
      ...(emulator.isDemo ? demoLogins() : []),
      '  Stop with Ctrl-C.',
    ]);
  });
}

function demoLogins(): readonly string[] {
  return [
    '  Log-ins of the demo tenant (HTTP Basic), with tracking identifier DEMO-TRACKING-IDENTIFIER-01:',
    ...DEMO_LOGINS.map(([user, password, what]) => `    ${user.padEnd(23)} ${password.padEnd(16)} ${what}`),
    '',
  ];
}

function settingOption(name: SettingName): Option {
  const { help, ...setting } = SETTINGS[name];
  const value = 'placeholder' in setting ? ` <${setting.placeholder}>` : ' [on|off]';
  const byDefault: unknown = SETTINGS[name].schema.safeParse(undefined).data;
  const shown = typeof byDefault === 'boolean' ? (byDefault ? 'on' : 'off') : byDefault;
  const note = typeof shown === 'string' || typeof shown === 'number' ? `, default ${shown}` : '';
  return new Option(`${flagOf(name)}${value}`, `${help} (${variableOf(name)}${note})`);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
