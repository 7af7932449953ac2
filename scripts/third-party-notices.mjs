import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Matches the folder of a module's package. */
const PACKAGE = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+(?=[/\\])/;

const LICENSE = /^(licen[cs]e|copying|notice)/i;

/** A plugin that adds `THIRD-PARTY-NOTICES.txt` to a build: the licenses of all bundled packages. */
export function thirdPartyNotices() {
  return {
    name: 'third-party-notices',
    generateBundle(_options, files) {
      const folders = new Set(
        Object.values(files).flatMap(({ moduleIds = [] }) =>
          moduleIds.flatMap((module) => PACKAGE.exec(module)?.[0] ?? []),
        ),
      );
      const notices = [...folders].map(notice).sort((one, other) => (one.name < other.name ? -1 : 1));
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD-PARTY-NOTICES.txt',
        source: `${['The files of this folder contain parts of these packages.', ...notices.map(({ text }) => text)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
      });
    },
  };
}

function notice(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const texts = readdirSync(folder)
    .filter((file) => LICENSE.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  if (!license && texts.length === 0) throw new Error(`${name} says nothing of its license.`);
  const by = typeof author === 'object' ? author.name : author;
  return {
    name,
    text: [`${name} ${version} (${license})${by ? `, by ${by}` : ''}`, ...texts].join('\n\n'),
  };
}
