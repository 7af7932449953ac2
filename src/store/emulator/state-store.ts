import type { ClockSetting } from '../../runtime/clock';
import { build } from '../build';
import type { Executor } from '../engine';

/** The state that all servers over one data file share. */
export interface SharedState {
  readonly clock: ClockSetting;
  /** How many fault rules may still meet a call. */
  readonly faultRules: number;
  /** Grows with each erasure and each reset. */
  readonly erasures: number;
  /** Another number than before: a setting was changed. */
  readonly settings: number;
  /** IANA name of the tenant's zone. */
  readonly timeZone: string;
}

const clockRow = build.selectFrom('emulator_state').select(['clock_offset', 'clock_frozen_at']).compile();

/** The state that all servers over one data file share: the last one read, and its changes. */
export class StateStore {
  readonly #executor: Executor;
  readonly #forgetters: (() => void)[] = [];
  #last: SharedState = {
    clock: { offset: 0, frozenAt: null },
    faultRules: 0,
    erasures: 0,
    settings: 0,
    timeZone: 'UTC',
  };

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The state that was read with the last caller. */
  get last(): SharedState {
    return this.#last;
  }

  /** Keeps the state that was read with a caller. */
  see(state: SharedState): void {
    const { erasures } = this.#last;
    this.#last = state;
    this.#executor.settingsChanged(state.settings);
    if (state.erasures !== erasures) for (const forget of this.#forgetters) forget();
  }

  /** `forget` is called once this process sees an erasure or a reset, by any process. */
  onErasure(forget: () => void): void {
    this.#forgetters.push(forget);
  }

  async clock(): Promise<ClockSetting> {
    const row = await this.#executor.first(clockRow);
    return { offset: row?.clock_offset ?? 0, frozenAt: row?.clock_frozen_at ?? null };
  }

  async setClock({ offset, frozenAt }: ClockSetting): Promise<void> {
    await this.#executor.run(
      build.updateTable('emulator_state').set({ clock_offset: offset, clock_frozen_at: frozenAt }).compile(),
    );
  }
}
