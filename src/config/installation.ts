import { existsSync, readFileSync } from 'fs';
import path from 'path';
import { ROOT } from './package-files';

/*
 * An old Node has to read this file, and what it imports, to say that it is too old: hence no `node:` in imports, and
 * nothing that Node 12 has no syntax for.
 */

/** What atws-emulator needs of this machine is not there; the message says what to type. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/** The files a build needs: no package has them. */
export const isClone = existsSync(path.join(ROOT, 'rolldown.config.mjs'));

/** Throws an InstallationError where Node is older than `engines` in package.json allows. */
export function requireNode(): void {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    readonly engines: { readonly node: string };
  };
  const [major, minor] = numbers(manifest.engines.node);
  const [ownMajor, ownMinor] = numbers(process.versions.node);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new InstallationError(
    `atws-emulator needs Node ${major}.${minor} or later, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org, or type: nvm install --lts`,
  );
}

/** The first two numbers of a version, or of a range of versions. */
function numbers(version: string): readonly [number, number] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) || [];
  return [Number(major), Number(minor)];
}
