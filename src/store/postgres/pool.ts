import type { Connections } from '../../runtime/connections';
import { StorageFailure, StoreClosed } from '../storage-failure';
import { type Lane } from './lane';

/** Searches that are under way at a time. */
const MOST_SEARCHES = 2;

/** Lanes that are lent to one task at a time. */
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

  get open(): number {
    return this.#used + this.#idle.filter(({ isUsable }) => isUsable).length;
  }

  get waiting(): number {
    return this.#waiting.length;
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
  readonly #opened: (reading: Lane) => Promise<void>;
  readonly #writingLanes: Lanes;
  readonly #searchLanes: Lanes;
  #readingLane: Lane | undefined;
  #opening: Promise<Lane> | undefined;
  readonly #most: number;
  #isClosed = false;
  #isRefused = false;

  /** `most`: connections in all, three or more. `opened`: called when the lane that reads was opened anew. */
  constructor(open: () => Promise<Lane>, most: number, opened: (reading: Lane) => Promise<void>) {
    this.#most = most;
    this.#open = async () => {
      if (this.#isClosed) throw new StoreClosed();
      return open();
    };
    this.#opened = opened;
    this.#writingLanes = new Lanes(this.#open, most - MOST_SEARCHES - 1);
    this.#searchLanes = new Lanes(this.#open, MOST_SEARCHES);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get connections(): Connections {
    const own = [this.#writingLanes, this.#searchLanes];
    return {
      open: (this.#readingLane?.isUsable === true ? 1 : 0) + own.reduce((sum, { open }) => sum + open, 0),
      most: this.#most,
      waiting: own.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  /** From now on nothing is done: the tables are of a later version. */
  refuse(): void {
    this.#isRefused = true;
  }

  /** The lane that reads, for all at the same time: none of its statements takes long. */
  reading(): Lane | Promise<Lane> {
    this.#requireKnownSchema();
    if (this.#readingLane?.isUsable) return this.#readingLane;
    this.#opening ??= this.#openReading();
    return this.#opening;
  }

  async #openReading(): Promise<Lane> {
    try {
      const reading = await this.#open();
      await this.#opened(reading);
      this.#readingLane = reading;
      return reading;
    } finally {
      this.#opening = undefined;
    }
  }

  /** A lane for a transaction, or for a statement that writes. */
  async writing<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    this.#requireKnownSchema();
    return this.#writingLanes.use(work);
  }

  /** A lane for a search that may take long. */
  async searching<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    this.#requireKnownSchema();
    return this.#searchLanes.use(work);
  }

  #requireKnownSchema(): void {
    if (!this.#isRefused) return;
    throw new StorageFailure('a later version has brought it to another form', undefined, 'used', 'database');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#readingLane?.close(), this.#writingLanes.close(), this.#searchLanes.close()]);
  }
}
