import type { Express } from 'express';
import type { Shared } from '../shared';

/** Pages for whatever watches the server; each is there with and without `/_emulator`. */
export function addHealth(
  app: Express,
  { store, clock, metrics }: Pick<Shared, 'store' | 'clock' | 'metrics'>,
): void {
  const paths = (name: string): string[] => [`/${name}`, `/_emulator/${name}`];
  app.get(paths('healthz'), (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  app.get(paths('readyz'), async (_request, response) => {
    await store.logins.look();
    const { now, offset, frozen } = clock.state;
    response.json({
      status: 'ready',
      clock: { now: now.toISOString(), offset, frozen },
      faultRules: store.state.last.faultRules,
    });
  });
  if (!metrics) return;
  app.get(paths('metrics'), async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
}
