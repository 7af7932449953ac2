import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import type { Caller } from '../operations/operation';
import { sentence } from '../refusals';
import type { Store } from '../store/store';
import type { Authentication } from './authentication';
import { readBody } from './body';
import type { Contract, Operation } from './contract';
import { Dispatcher } from './dispatch';
import { readEnvelope, type Envelope, type XmlElement } from './envelope';
import { SoapFault } from './faults';
import { HttpRefusal, send, type HttpAnswer } from './http-answer';
import { readParameters } from './parameters';
import { faultEnvelope } from './response';

/** What the pipeline works with. */
export interface Pipeline {
  readonly contract: Contract;
  readonly dispatcher: Dispatcher;
  readonly authentication: Authentication;
  readonly store: Store;
  readonly clock: Clock;
  /** Only users whose security level is API-only may call. */
  readonly apiOnlyUsers: boolean;
  /** Bytes a request may have, unpacked. */
  readonly maxBody: number;
  /** How clients reach this server, as far as the request tells. */
  readonly publicUrl: (request: IncomingMessage) => string;
  /** Told about what should not happen; `request` stands in the fault, too. */
  readonly failed: (error: unknown, request: string) => void;
}

/** Answers one POST to the endpoint, whatever it holds. */
export async function answerPost(
  pipeline: Pipeline,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  send(response, await answer(pipeline, request));
}

async function answer(pipeline: Pipeline, request: IncomingMessage): Promise<HttpAnswer> {
  try {
    return { status: 200, type: 'text/xml', body: await answerCall(pipeline, request) };
  } catch (error) {
    if (error instanceof HttpRefusal) return error.answer;
    if (error instanceof SoapFault) return faultAnswer(error);
    const id = randomUUID();
    pipeline.failed(error, id);
    return faultAnswer(new SoapFault('Server', sentence('internalError', { request: id })));
  }
}

/** The order of checks: content type and size, log-in, envelope, headers, operation, its own rules. */
async function answerCall(pipeline: Pipeline, request: IncomingMessage): Promise<string> {
  const understood = understand(pipeline, request, await readBody(request, pipeline.maxBody));
  if (understood.read && Dispatcher.isAnonymous(understood.operation)) {
    return answerAs(NOBODY, pipeline, request, understood);
  }
  // .NET and Perl send credentials only when challenged, so log-in comes before any fault.
  const caller = await authenticate(pipeline, request);
  try {
    if (!understood.read) throw understood.error;
    return await answerAs(caller, pipeline, request, understood);
  } finally {
    // A call counts from the next one on: a first getThresholdAndUsageInfo answers 0 (recorded).
    pipeline.store.usage.record(pipeline.clock.now());
  }
}

function answerAs(
  caller: Caller,
  { contract, dispatcher, publicUrl }: Pipeline,
  request: IncomingMessage,
  { envelope, operation }: Understood,
): Promise<string> {
  return dispatcher.answer(operation, {
    caller,
    parameters: readParameters(contract, operation, envelope.body),
    integrationCode: integrationCode(contract, envelope),
    publicUrl: publicUrl(request),
  });
}

/** A request that could be read, and what it asks for. */
interface Understood {
  readonly read: true;
  readonly envelope: Envelope;
  readonly operation: Operation;
}

function understand(
  { contract, dispatcher }: Pipeline,
  request: IncomingMessage,
  text: string,
): Understood | { readonly read: false; readonly error: unknown } {
  try {
    const envelope = readEnvelope(text);
    const foreign = envelope.header.find((block) => block.mustUnderstand && !isIntegrations(contract, block));
    if (foreign)
      throw new SoapFault('MustUnderstand', sentence('headerNotUnderstood', { header: foreign.local }));
    const action = request.headers['soapaction'];
    return {
      read: true,
      envelope,
      operation: dispatcher.find(typeof action === 'string' ? action : undefined, envelope.body),
    };
  } catch (error) {
    return { read: false, error };
  }
}

async function authenticate(pipeline: Pipeline, request: IncomingMessage): Promise<Caller> {
  const { authentication } = pipeline;
  const { authorization, host = '' } = request.headers;
  const caller = await authentication.caller(authorization, String(request.socket.remoteAddress));
  if (!caller) {
    // The realm is the host's name (recorded); what else a header may hold does not get into ours.
    const realm = host.replace(/:\d+$/, '').replace(/[^\w.:[\]-]/g, '');
    throw new HttpRefusal(401, `${sentence('unauthorized')}\n`, {
      headers: { 'WWW-Authenticate': `Basic Realm="${realm}"` },
    });
  }
  if (pipeline.apiOnlyUsers && !caller.apiOnly) {
    throw new HttpRefusal(500, errorPage(sentence('apiOnlyUsers')), { type: 'text/html' });
  }
  return caller;
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
    ?.children.find(({ local }) => local === 'IntegrationCode');
  return code && !code.nil ? code.text.trim() : null;
}

function isIntegrations({ namespace }: Contract, block: XmlElement): boolean {
  return block.local === 'AutotaskIntegrations' && block.namespace === namespace;
}

/** Faults are HTTP 500 (WS-I Basic Profile R1126). */
function faultAnswer(fault: SoapFault): HttpAnswer {
  return { status: 500, type: 'text/xml', body: faultEnvelope(fault) };
}
