/** Says what does not stop a command, but is hardly what was meant. */
export function warn(sentence: string): void {
  process.stderr.write(`atws: warning: ${sentence}\n`);
}
