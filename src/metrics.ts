import type * as Prometheus from 'prom-client';
import type { Asked } from './asked';
import type { JournalEntry } from './soap/journal';

/** Metrics that may be those of several processes: each observes its own calls, and all see those of all. */
export type SharedMetrics = Pick<Metrics, 'observe' | 'contentType'> & Asked<Pick<Metrics, 'text'>>;

/** What one process observed. */
export type MetricValues = readonly Prometheus.MetricObjectWithValues<Prometheus.MetricValue<string>>[];

/** What a monitoring system reads about one emulator. */
export class Metrics {
  readonly #library: typeof Prometheus;
  readonly #registry: Prometheus.Registry;
  readonly #calls: Prometheus.Counter<'operation' | 'status'>;
  readonly #durations: Prometheus.Histogram<'operation'>;

  private constructor(library: typeof Prometheus) {
    this.#library = library;
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
  }

  /** The library is loaded only where metrics are wanted. */
  static async create(): Promise<Metrics> {
    return new Metrics(await import('prom-client'));
  }

  observe({
    operation,
    status,
    durationMs,
  }: Pick<JournalEntry, 'operation' | 'status' | 'durationMs'>): void {
    this.#calls.inc({ operation: operation ?? 'none', status });
    this.#durations.observe({ operation: operation ?? 'none' }, durationMs / 1000);
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  values(): Promise<MetricValues> {
    return this.#registry.getMetricsAsJSON();
  }

  /** The text for several processes, as if they were one. */
  textOf(processes: readonly MetricValues[]): Promise<string> {
    return this.#library.AggregatorRegistry.aggregate([...processes]).metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
