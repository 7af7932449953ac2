import type { Express } from 'express';
import type { Store } from '../store/store';

/** What a monitoring system reads, as text. */
interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Pages for whatever watches the server; each is there with and without `/_emulator`. */
export function addHealth(app: Express, store: Store, metrics: MetricsText | undefined): void {
  const paths = (name: string): string[] => [`/${name}`, `/_emulator/${name}`];
  app.get(paths('healthz'), (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  app.get(paths('readyz'), async (_request, response) => {
    await store.tenant.read();
    response.type('text/plain').send('ready\n');
  });
  if (!metrics) return;
  app.get(paths('metrics'), async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
}
