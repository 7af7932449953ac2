import type { ClockSetting } from '../../runtime/clock';
import { build } from '../build';
import type { Executor } from '../engine';

/** What all servers over one data file agree on. */
export interface SharedState {
  readonly clock: ClockSetting;
  /** How many fault rules may still meet a call. */
  readonly faultRules: number;
  /** Another number than before: somebody was erased, or all was reset. */
  readonly erasures: number;
  /** Another number than before: a setting was changed. */
  readonly settings: number;
  /** IANA name of the tenant's zone. */
  readonly timeZone: string;
}

const clockRow = build.selectFrom('emulator_state').select(['clock_offset', 'clock_frozen_at']).compile();

/** What all servers over one data file agree on: as it was read last, and how it is changed. */
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

  /** As it was when a caller was looked up last. */
  get last(): SharedState {
    return this.#last;
  }

  /** Takes what was read with a caller. */
  see(state: SharedState): void {
    const { erasures } = this.#last;
    this.#last = state;
    this.#executor.settingsChanged(state.settings);
    if (state.erasures !== erasures) for (const forget of this.#forgetters) forget();
  }

  /** `forget` is called once this process sees that somebody was erased, or all was reset, by whatever process. */
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
