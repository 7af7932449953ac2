import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** A fenced block of a page. */
export interface Block {
  /** Where it is, such as `README.md:12`. */
  readonly title: string;
  readonly language: string;
  readonly code: string;
  /** The `text` block right behind it: what it prints. */
  readonly printed: string | undefined;
}

/** A page that users read, by its path from the root. */
export interface Page {
  readonly name: string;
  readonly source: string;
  /** Without those that tell what the block before them prints. */
  readonly blocks: readonly Block[];
}

export function readPage(name: string): Page {
  const source = readFileSync(path.join(ROOT, name), 'utf8');
  const fenced = /^```(\w*)\n([^]*?)^```$(?:\n+```text\n([^]*?)^```$)?/gm;
  const blocks = [...source.matchAll(fenced)].map(([, language = '', code = '', printed], index, all) => {
    const line = source.slice(0, all[index]?.index).split('\n').length;
    return { title: `${name}:${line}`, language, code, printed };
  });
  return { name, source, blocks };
}

/** Every page. */
export const PAGES: readonly Page[] = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
].map(readPage);
