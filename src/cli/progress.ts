import { SingleBar, Presets } from 'cli-progress';

/** The progress bar of a long command, on a terminal only. */
export class Progress {
  readonly #bar: SingleBar | undefined;

  constructor(what: string, total: number) {
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar(
      { format: `${what} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`, hideCursor: true },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0);
  }

  step(count = 1): void {
    this.#bar?.increment(count);
  }

  restart(): void {
    this.#bar?.update(0);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
