import type { Login } from '../support/emulator';

/** Who calls. */
export interface Session {
  readonly login: Login | null;
  /** The tracking identifier; null sends no header. */
  readonly code: string | null;
  /** That of the contract; left out, the one of 1.6. */
  readonly namespace?: string;
  /** Left out, 1.1. */
  readonly soap?: '1.2';
}

/** Calls a driver understands: its name, then its parameters. */
export type ClientCall =
  | readonly ['entities']
  | readonly ['fields', entity: string]
  | readonly ['query', xml: string]
  | readonly ['page', entity: string, size: number]
  | readonly ['modify', xml: string, changes: Readonly<Record<string, unknown>>]
  | readonly ['update', resources: readonly Readonly<Record<string, unknown>>[]]
  | readonly ['create', entity: string, all: readonly Readonly<Record<string, unknown>>[]]
  | readonly ['usage']
  | readonly ['zone', user: string]
  | readonly ['version'];

/** What a call came to, as the client's user sees it: a value, a SOAP fault, or an HTTP error. */
export interface Outcome {
  readonly ok?: unknown;
  readonly fault?: { readonly code: string | null; readonly message: string };
  readonly http?: { readonly status: number | null; readonly message: string };
}

/** A value of an entity, with the type the client made of it. */
export interface TypedValue {
  readonly type: string;
  readonly value: unknown;
}

/** An ATWSResponse as a driver reports it. */
export interface ClientAnswer {
  readonly returnCode: number;
  readonly type: string | null;
  readonly errors: readonly string[];
  readonly entities: readonly Readonly<Record<string, TypedValue>>[];
}

/** One SOAP stack, and what is its own about it. */
export interface Client {
  readonly name: string;
  /** The apt package to install; undefined when the client can run here. */
  readonly missing: string | undefined;
  /** What it makes of the schema types. */
  readonly types: Readonly<
    Record<'id' | 'boolean' | 'int' | 'string' | 'dateTime' | 'decimal' | 'double', string>
  >;
  /** Whether it sends values with `xsi:type`. One that does not sends an empty text as an empty object. */
  readonly sendsTypes: boolean;
  /** What it makes of an empty element: nothing, or an empty text. */
  readonly emptyIsNull: boolean;
  /** Whether its users can tell it to send SOAP 1.2 to a service whose WSDL has 1.1. */
  readonly speaksSoap12: boolean;
  /** How it reports a wrong password. */
  readonly unauthorized: RegExp;
  run(wsdlUrl: string, session: Session, calls: readonly ClientCall[]): Promise<readonly Outcome[]>;
}
