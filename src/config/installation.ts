import { existsSync, readFileSync } from 'fs';
import path from 'path';
import { ROOT } from './package-files';

/*
 * An old Node has to load this file and its imports to refuse to run: hence no `node:` in imports, and no syntax that
 * Node 12 does not know.
 */

/** A requirement of atws-emulator that this machine lacks; the message names the command to type. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/** Whether this is a clone of the repository, with the files of a build, which no package has. */
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

/** Major and minor of a version, or of the start of a range. */
function numbers(version: string): readonly [number, number] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) || [];
  return [Number(major), Number(minor)];
}
