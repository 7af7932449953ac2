#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { generateCommand } from './cli/generate';
import { importCommand } from './cli/import';
import { serveCommand } from './cli/serve';
import { ConfigError } from './config';
import { DataFileError } from './store/store';
import { ContractError } from './soap/contract';

const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('atws')
  .description('A stand-in for the Autotask SOAP API 1.6 that serves the Resource entity.')
  .version(version)
  .showHelpAfterError('Try atws --help, or atws COMMAND --help.')
  .addCommand(serveCommand())
  .addCommand(importCommand())
  .addCommand(generateCommand());

program.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof ConfigError || error instanceof DataFileError || error instanceof ContractError) {
    process.stderr.write(`atws: ${error.message}\n`);
  } else {
    process.stderr.write(
      `atws: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
});
