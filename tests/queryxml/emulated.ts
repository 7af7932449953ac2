import type { Emulator } from '../../src/server/emulator';
import { start } from '../support/emulator';
import { query, queryXml, type CallOptions } from '../support/soap';

type StartOptions = Parameters<typeof start>[0];

/** One emulator for the tests of a describe block. */
export function emulated(options: StartOptions = {}): { readonly url: string } {
  let emulator: Emulator | undefined;
  beforeAll(async () => {
    emulator = await start(options);
  });
  afterAll(() => emulator?.close());
  return {
    get url() {
      return emulator?.url ?? '';
    },
  };
}

/** A clock that stands still, until it is set. */
export class StoppedClock {
  #now: string;

  constructor(now: string) {
    this.#now = now;
  }

  set(now: string): void {
    this.#now = now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  elapsed(): number {
    return performance.now();
  }
}

/** The ids of the resources that satisfy a filter. Fails when it is refused. */
export async function idsOf(url: string, filter: string, options?: CallOptions): Promise<number[]> {
  const { errors, entities } = await query(url, queryXml(filter), options);
  expect(errors).toEqual([]);
  return entities.map(({ id }) => Number(id));
}

/** The user names of the resources that satisfy a filter. */
export async function namesOf(url: string, filter: string, options?: CallOptions): Promise<unknown[]> {
  const { errors, entities } = await query(url, queryXml(filter), options);
  expect(errors).toEqual([]);
  return entities.map(({ UserName }) => UserName);
}
