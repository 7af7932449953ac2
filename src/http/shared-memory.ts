/** Every request may keep so much without asking: so many connections as there are do not add up to much. */
const OWN_BYTES = 16_384;

/** What one request takes of the memory that requests share. */
export interface MemoryShare {
  /** Whether there was room for so many bytes more. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: () => void;
}

/** Memory that requests share, so that many of them together take no more than it. */
export class SharedMemory {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** The share of one request. Its first 16 KiB do not count. */
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
