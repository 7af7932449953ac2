// What fault rules do to calls and their answers.
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { wait } from '../runtime/timers';
import { HttpRefusal, send, type HttpAnswer } from '../http/answer';
import { refusal } from '../refusals/refusal';
import { piecesOf, sizeOf, type Body } from '../runtime/answer-body';
import type { MetRule } from '../runtime/journal';
import { effectText, type FaultEffect, type FaultRuleInForce } from '../store/emulator/fault-rules';
import { TIMEFRAME_MINUTES } from '../store/emulator/usage-store';
import { SoapFault } from './faults';

type Damage = Exclude<FaultEffect['kind'], 'fault' | 'httpStatus'>;

/** What a call has met of a fault rule. */
export interface Affected {
  faultRule: MetRule | null;
  /** The effect on the call or its answer. */
  damage: Damage | undefined;
}

function metRule({ id, effect, delayMs = 0 }: FaultRuleInForce): MetRule {
  return { id, effect: effect ? effectText(effect) : 'only delayed', delayMs };
}

/**
 * Applies a fault rule before the call: delays it, until the server closes, or throws the error that is answered in place
 * of it.
 */
export async function applyFault(
  rule: FaultRuleInForce | undefined,
  observed: Affected,
  threshold: number,
  closing: AbortSignal,
): Promise<void> {
  if (!rule) return;
  observed.faultRule = metRule(rule);
  if (rule.delayMs !== undefined) await delay(rule.delayMs, closing);
  if (rule.effect?.kind === 'fault') throw new SoapFault('Server', rule.effect.text);
  if (rule.effect?.kind === 'httpStatus') {
    throw new HttpRefusal(rule.effect.status, `${STATUS_CODES[rule.effect.status] ?? rule.effect.status}\n`);
  }
  observed.damage = rule.effect?.kind;
  // The operation does not run, which its client cannot know.
  if (observed.damage === 'connection reset') throw new HttpRefusal(500, '');
  if (observed.damage === 'expired threshold') {
    throw refusal('thresholdExceeded', { threshold, minutes: TIMEFRAME_MINUTES });
  }
  if (observed.damage === 'IntegrationCode is invalid.') throw refusal('integrationCodeInvalid');
}

/** Waits for so many milliseconds, or until the server closes: its client may have given up, which TCP does not tell. */
async function delay(ms: number, closing: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: closing }).catch((error: unknown) => {
    if (!closing.aborted) throw error;
  });
}

/** Sends an answer, or damages it by a fault rule. */
export function deliver(response: ServerResponse, answer: HttpAnswer, damage: Damage | undefined): void {
  if (damage === 'connection reset') {
    abort(response.socket);
  } else if (damage === 'malformed XML') {
    send(response, { ...answer, body: half(answer.body) });
  } else if (damage === 'truncated body') {
    response.writeHead(answer.status, {
      'Content-Type': `${answer.type}; charset=utf-8`,
      'Content-Length': sizeOf(piecesOf(answer.body)),
    });
    response.write(half(answer.body), () => response.destroy());
  } else {
    send(response, answer);
  }
}

/** Resets a connection. Under TLS it is just ended, which looks the same to its client. */
function abort(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** Half of an answer; an incomplete character at its end is replaced. */
function half(body: Body): string {
  const text = Buffer.concat(piecesOf(body)).toString();
  return text.slice(0, Math.ceil(text.length / 2));
}
