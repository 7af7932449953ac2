import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../runtime/clock';
import type { TimeZone } from '../entities/time-zone';
import type { Caller } from '../operations/operation';
import type { Client } from '../runtime/client';
import { refusal, sentence } from '../refusals/refusal';
import { StorageFailure } from '../store/storage-failure';
import type { Store } from '../store/store';
import { TIMEFRAME_MINUTES } from '../store/emulator/usage-store';
import { piecesOf, sizeOf, type Body } from '../runtime/text-pieces';
import type { Authenticated, Authentication } from './authentication';
import { readBody, unsupportedMediaType } from './body';
import { readContentType, type ContentType } from '../http/content-type';
import type { Contract, Operation } from './contract';
import { Dispatcher } from './dispatch';
import { mustBeUnderstood, readEnvelope, type Envelope } from './envelope';
import { stringValue, type XmlElement } from '../xml/element';
import {
  effectText,
  type FaultEffect,
  type FaultRuleInForce,
  type FaultRules,
} from '../store/emulator/fault-rules';
import { SoapFault } from './faults';
import { ClientGone, headersOf, HttpRefusal, send, type HttpAnswer } from '../http/answer';
import type { AnsweredCall, MetRule, Outcome } from '../runtime/journal';
import { readParameters } from './parameters';
import { faultEnvelope } from './response';
import { SOAP_1_1, SOAP_1_2, versionOf, type SoapVersion } from '../http/soap-version';

/** What the pipeline works with. */
export interface SoapContext {
  readonly contract: Contract;
  readonly dispatcher: Dispatcher;
  readonly authentication: Authentication;
  readonly store: Store;
  readonly clock: Clock;
  /** The zone that dates with an offset are shown in. */
  readonly timeZone: TimeZone;
  /** Only users whose security level is API-only may call. */
  readonly apiOnlyUsers: boolean;
  /** Bytes a request may have, unpacked. */
  readonly maxBody: number;
  /** How clients reach this server, as far as the request tells. */
  readonly publicUrl: (request: IncomingMessage) => string;
  /** Who sends a request. */
  readonly clientOf: (request: IncomingMessage) => Client;
  readonly faultRules: FaultRules;
  /** Requests an hour, as an ordered fault names them. */
  readonly threshold: number;
  /** Told about each call after it was answered; `isForgotten`: somebody was erased meanwhile, whom it may name. */
  readonly answered: (
    entry: AnsweredCall,
    about: { readonly request: string; readonly resourceId: number | null },
    isForgotten: boolean,
  ) => void;
  /** Told about what should not happen; `request` stands in the fault, too. */
  readonly failed: (error: unknown, request: string) => void;
}

/** Of an answer that is no result of an operation. */
const NO_OUTCOME: Outcome = { returnCode: null, message: null, rows: null };

/** What is known of a call, filled in as it is understood. */
interface Observed {
  text: string;
  operation: string | null;
  trackingIdentifier: string | null;
  authenticated: Authenticated | undefined;
  /** `SharedState.erasures` as it was when the request had been read. */
  erasures: number | undefined;
  outcome: Outcome;
  faultRule: MetRule | null;
  /** What an ordered fault does to the call, or to its answer on the way. */
  spoil: Spoil | undefined;
}

/** A request whose content type is that of a SOAP message. */
interface Message {
  readonly request: IncomingMessage;
  readonly contentType: ContentType;
  readonly version: SoapVersion;
}

type Spoil = Exclude<FaultEffect['kind'], 'fault' | 'httpStatus'>;

/** Answers one POST to the endpoint, whatever it holds. */
export async function answerPost(
  pipeline: SoapContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, authentication, answered, store } = pipeline;
  const id = randomUUID();
  const started = clock.elapsed();
  const observed: Observed = {
    text: '',
    operation: null,
    trackingIdentifier: null,
    authenticated: undefined,
    erasures: undefined,
    outcome: NO_OUTCOME,
    faultRule: null,
    spoil: undefined,
  };
  const given = await answerOf(pipeline, request, observed, id);
  // There is nobody to answer, and no call to tell of.
  if (!given) return;
  const answer = { ...given, headers: { ...given.headers, 'X-Request-Id': id } };
  const { authenticated } = observed;
  // A name that nobody has may be that of a person who was redacted, as may one that cannot be looked up.
  const user =
    authenticated?.userName ??
    (await authentication.userName(request.headers.authorization).catch(() => undefined));
  answered(
    {
      at: clock.now().toISOString(),
      operation: observed.operation,
      user: user ?? null,
      trackingIdentifier: observed.trackingIdentifier,
      status: answer.status,
      ...observed.outcome,
      faultRule: observed.faultRule,
      durationMs: clock.elapsed() - started,
      rawHeaders: request.rawHeaders,
      responseHeaders:
        observed.spoil === 'connection reset' ? {} : headersOf(answer, sizeOf(piecesOf(answer.body))),
      request: observed.text,
      response: answer.body,
    },
    { request: id, resourceId: authenticated?.caller.resourceId ?? null },
    observed.erasures !== undefined && observed.erasures !== store.state.last.erasures,
  );
  deliver(response, answer, observed.spoil);
}

/** An ordered fault may spoil the answer on its way. */
function deliver(response: ServerResponse, answer: HttpAnswer, spoil: Spoil | undefined): void {
  if (spoil === 'connection reset') {
    abort(response.socket);
  } else if (spoil === 'malformed XML') {
    send(response, { ...answer, body: half(answer.body) });
  } else if (spoil === 'truncated body') {
    response.writeHead(answer.status, {
      'Content-Type': `${answer.type}; charset=utf-8`,
      'Content-Length': sizeOf(piecesOf(answer.body)),
    });
    response.write(half(answer.body), () => response.destroy());
  } else {
    send(response, answer);
  }
}

/** A connection under TLS cannot be reset; its client sees the same when it just ends. */
function abort(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** Half of an answer, and no half character: bytes of UTF-8 that stand alone are replaced. */
function half(body: Body): string {
  const text = Buffer.concat(piecesOf(body)).toString();
  return text.slice(0, Math.ceil(text.length / 2));
}

/** The answer; undefined where the client went away before it had said what it wants. */
async function answerOf(
  pipeline: SoapContext,
  request: IncomingMessage,
  observed: Observed,
  id: string,
): Promise<HttpAnswer | undefined> {
  const contentType = readContentType(request.headers['content-type'] ?? '');
  const version = versionOf(contentType.mediaType);
  try {
    if (!version) throw unsupportedMediaType();
    const body = await answerCall(pipeline, { request, contentType, version }, observed);
    return { status: 200, type: version.mediaType, body };
  } catch (error) {
    const refused =
      error instanceof HttpRefusal || error instanceof SoapFault ? error : failureFault(error, id);
    observed.outcome = { ...NO_OUTCOME, message: refused.message };
    if (refused instanceof HttpRefusal) return refused.answer;
    if (refused !== error) pipeline.failed(error, id);
    if (error instanceof ClientGone) return undefined;
    return faultAnswer(refused, version ?? SOAP_1_1);
  }
}

/** The order of checks: content type and size, log-in, envelope, headers, operation, its own rules. */
async function answerCall(
  pipeline: SoapContext,
  message: Message,
  observed: Observed,
): Promise<readonly Buffer[]> {
  const { request, contentType } = message;
  const charset = contentType.parameters.get('charset')?.toLowerCase();
  const text = await readBody(request, charset, pipeline.maxBody);
  if (typeof text === 'string') observed.text = text;
  await pipeline.store.logins.look();
  observed.erasures = pipeline.store.state.last.erasures;
  const understood = understand(pipeline, message, text);
  if (understood.read) {
    observed.operation = understood.operation.name;
    observed.trackingIdentifier = integrationCode(pipeline.contract, understood.envelope);
    if (Dispatcher.isAnonymous(understood.operation)) {
      return answerAs(NOBODY, pipeline, message, understood, observed);
    }
  }
  // .NET and Perl send credentials only when challenged, so log-in comes before any fault.
  observed.authenticated = await authenticate(pipeline, request);
  const { caller } = observed.authenticated;
  try {
    if (!understood.read) throw understood.error;
    return await answerAs(caller, pipeline, message, understood, observed);
  } finally {
    // A call counts from the next one on: a first getThresholdAndUsageInfo answers 0 (recorded).
    pipeline.store.usage.record(pipeline.clock.now());
  }
}

async function answerAs(
  caller: Caller,
  { contract, dispatcher, publicUrl, faultRules, threshold, timeZone }: SoapContext,
  { request, version }: Message,
  { envelope, operation }: Understood,
  observed: Observed,
): Promise<readonly Buffer[]> {
  const call = {
    caller,
    parameters: readParameters(contract, operation, envelope.body, timeZone),
    integrationCode: observed.trackingIdentifier,
    publicUrl: publicUrl(request),
  };
  const { envelope: answer, outcome } = await dispatcher.answer(operation, call, version, async () =>
    applyFault(await faultRules.match(operation.name), observed, threshold),
  );
  observed.outcome = outcome;
  return answer;
}

function metRule({ id, effect, delayMs = 0 }: FaultRuleInForce): MetRule {
  return { id, effect: effect ? effectText(effect) : 'only delayed', delayMs };
}

/** Does what a fault rule orders before the call; throws what is to be answered in place of it. */
async function applyFault(
  rule: FaultRuleInForce | undefined,
  observed: Observed,
  threshold: number,
): Promise<void> {
  if (!rule) return;
  observed.faultRule = metRule(rule);
  // A call that is delayed does not keep the process when the server closes.
  if (rule.delayMs !== undefined) await wait(rule.delayMs, undefined, { ref: false });
  if (rule.effect?.kind === 'fault') throw new SoapFault('Server', rule.effect.text);
  if (rule.effect?.kind === 'httpStatus') {
    throw new HttpRefusal(rule.effect.status, `${STATUS_CODES[rule.effect.status] ?? rule.effect.status}\n`);
  }
  observed.spoil = rule.effect?.kind;
  // The call is not made: its client cannot know.
  if (observed.spoil === 'connection reset') throw new HttpRefusal(500, '');
  if (observed.spoil === 'expired threshold') {
    throw refusal('thresholdExceeded', { threshold, minutes: TIMEFRAME_MINUTES });
  }
  if (observed.spoil === 'IntegrationCode is invalid.') throw refusal('integrationCodeInvalid');
}

/** A request that could be read, and what it asks for. */
interface Understood {
  readonly read: true;
  readonly envelope: Envelope;
  readonly operation: Operation;
}

function understand(
  { contract, dispatcher }: SoapContext,
  message: Message,
  text: string | SoapFault,
): Understood | { readonly read: false; readonly error: unknown } {
  try {
    if (typeof text !== 'string') throw text;
    const envelope = readEnvelope(text, message.version);
    const foreign = envelope.header.find(
      (block) => mustBeUnderstood(block, message.version) && !isIntegrations(contract, block),
    );
    if (foreign)
      throw new SoapFault('MustUnderstand', sentence('headerNotUnderstood', { header: foreign.local }));
    return {
      read: true,
      envelope,
      operation: dispatcher.find(actionOf(message), envelope.body, message.version),
    };
  } catch (error) {
    return { read: false, error };
  }
}

/** SOAP 1.2 has the action in Content-Type; clients of both versions send SOAPAction. */
function actionOf({ request, contentType, version }: Message): string | undefined {
  const action = request.headers['soapaction'];
  return (
    (version === SOAP_1_2 ? contentType.parameters.get('action') : undefined) ??
    (typeof action === 'string' ? action : undefined)
  );
}

async function authenticate(pipeline: SoapContext, request: IncomingMessage): Promise<Authenticated> {
  const { authentication, clientOf } = pipeline;
  const { authorization, host = '' } = request.headers;
  const authenticated = await authentication.caller(authorization, clientOf(request));
  if (!authenticated) {
    // The realm is the host's name (recorded); what else a header may hold does not get into ours.
    const realm = host.replace(/:\d+$/, '').replace(/[^\w.:[\]-]/g, '');
    throw new HttpRefusal(401, `${sentence('unauthorized')}\n`, {
      headers: { 'WWW-Authenticate': `Basic Realm="${realm}"` },
    });
  }
  if (pipeline.apiOnlyUsers && !authenticated.caller.apiOnly) {
    throw new HttpRefusal(500, errorPage(sentence('apiOnlyUsers')), {
      type: 'text/html',
      sentence: sentence('apiOnlyUsers'),
    });
  }
  return authenticated;
}

/**
 * The page of the framework that the real service runs on. The attributes of the rule have no quotes there
 * either: clients rely on the page being no XML (python-atws), and zeep then tells its user the status.
 */
function errorPage(title: string): string {
  return `<html>
<head><title>${title}</title></head>
<body>
<span><h1>Server Error in '/ATServices' Application.<hr width=100% size=1 color=silver></h1>
<h2><i>${title}</i></h2></span>
</body>
</html>
`;
}

/** Whoever asks for a zone. */
const NOBODY: Caller = {
  resourceId: 0,
  apiOnly: false,
  systemAdministrator: false,
  viewInternalCost: false,
};

function integrationCode(contract: Contract, { header }: Envelope): string | null {
  const code = header
    .find((block) => isIntegrations(contract, block))
    // The elements of the contract are qualified: one of no namespace is another one.
    ?.children.find(
      ({ local, namespace }) => local === 'IntegrationCode' && namespace === contract.namespace,
    );
  return code && !code.nil ? stringValue(code).trim() : null;
}

function isIntegrations({ namespace }: Contract, block: XmlElement): boolean {
  return block.local === 'AutotaskIntegrations' && block.namespace === namespace;
}

/** What a client is told of a failure; the log has the rest. */
function failureFault(error: unknown, request: string): SoapFault {
  return error instanceof StorageFailure
    ? new SoapFault(
        'Server',
        sentence('unableToProcess', {
          problem: sentence('dataFileUnusable', { done: error.done, reason: error.reason }),
        }),
      )
    : new SoapFault('Server', sentence('internalError', { request }));
}

function faultAnswer(fault: SoapFault, version: SoapVersion): HttpAnswer {
  const { status } = version.faults[fault.code];
  return { status, type: version.mediaType, body: faultEnvelope(fault, version) };
}
