// Finds the operation of a request and runs its handler.

import { failure, type AtwsResponse } from '../operations/atws-response';
import { CacheableAnswer } from '../operations/cacheable-answer';
import { OPERATIONS } from '../operations/index';
import { notServed } from '../operations/not-served';
import type { Answer, Call } from '../operations/operation';
import type { Outcome } from '../runtime/journal';
import { Refusal, refusal, sentence } from '../refusals/refusal';
import type { Contract, Operation } from './contract';
import type { XmlElement } from '../xml/element';
import { SoapFault, faultOf } from './faults';
import type { SoapVersion } from '../http/soap-version';
import type { Limits } from './limits';
import type { ResponseWriter } from './response';
import type { EmulatorContext } from '../operations/emulator-context';

/** The only operation without log-in and tracking identifier (vendor documentation). */
const ANONYMOUS = 'getZoneInfo';

/** The only operation that accepts an invalid tracking identifier, as it reports on its validity. */
const WITHOUT_TRACKING = 'IntegrationCodeCheck';

/** The envelope that answers a call, and what is in it. */
export interface Answered {
  readonly envelope: readonly Buffer[];
  readonly outcome: Outcome;
}

/** Finds the operation of a call, runs it, and writes its answer or refusal. */
export class Dispatcher {
  readonly #emulator: EmulatorContext;
  readonly #writer: ResponseWriter;
  readonly #byAction: ReadonlyMap<string, Operation>;
  readonly #byElement: ReadonlyMap<string, Operation>;
  readonly #contract: Contract;
  readonly #limits: Limits;

  constructor(contract: Contract, emulator: EmulatorContext, writer: ResponseWriter, limits: Limits) {
    this.#limits = limits;
    this.#contract = contract;
    this.#emulator = emulator;
    this.#writer = writer;
    // Most clients send the quotes of SOAP 1.1; some do not.
    this.#byAction = new Map(
      contract.operations.flatMap((operation) => [
        [`"${operation.action}"`, operation],
        [operation.action, operation],
      ]),
    );
    this.#byElement = new Map(contract.operations.map((operation) => [operation.requestElement, operation]));
  }

  /**
   * The operation by its SOAPAction, quoted or not, as in the real service; without one, by the body element. Throws a
   * SoapFault of an unknown operation.
   */
  find(soapAction: string | undefined, body: XmlElement | undefined, version: SoapVersion): Operation {
    const operation = this.byAction(soapAction);
    if (operation) return operation;
    const action = plainAction(soapAction);
    if (action !== '') {
      throw new SoapFault('Client', sentence(version.actionUnknown, { action }));
    }
    const named = body?.namespace === this.#contract.namespace ? this.#byElement.get(body.local) : undefined;
    if (!named) throw new SoapFault('Client', sentence('requestElementUnknown'));
    return named;
  }

  /** The operation of a SOAPAction, quoted or not; undefined for an unknown one. */
  byAction(soapAction: string | undefined): Operation | undefined {
    return this.#byAction.get(soapAction ?? '') ?? this.#byAction.get(plainAction(soapAction));
  }

  /** Whether an operation needs no log-in. */
  static isAnonymous(operation: Operation): boolean {
    return operation.name === ANONYMOUS;
  }

  /**
   * The envelope that answers a call. `beforeOperation` runs first, while the call counts for the thread
   * limit. Throws a SoapFault for a refusal of an operation whose result has no Errors.
   */
  async answer(
    operation: Operation,
    call: Call,
    version: SoapVersion,
    beforeOperation: () => Promise<void>,
  ): Promise<Answered> {
    const handler = OPERATIONS.get(operation.name) ?? notServed(operation.name);
    const work = async (): Promise<Answered> => {
      await beforeOperation();
      await this.#checkTracking(operation, call);
      const answer = await handler(this.#emulator, call);
      return { envelope: this.#writer.envelope(operation, answer, version), outcome: outcomeOf(answer) };
    };
    try {
      return await (Dispatcher.isAnonymous(operation) ? work() : this.#limits.within(call, work));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!this.#hasErrors(operation)) throw faultOf(error);
      const outcome = { returnCode: -1, message: error.message, rows: null } as const;
      return { envelope: this.#writer.envelope(operation, failure(error), version), outcome };
    }
  }

  async #checkTracking({ name }: Operation, { integrationCode }: Call): Promise<void> {
    const { api, store } = this.#emulator;
    if (name === ANONYMOUS || name === WITHOUT_TRACKING || !api.isRestricted) return;
    const { tenant } = store;
    if (integrationCode === null || !(await tenant.isTrackingIdentifier(integrationCode))) {
      throw refusal('integrationCodeInvalid');
    }
  }

  #hasErrors({ result }: Operation): boolean {
    const members = this.#contract.types.get(result.type)?.members ?? [];
    return ['ReturnCode', 'Errors'].every((wanted) => members.some(({ name }) => name === wanted));
  }
}

function outcomeOf(given: Answer | CacheableAnswer): Outcome {
  const answer = given instanceof CacheableAnswer ? given.answer : given;
  if (Array.isArray(answer)) return { returnCode: null, message: null, rows: answer.length };
  const {
    ReturnCode = null,
    EntityResults,
    EntityResultType = '',
  } = (typeof answer === 'string' ? {} : answer) as Partial<AtwsResponse>;
  return {
    returnCode: ReturnCode,
    message: null,
    rows: EntityResultType === '' ? null : (EntityResults?.ids.length ?? null),
  };
}

function plainAction(soapAction = ''): string {
  return soapAction
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
}

/** Operations of a contract and handlers must match, or one of the two was misspelt. */
export function checkOperations(contract: Contract): void {
  const declared = new Set(contract.operations.map(({ name }) => name));
  const unhandled = [...declared].filter((name) => !OPERATIONS.has(name));
  const undeclared = [...OPERATIONS.keys()].filter((name) => !declared.has(name));
  if (unhandled.length + undeclared.length > 0) {
    throw new Error(
      `The WSDL and the operations differ. Without a handler: ${unhandled.join(', ') || 'none'}.` +
        ` Without a declaration: ${undeclared.join(', ') || 'none'}.`,
    );
  }
}
