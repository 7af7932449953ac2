/** Prints a warning, which does not stop a command. */
export function warn(sentence: string): void {
  process.stderr.write(`atws: warning: ${sentence}\n`);
}
