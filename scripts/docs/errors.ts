import { SECTIONS } from '../../src/refusals/catalogue';
import type { Provenance } from '../../src/refusals/entry';

/** `docs/errors.md`: every sentence of the catalogue of refusals. */

const PROVENANCE: Readonly<Record<Provenance, string>> = {
  recorded: 'word for word in a recorded answer of the real service',
  documented: "word for word in the vendor's documentation",
  'client-literal': 'compared word for word by published client code, so the real service says it',
  'REST analogue': 'word for word from the sibling REST API, which stands on the same back end',
  ASMX: 'the wording of ASP.NET web services, the framework the real service runs on',
  inferred: 'decided by this project, as nothing public is known',
};

const INTRODUCTION = `# Errors

Every sentence with which the emulator refuses something. This page is made from the catalogue in
\`src/refusals/\` by \`npm run docs\`, and a test fails when the two differ.

How a sentence reaches the client depends on what is refused:

- **HTTP** errors (4xx) are one line of plain text, without SOAP. Only the page for users who are not
  API-only is HTML, with status 500.
- **SOAP faults** are HTTP 500. Their \`faultstring\` is the sentence behind
  \`System.Web.Services.Protocols.SoapException: \`.
- **Everything else** is HTTP 200 with \`ReturnCode\` -1 and the sentence in \`Errors/ATWSError/Message\`, as
  long as the result of the operation has a place for it. Operations whose result has none (GetFieldInfo,
  getUDFInfo, getEntityInfo, GetWsdlVersion) answer the fault
  \`Server was unable to process request. ---> ...\` instead.

Words in braces stand for what the case at hand fills in.

Where a sentence comes from:

${Object.entries(PROVENANCE)
  .map(([mark, meaning]) => `- *${mark}*: ${meaning}.`)
  .join('\n')}
`;

/** Text as code in a cell of a table, word for word. */
export function code(text: string): string {
  return text
    .split('\r\n')
    .map((line) => `\`${line.replaceAll('|', '\\|')}\``)
    .join(' (line break) ');
}

export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/</g, '&lt;');
}

export function errorsPage(): string {
  const sections = SECTIONS.map(({ title, entries }) => {
    const rows = Object.values(entries).map(
      ({ text, when, provenance }) => `| ${code(text)} | ${cell(when)} | ${provenance} |`,
    );
    return `## ${title}\n\n| Sentence | When | From |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}
