import { spawnSync } from 'node:child_process';

/** Whether a program of this machine ends well with some arguments. */
export function works(command: string, parameters: readonly string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore' }).status === 0;
}

/** A Python with a module: that of Debian, which has Debian's packages, or else the first on the path. */
export function pythonWith(module: string): string | undefined {
  return ['/usr/bin/python3', 'python3'].find((command) => works(command, ['-c', `import ${module}`]));
}
