// `/healthz`, `/readyz` and `/metrics`.
import type { Express } from 'express';
import type { AdjustableClock } from '../runtime/clock';
import type { FailureLog } from '../runtime/log';
import type { Metrics } from '../runtime/metrics';
import type { Store } from '../store/store';
import { problemOf } from './problem';

/** Adds the pages for monitoring: liveness, readiness and metrics, each also under `/_emulator`. */
export function addHealth(
  app: Express,
  {
    store,
    clock,
    metrics,
    failed,
  }: {
    readonly store: Store;
    readonly clock: AdjustableClock;
    readonly metrics: Metrics | undefined;
    readonly failed: FailureLog;
  },
): void {
  const paths = (name: string): string[] => [`/${name}`, `/_emulator/${name}`];
  app.get(paths('healthz'), (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  app.get(paths('readyz'), async (_request, response) => {
    let pendingErasure: boolean;
    try {
      await store.requireStorage();
      await store.logins.look();
      pendingErasure = await store.lifecycle.needsScrub();
    } catch (error) {
      response.status(503).json({ status: 'not ready', detail: problemOf(error, failed).message });
      return;
    }
    const { now, offset, frozen } = clock.state;
    response.json({
      status: 'ready',
      clock: { now: now.toISOString(), offset, frozen },
      faultRules: store.state.last.faultRules,
      // Only of a database.
      connections: store.connections(),
      ...(pendingErasure && { pendingErasure }),
    });
  });
  if (!metrics) return;
  app.get(paths('metrics'), async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
}
