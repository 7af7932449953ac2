// The figures for Prometheus.
import type * as Prometheus from 'prom-client';
import type { Connections } from './connections';
import type { JournalEntry } from './journal';

/** How the connections to a database are used. */
const CONNECTIONS: readonly (readonly [string, string, keyof Connections])[] = [
  ['atws_database_connections', 'Connections to the database that are open', 'open'],
  ['atws_database_connections_limit', 'Connections to the database at most', 'most'],
  ['atws_database_waiting', 'Transactions and searches that wait for a connection', 'waiting'],
];

/** The Prometheus metrics of one emulator. */
export class Metrics {
  readonly #registry: Prometheus.Registry;
  readonly #calls: Prometheus.Counter<'operation' | 'status'>;
  readonly #durations: Prometheus.Histogram<'operation'>;

  private constructor(library: typeof Prometheus, connections: () => Connections | undefined) {
    this.#registry = new library.Registry();
    this.#calls = new library.Counter({
      name: 'atws_calls_total',
      help: 'SOAP calls answered',
      labelNames: ['operation', 'status'],
      registers: [this.#registry],
    });
    this.#durations = new library.Histogram({
      name: 'atws_call_duration_seconds',
      help: 'Time a SOAP call took',
      labelNames: ['operation'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
      registers: [this.#registry],
    });
    if (!connections()) return;
    for (const [name, help, figure] of CONNECTIONS) {
      new library.Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(connections()?.[figure] ?? 0);
        },
      });
    }
  }

  /** Loads the library, which a server without metrics does not need. */
  static async create(connections: () => Connections | undefined): Promise<Metrics> {
    return new Metrics(await import('prom-client'), connections);
  }

  observe({
    operation,
    status,
    durationMs,
  }: Pick<JournalEntry, 'operation' | 'status' | 'durationMs'>): void {
    this.#calls.inc({ operation: operation ?? 'none', status });
    this.#durations.observe({ operation: operation ?? 'none' }, durationMs / 1000);
  }

  /** The metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
