import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../src/config/package-files';
import { CATALOGUE } from '../../src/refusals/catalogue';

/** `docs/differences.md`: the differences from the real service, from titles of tests and the catalogue of refusals. */

const INTRODUCTION = `# Differences from the real service

What is known to differ, and what may: this page is made from the tests and the catalogue of refusals by
\`npm run docs\`, and a test fails when they differ. What was decided where the evidence is silent is told in
[behaviour.md](behaviour.md).

## By scope

- Of its entity types only Resource and nine that belong to it (roles, departments, skills, locations) are served. The
  nine have no business rules beyond those of the roles and skills of a resource ([behaviour.md](behaviour.md)).
- Entities that a tenant declares have their fields, and no business rules at all
  ([entities.md](entities.md#what-is-not-emulated)).
- Attachments, invoices and webhooks are not available.
- Every zone is this server: getZoneInfo answers the address that the client used.
- The life cycle beyond an update ([lifecycle.md](lifecycle.md)) follows the vendor's pages; the real service has no
  API for it.
`;

/** Titles of tests that pin a deviation: from a standard where the real service deviates, or from the service. */
export function knownDifferences(): readonly string[] {
  return readdirSync(path.join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(path.join(ROOT, 'tests', file), 'utf8');
      return [...source.matchAll(/test\('known-difference ([^']+)'/g)].map(([, title]) => String(title));
    });
}

export function differencesPage(): string {
  const inferred = Object.values(CATALOGUE).filter(({ provenance }) => provenance === 'inferred');
  return [
    INTRODUCTION,
    '## By a test that says so\n',
    ...knownDifferences().map((title) => `- ${title}`),
    '\n## By the wording of a refusal\n',
    'Nothing public is known of these sentences of the real service; the emulator has its own.\n',
    '| When | Sentence here |\n| --- | --- |',
    ...inferred.map(({ when, text }) => `| ${cell(when)} | ${cell(text)} |`),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('\r\n', ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
