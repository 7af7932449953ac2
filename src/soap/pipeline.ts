import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../runtime/clock';
import type { TimeZone } from '../entities/time-zone';
import type { Caller } from '../operations/operation';
import type { Client } from '../runtime/client';
import { sentence } from '../refusals/refusal';
import { StorageFailure } from '../store/storage-failure';
import type { Store } from '../store/store';
import { piecesOf, sizeOf } from '../runtime/answer-body';
import type { Authenticated, Authentication } from './authentication';
import { bodyForm, readBody, unsupportedMediaType } from './body';
import { readContentType, type ContentType } from '../http/content-type';
import type { Contract, Operation } from './contract';
import { Dispatcher } from './dispatch';
import { readEnvelope, type Envelope } from './envelope';
import { integrationCode, requireUnderstood } from './headers';
import type { XmlElement } from '../xml/element';
import type { FaultRules } from '../store/emulator/fault-rules';
import { applyFault, deliver, type Affected } from './fault-effects';
import { SoapFault } from './faults';
import { ClientGone, headersOf, HttpRefusal, type HttpAnswer } from '../http/answer';
import { goneOf } from '../http/client-of';
import type { SharedMemory } from '../http/request-memory';
import type { AnsweredCall, Outcome } from '../runtime/journal';
import { readParameters, takesEntities } from './parameters';
import { faultEnvelope } from './response';
import { SOAP_1_1, SOAP_1_2, versionOf, type SoapVersion } from '../http/soap-version';

/** The services and settings of the SOAP pipeline. */
export interface SoapContext {
  readonly contract: Contract;
  /** The contract with the entities that the tenant declares. */
  readonly wholeContract: () => Promise<Contract>;
  readonly dispatcher: Dispatcher;
  readonly authentication: Authentication;
  readonly store: Store;
  readonly clock: Clock;
  /** The zone that dates with an offset are converted to. */
  readonly timeZone: TimeZone;
  /** Whether only users with an API-only security level may call. */
  readonly apiOnlyUsers: boolean;
  /** The limit of a request, in bytes after decompression. */
  readonly maxBody: number;
  /** For the bodies of callers that are not known yet. */
  readonly strangersMemory: SharedMemory;
  /** The public URL by the headers of a request. */
  readonly publicUrl: (request: IncomingMessage) => string;
  /** The client of a request. */
  readonly clientOf: (request: IncomingMessage) => Client;
  readonly faultRules: FaultRules;
  /** Requests an hour, for the text of a fault rule. */
  readonly threshold: number;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /**
   * Called after each answer. `root`: the root element of the request, where it was read; `isForgotten`: a resource was
   * erased meanwhile, whose data the call may contain.
   */
  readonly answered: (
    entry: AnsweredCall,
    about: { readonly request: string; readonly resourceId: number | null },
    root: XmlElement | undefined,
    isForgotten: boolean,
  ) => void;
  /** Logs an unexpected error; `request`: the id that the fault has, too. */
  readonly failed: (error: unknown, request: string) => void;
}

/** The outcome of an answer without a result of an operation. */
const NO_OUTCOME: Outcome = { returnCode: null, message: null, rows: null };

/** The properties of a call for journal, log and metrics, filled as they become known. */
interface Observed extends Affected {
  text: string;
  /** The root element of the text. */
  root: XmlElement | undefined;
  operation: string | null;
  trackingIdentifier: string | null;
  authenticated: Authenticated | undefined;
  /** `SharedState.erasures` as it was when the request had been read. */
  erasures: number | undefined;
  outcome: Outcome;
}

/** A request with the content type of a SOAP message. */
interface Message {
  readonly request: IncomingMessage;
  readonly contentType: ContentType;
  readonly version: SoapVersion;
}

/** Answers a POST to the endpoint. */
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
    root: undefined,
    operation: null,
    trackingIdentifier: null,
    authenticated: undefined,
    erasures: undefined,
    outcome: NO_OUTCOME,
    faultRule: null,
    damage: undefined,
  };
  const given = await answerOf(pipeline, request, observed, id);
  // The client closed the connection before its request was complete.
  if (!given) return;
  // Spread last: members behind a spread take V8 ten times as long.
  const { status, type, body } = given;
  const answer: HttpAnswer = { status, type, body, headers: { 'X-Request-Id': id, ...given.headers } };
  const { authenticated } = observed;
  // Only existing user names are logged: an unknown one may be that of a redacted person.
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
        observed.damage === 'connection reset' ? {} : headersOf(answer, sizeOf(piecesOf(answer.body))),
      request: observed.text,
      response: answer.body,
    },
    { request: id, resourceId: authenticated?.caller.resourceId ?? null },
    observed.root,
    observed.erasures !== undefined && observed.erasures !== store.state.last.erasures,
  );
  deliver(response, answer, observed.damage);
}

/** The answer to a POST; undefined where the client closed the connection before the request was complete. */
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

/**
 * Checks a request in this order: content type and size, log-in, envelope, headers, operation, its own rules. Where the
 * SOAPAction names an operation that needs a log-in, nothing of the body is read before it.
 */
async function answerCall(
  pipeline: SoapContext,
  message: Message,
  observed: Observed,
): Promise<readonly Buffer[]> {
  const { request, contentType } = message;
  const { maxBody: limit, dispatcher, strangersMemory } = pipeline;
  const charset = contentType.parameters.get('charset')?.toLowerCase();
  const form = bodyForm(request, charset, limit);
  const named = dispatcher.byAction(actionOf(message));
  if (named && !Dispatcher.isAnonymous(named)) {
    observed.operation = named.name;
    const { bytesRead } = request.socket;
    observed.authenticated = await authenticate(pipeline, request);
    return answerBody(
      pipeline,
      message,
      observed,
      () => readBody(request, form, { limit, share: undefined }),
      bytesRead,
    );
  }
  const share = strangersMemory.share();
  try {
    return await answerBody(pipeline, message, observed, () => readBody(request, form, { limit, share }));
  } finally {
    share.giveBack();
  }
}

/** `bytesRead`: of the connection, when the caller was looked up; undefined when that comes after the body. */
async function answerBody(
  pipeline: SoapContext,
  message: Message,
  observed: Observed,
  read: () => Promise<string | SoapFault>,
  bytesRead?: number,
): Promise<readonly Buffer[]> {
  const { request } = message;
  const text = await read();
  // The caller's rights can change while a body is on its way. If nothing has come since, all of it was there.
  const isKnown = request.socket.bytesRead === bytesRead;
  if (typeof text === 'string') observed.text = text;
  // Of a body that was there already, the look-up of the caller has told all.
  if (!isKnown) await pipeline.store.logins.look();
  observed.erasures = pipeline.store.state.last.erasures;
  const parsed = parseRequest(pipeline, message, text);
  observed.operation = parsed.ok ? parsed.operation.name : null;
  if (parsed.ok) {
    observed.root = parsed.envelope.root;
    observed.trackingIdentifier = integrationCode(parsed.envelope, pipeline.contract);
    if (Dispatcher.isAnonymous(parsed.operation)) {
      return answerAs(ANONYMOUS, pipeline, message, parsed, observed);
    }
  }
  // .NET and Perl send credentials only when challenged, so the log-in comes before any fault.
  if (!isKnown || !observed.authenticated) observed.authenticated = await authenticate(pipeline, request);
  const { caller } = observed.authenticated;
  try {
    if (!parsed.ok) throw parsed.error;
    return await answerAs(caller, pipeline, message, parsed, observed);
  } finally {
    // A call counts from the next one on: a first getThresholdAndUsageInfo answers 0 (recorded).
    pipeline.store.usage.record(pipeline.clock.now());
  }
}

async function answerAs(
  caller: Caller,
  { contract, wholeContract, dispatcher, publicUrl, faultRules, threshold, timeZone, closing }: SoapContext,
  { request, version }: Message,
  { envelope, operation }: ParsedRequest,
  observed: Observed,
): Promise<readonly Buffer[]> {
  // Most calls send no entities, and need no look at what the tenant declares.
  const declares = takesEntities(operation) ? await wholeContract() : contract;
  const call = {
    caller,
    parameters: readParameters(declares, operation, envelope.body, timeZone),
    integrationCode: observed.trackingIdentifier,
    publicUrl: publicUrl(request),
    isGone: goneOf(request),
  };
  const { envelope: answer, outcome } = await dispatcher.answer(operation, call, version, async () =>
    applyFault(await faultRules.match(operation.name), observed, threshold, closing),
  );
  observed.outcome = outcome;
  return answer;
}

/** A parsed request and its operation. */
interface ParsedRequest {
  readonly ok: true;
  readonly envelope: Envelope;
  readonly operation: Operation;
}

function parseRequest(
  { contract, dispatcher }: SoapContext,
  message: Message,
  text: string | SoapFault,
): ParsedRequest | { readonly ok: false; readonly error: unknown } {
  try {
    if (typeof text !== 'string') throw text;
    const envelope = readEnvelope(text, message.version);
    requireUnderstood(envelope, contract, message.version);
    return {
      ok: true,
      envelope,
      operation: dispatcher.find(actionOf(message), envelope.body, message.version),
    };
  } catch (error) {
    return { ok: false, error };
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
    // The realm is the host's name (recorded), without characters that could inject into the header.
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
 * The error page of the framework of the real service. As there, the attributes of `hr` have no quotes: clients rely on
 * the page not being XML (python-atws), and zeep then reports the status.
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

/** The caller of an operation without log-in. */
const ANONYMOUS: Caller = {
  resourceId: 0,
  apiOnly: false,
  systemAdministrator: false,
  viewInternalCost: false,
};

/** The fault of an unexpected error, without details, which the log has. */
function failureFault(error: unknown, request: string): SoapFault {
  return error instanceof StorageFailure
    ? new SoapFault(
        'Server',
        sentence('unableToProcess', {
          problem: sentence('dataFileUnusable', { what: error.what, done: error.done, reason: error.reason }),
        }),
      )
    : new SoapFault('Server', sentence('internalError', { request }));
}

function faultAnswer(fault: SoapFault, version: SoapVersion): HttpAnswer {
  const { status } = version.faults[fault.code];
  return { status, type: version.mediaType, body: faultEnvelope(fault, version) };
}
