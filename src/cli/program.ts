// The commands of `atws`, and how they end: output, exit code, errors.

import { types } from 'node:util';
import { Command, CommanderError } from 'commander';
import { callCommand, CallRefused } from './call';
import { clockCommand } from './clock';
import { ApiRefused } from './api-client';
import { configCommand } from './config';
import { entityCommand } from './entity';
import { faultsCommand } from './faults';
import { initCommand } from './init';
import { moveCommand } from './move';
import { outboxCommand } from './outbox';
import { backupCommand } from './backup';
import { healthcheckCommand } from './healthcheck';
import { requestsCommand } from './requests';
import { resetCommand } from './reset';
import { snapshotCommand } from './snapshot';
import { exportCommand } from './export';
import { generateCommand } from './generate';
import { importCommand } from './import';
import { replayCommand } from './replay';
import { privacyHistoryCommand } from './privacy-history';
import { resourceCommand } from './resource';
import { scrubCommand } from './scrub';
import { serveCommand } from './serve';
import { tenantCommand } from './tenant';
import { unknownVariables, unsetEmptyVariables } from '../config/environment';
import { Unreachable } from './unreachable';
import { warn } from './warning';
import { ConfigError } from '../input/config-error';
import { InstallationError } from '../config/installation';
import { VERSION } from '../config/package-files';
import { ContractError } from '../soap/contract-error';
import { DataFileError } from '../store/data-file-error';
import { StorageFailure, StoreClosed } from '../store/storage-failure';
import { DAMAGED, isOfSqlite, reasonOf } from '../input/system-error';
import { ImportError } from '../tenant/import-error';

/** Environment variables that are no settings. */
const OTHER_VARIABLES = ['ATWS_CONFIG', 'ATWS_STACK'];

/** The command `atws` with its subcommands. */
export const program = new Command('atws')
  .description('A stand-in for the Autotask SOAP API 1.6 that serves the Resource entity.')
  .version(VERSION)
  .addHelpText('after', '\nWith ATWS_STACK=1, a fault of atws-emulator itself tells where it is.')
  .addCommand(serveCommand())
  .addCommand(initCommand())
  .addCommand(configCommand())
  .addCommand(healthcheckCommand())
  .addCommand(resetCommand())
  .addCommand(snapshotCommand())
  .addCommand(requestsCommand())
  .addCommand(faultsCommand())
  .addCommand(clockCommand())
  .addCommand(outboxCommand())
  .addCommand(tenantCommand())
  .addCommand(entityCommand())
  .addCommand(backupCommand())
  .addCommand(moveCommand())
  .addCommand(scrubCommand())
  .addCommand(replayCommand())
  .addCommand(callCommand())
  .addCommand(resourceCommand())
  .addCommand(privacyHistoryCommand())
  .addCommand(importCommand())
  .addCommand(exportCommand())
  .addCommand(generateCommand())
  .hook('preAction', () => {
    unknownVariables(process.env, new Set([...OTHER_VARIABLES, ...variablesOf(program)])).forEach(warn);
  });

plainErrors(program, 'atws');

/**
 * Gives the errors of wrong flags and arguments, of a command and its subcommands, a hint at the help. Commander throws
 * instead of ending the process, which would be before a failure to write the help is known.
 */
function plainErrors(command: Command, name: string): void {
  command
    .exitOverride()
    .showHelpAfterError(`Try ${name} --help.`)
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'atws: '));
      },
    });
  for (const below of command.commands) plainErrors(below, `${name} ${below.name()}`);
}

/** The environment variables of a command's flags and of its subcommands'. */
function variablesOf(command: Command): readonly string[] {
  const own = command.options.flatMap(({ envVar }) => envVar ?? []);
  return [...own, ...command.commands.flatMap(variablesOf)];
}

const EXPECTED = [
  CallRefused,
  ApiRefused,
  Unreachable,
  ConfigError,
  ContractError,
  DataFileError,
  ImportError,
  InstallationError,
  StorageFailure,
  StoreClosed,
];

/** The text of an error: a sentence about a mistake of the user; a fault of ours has a stack on demand. */
function textOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  if (EXPECTED.some((type) => error instanceof type)) return error.message;
  if (isOfSqlite(error)) return new StorageFailure(reasonOf(error) ?? DAMAGED).message;
  const reason = reasonOf(error);
  const { path } = error as NodeJS.ErrnoException;
  if (reason !== undefined) return `${path ?? 'A file'} cannot be used: ${reason}.`;
  if (process.env['ATWS_STACK'] !== undefined) return error.stack ?? error.message;
  return `A fault of atws-emulator: ${error.message}. With ATWS_STACK=1 it tells where.`;
}

/** Runs the command of the arguments. After a failure it prints a sentence and sets the exit code. */
export async function runCommand(args: readonly string[]): Promise<void> {
  // Before commands read their flags from variables.
  unsetEmptyVariables(process.env);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // The library has written its text already.
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (error instanceof CommanderError) return;
    process.stderr.write(`atws: ${textOf(error)}\n`);
  }
}

/** Runs the command of the process. */
export function main(): void {
  // A reader such as head may close the output early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`atws: The output cannot be written: ${reasonOf(error) ?? error.message}.\n`);
    process.exit(1);
  });
  // An error of standard error cannot be reported.
  process.stderr.on('error', () => undefined);
  void runCommand(process.argv.slice(2));
}
