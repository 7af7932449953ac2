import { CALLS, ENTITIES, LIMITS } from './calls';
import { QUERYXML } from './queryxml';
import { VALUES, WRITING } from './updates';
import { LIFE_OF_A_RESOURCE } from './lifecycle';
import { DECLARED_ENTITIES } from './declared';
import { EMULATOR_ITSELF } from './emulator';
import { DATABASE } from './database';
import { SOAP } from './soap';
import { CONSOLE } from './console';
import { HTTP } from './http';
import type { Section } from './entry';

/** The catalogue in sections, as docs/errors.md shows it. */
export const SECTIONS: readonly { readonly title: string; readonly entries: Section }[] = [
  { title: 'Calls', entries: CALLS },
  { title: 'Entities', entries: ENTITIES },
  { title: 'QueryXML', entries: QUERYXML },
  { title: 'Values', entries: VALUES },
  { title: 'Writing entities, in the order of the checks', entries: WRITING },
  { title: 'The life of a resource', entries: LIFE_OF_A_RESOURCE },
  { title: 'Entities that users declare', entries: DECLARED_ENTITIES },
  { title: 'The emulator itself', entries: EMULATOR_ITSELF },
  { title: 'A PostgreSQL database', entries: DATABASE },
  { title: 'Limits', entries: LIMITS },
  { title: 'SOAP', entries: SOAP },
  { title: 'Console', entries: CONSOLE },
  { title: 'HTTP', entries: HTTP },
];

/** The sentences of all refusals, by code. */
export const CATALOGUE = {
  ...CALLS,
  ...ENTITIES,
  ...QUERYXML,
  ...VALUES,
  ...WRITING,
  ...LIFE_OF_A_RESOURCE,
  ...DECLARED_ENTITIES,
  ...EMULATOR_ITSELF,
  ...DATABASE,
  ...LIMITS,
  ...SOAP,
  ...CONSOLE,
  ...HTTP,
} as const;

/** The code of a refusal. */
export type RefusalCode = keyof typeof CATALOGUE;
