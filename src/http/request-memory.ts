// The memory that request bodies share while their callers are not known.

/** The bytes of a request that do not count: with the limit of connections, they do not add up to much. */
const OWN_BYTES = 16_384;

/** The part of one request. */
export interface MemoryShare {
  /** Takes further bytes. Answers false, and takes none, where too few are left. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: () => void;
}

/** A limit on the bytes that all requests of clients without a log-in together hold in memory. */
export class SharedMemory {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** The part of one request, whose first 16 KiB do not count. */
  share(): MemoryShare {
    let own = OWN_BYTES;
    let taken = 0;
    return {
      take: (bytes) => {
        const more = Math.max(0, bytes - own);
        own = Math.max(0, own - bytes);
        if (more > this.#free) return false;
        this.#free -= more;
        taken += more;
        return true;
      },
      giveBack: () => {
        this.#free += taken;
        taken = 0;
      },
    };
  }
}
