import { reasonOf as reasonOfSystem } from '../../input/system-error';
import { StorageFailure, StoreClosed } from '../storage-failure';

/** Stands for all that goes away by itself: what was asked for may be asked for again. */
const AGAIN = 'try again';

const OUTCOME_UNKNOWN = `the connection to it was lost while it stored this, which may be done or not; look, and ${AGAIN} if it is not`;

/** A prepared statement is not there, or is there already. */
const UNANNOUNCED_POOLER =
  'a pooler in front of it gives each transaction another connection; start the server with --database-prepare off';

/** Why PostgreSQL refuses something, by its SQLSTATE or the class of that, in words that go on after a colon. */
const REASONS: Readonly<Record<string, string>> = {
  '08': `the connection to it was lost; ${AGAIN}`,
  '0A000': 'it was brought to another form meanwhile; start the server again',
  25006: `it takes no changes at present, as a standby does; ${AGAIN}`,
  '25P02': `something else of the same transaction failed; ${AGAIN}`,
  26000: UNANNOUNCED_POOLER,
  28000: 'it does not let this user in',
  '28P01': 'the password is wrong for this user, or there is none',
  '3D000': 'there is no such database',
  '3F000': 'there is no schema for the tables, or this user may not use it',
  40: `others wrote the same at the same time; ${AGAIN}`,
  42501: 'this user has no right to; see the GRANTs in docs/scaling.md',
  '42P05': UNANNOUNCED_POOLER,
  '42P01': 'its tables are not there',
  42703: 'its tables are of another form',
  53100: 'its disk is full',
  53200: `it has no memory left; ${AGAIN}`,
  53300: `it takes no more connections; ${AGAIN}, or raise max_connections`,
  53: `it has no room left; ${AGAIN}`,
  '55P03': `another program holds what is needed; ${AGAIN}`,
  57014: `it took too long, or somebody cancelled it; ${AGAIN}`,
  57: `it is being stopped or started; ${AGAIN}`,
  58: 'its disk does not answer',
  XX001: 'it is damaged',
  XX002: 'an index of it is damaged',
};

/** The reasons behind messages of the library without a code. */
const REASONS_BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [
    /^(Connection terminated|Client was closed|Client has encountered|timeout expired)/,
    `the connection to it was lost; ${AGAIN}`,
  ],
  [/does not support SSL/, 'it does not speak TLS, which sslmode asks for'],
  [/sslmode=verify-ca requires/, 'sslmode=verify-ca needs the certificate of an authority in sslrootcert'],
  [/^SASL: /, 'the password is wrong for this user, or there is none'],
];

/** Codes of the system that look like a SQLSTATE. */
const SYSTEM_CODE_LIKE_SQLSTATE = /^E[A-Z]{4}$/;

/** The reasons behind codes of the system and of TLS. */
const REASONS_BY_SYSTEM_CODE: readonly (readonly [RegExp, string])[] = [
  [
    /^(ECONNREFUSED|ENOENT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/,
    `nothing answers there; ${AGAIN} when it runs`,
  ],
  [/^(ECONNRESET|EPIPE|ETIMEDOUT)$/, `the connection to it was lost; ${AGAIN}`],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'there is no host of that name'],
  [
    /SELF_SIGNED|^UNABLE_TO_|^CERT_|^ERR_TLS_/,
    'its certificate is not trusted; sslrootcert names that of its authority',
  ],
];

/** The reason of an error; undefined for what is wrong with a statement of ours, or is no error of the database. */
export function reasonOf(error: unknown): string | undefined {
  const { code, syscall, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (typeof code !== 'string') return REASONS_BY_MESSAGE.find(([said]) => said.test(message))?.[1];
  if (code === 'ENOENT' && syscall === 'open') return 'a file that its URL names is not there';
  if (/^[0-9A-Z]{5}$/.test(code) && !SYSTEM_CODE_LIKE_SQLSTATE.test(code))
    return REASONS[code] ?? REASONS[code.slice(0, 2)];
  return REASONS_BY_SYSTEM_CODE.find(([codes]) => codes.test(code))?.[1] ?? reasonOfSystem(error);
}

/** What the server says when it ends a connection, with the class of connections itself. */
const ENDS_CONNECTION = /^(?:08|57P0|40003)/;

/** Whether a connection was lost, or ended by the server, and not a statement refused. */
export function isOfConnection(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !SYSTEM_CODE_LIKE_SQLSTATE.test(code))
    return ENDS_CONNECTION.test(code);
  return reasonOf(error) !== undefined;
}

/** The failure of a change whose connection was lost before it was answered. */
export function outcomeUnknown(error: unknown): StorageFailure {
  return new StorageFailure(OUTCOME_UNKNOWN, codeOnly(error), 'used', 'database');
}

/** The code of an error: a SQLSTATE, or one of the system. */
export function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** An error in our words: what PostgreSQL says may hold values of rows. */
export function failureOf(error: unknown, isClosed: boolean): unknown {
  if (error instanceof StorageFailure || error instanceof StoreClosed) return error;
  const { name } = error as Error;
  const known = reasonOf(error);
  if (known !== undefined)
    return isClosed ? new StoreClosed() : new StorageFailure(known, codeOnly(error), 'used', 'database');
  if (codeOf(error) === undefined || !/^[0-9A-Z]{5}$/.test(codeOf(error) ?? '')) return error;
  return Object.assign(new Error(`PostgreSQL refuses a statement (${codeOf(error) ?? name})`), {
    code: codeOf(error),
  });
}

function codeOnly(error: unknown): { readonly code: string | undefined } {
  return { code: codeOf(error) };
}
