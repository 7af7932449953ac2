import { StoreClosed } from '../storage-failure';
import { type Lane } from './lane';

/** Transactions, and statements that write, that are under way at a time; others wait. */
const MOST_LANES = 8;

/** Searches that are under way at a time. */
const MOST_SEARCHES = 2;

/** Lanes that one piece of work has for itself. */
class Lanes {
  readonly #open: () => Promise<Lane>;
  readonly #most: number;
  readonly #idle: Lane[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(open: () => Promise<Lane>, most: number) {
    this.#open = open;
    this.#most = most;
  }

  async use<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    if (this.#used >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#used += 1;
    try {
      const lane = this.#takeIdle() ?? (await this.#open());
      try {
        return await work(lane);
      } finally {
        if (lane.isUsable) this.#idle.push(lane);
      }
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#used -= 1;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((lane) => lane.close()));
  }

  #takeIdle(): Lane | undefined {
    for (;;) {
      const lane = this.#idle.pop();
      if (!lane || lane.isUsable) return lane;
    }
  }
}

/** The connections of a server. One that is lost is opened anew when it is needed next. */
export class Pool {
  readonly #open: () => Promise<Lane>;
  readonly #opened: () => void;
  readonly #writing: Lanes;
  readonly #searching: Lanes;
  #reading: Lane | undefined;
  #opening: Promise<Lane> | undefined;
  #isClosed = false;

  /** `opened`: called when the lane that reads was opened anew. */
  constructor(open: () => Promise<Lane>, opened: () => void) {
    this.#open = async () => {
      if (this.#isClosed) throw new StoreClosed();
      return open();
    };
    this.#opened = opened;
    this.#writing = new Lanes(this.#open, MOST_LANES);
    this.#searching = new Lanes(this.#open, MOST_SEARCHES);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The lane that reads, for all at the same time: none of its statements takes long. */
  reading(): Lane | Promise<Lane> {
    if (this.#reading?.isUsable) return this.#reading;
    this.#opening ??= this.#openReading();
    return this.#opening;
  }

  async #openReading(): Promise<Lane> {
    try {
      this.#reading = await this.#open();
      this.#opened();
      return this.#reading;
    } finally {
      this.#opening = undefined;
    }
  }

  /** A lane for a transaction, or for a statement that writes. */
  writing<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#writing.use(work);
  }

  /** A lane for a search that may take long. */
  searching<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#searching.use(work);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#reading?.close(), this.#writing.close(), this.#searching.close()]);
  }
}
