import { commandsPage, readmeWithHelp } from './commands';
import { configurationPage } from './configuration';
import { differencesPage } from './differences';
import { errorsPage } from './errors';

/** The generators of pages, by path from the root. Each gets the present text and answers the new one. */
export const PAGES: Readonly<Record<string, (before: string) => string>> = {
  'README.md': readmeWithHelp,
  'docs/commands.md': commandsPage,
  'docs/configuration.md': configurationPage,
  'docs/differences.md': differencesPage,
  'docs/errors.md': errorsPage,
};
