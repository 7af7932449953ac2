import { commandsPage, readmeWithHelp } from './commands';
import { configurationPage } from './configuration';
import { differencesPage } from './differences';
import { errorsPage } from './errors';

/** The pages that are made from the source, by their paths from the root: what each is, made of what it was. */
export const PAGES: Readonly<Record<string, (before: string) => string>> = {
  'README.md': readmeWithHelp,
  'docs/commands.md': commandsPage,
  'docs/configuration.md': configurationPage,
  'docs/differences.md': differencesPage,
  'docs/errors.md': errorsPage,
};
