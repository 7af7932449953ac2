import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { callCommand, CallRefused } from './call';
import { clockCommand } from './clock';
import { ControlRefused } from './control-client';
import { configCommand } from './config';
import { faultsCommand } from './faults';
import { initCommand } from './init';
import { outboxCommand } from './outbox';
import {
  backupCommand,
  healthcheckCommand,
  requestsCommand,
  resetCommand,
  snapshotCommand,
} from './server-commands';
import { generateCommand } from './generate';
import { importCommand } from './import';
import { replayCommand } from './replay';
import { privacyHistoryCommand } from './privacy-history';
import { resourceCommand } from './resource';
import { serveCommand } from './serve';
import { tenantCommand } from './tenant';
import { ConfigError } from '../config';
import { ROOT } from '../root';
import { ContractError } from '../soap/contract-error';
import { DataFileError } from '../store/data-file-error';
import { ImportError } from '../tenant/import-error';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('atws')
  .description('A stand-in for the Autotask SOAP API 1.6 that serves the Resource entity.')
  .version(version)
  .showHelpAfterError('Try atws --help, or atws COMMAND --help.')
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
  .addCommand(backupCommand())
  .addCommand(replayCommand())
  .addCommand(callCommand())
  .addCommand(resourceCommand())
  .addCommand(privacyHistoryCommand())
  .addCommand(importCommand())
  .addCommand(generateCommand());

const EXPECTED = [CallRefused, ControlRefused, ConfigError, ContractError, DataFileError, ImportError];

/** What users can put right themselves, such as a port that is taken; the rest is a fault of ours and shows where. */
function isExpected(error: Error): boolean {
  return 'syscall' in error || EXPECTED.some((type) => error instanceof type);
}

program.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  const text = error instanceof Error ? (!isExpected(error) && error.stack) || error.message : String(error);
  process.stderr.write(`atws: ${text}\n`);
});
