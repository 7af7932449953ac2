import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { ConfigError } from '../input/config-error';

/** Announces an action, and on a terminal asks for confirmation. Throws a ConfigError where it is denied. */
export async function confirm(what: string, yes: true | undefined): Promise<void> {
  process.stderr.write(`${what}\n`);
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new ConfigError('Nobody is there to confirm. Add --yes to go on without asking.');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C, Ctrl-D and the end of the input deny.
  const ended = once(prompt, 'close').then(() => '');
  const answer = await Promise.race([prompt.question('Go on? (yes/no) ').catch(() => ''), ended]);
  prompt.close();
  if (answer.trim().toLowerCase() !== 'yes') throw new ConfigError('Nothing was done.');
}
