import { Option, type Command } from 'commander';
import { readConfig } from '../config/read';
import { settingsSources } from '../config/file';
import { requireDataFile } from './data-file';
import { serverOf } from './endpoint';
import { notOurs, probe, unreachable } from './unreachable';

/** A refusal of the server, with its message. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
}

/** The flags of a server: its URL and token. */
export interface ServerFlags {
  readonly url: string;
  readonly token?: string;
}

/** The flags of a server or a data file. */
export interface TargetFlags extends ServerFlags {
  readonly data?: string;
}

/** Adds the flags of `TargetFlags` to a command. */
export function withTarget(command: Command): Command {
  return withServer(command).addOption(
    new Option('--data <file>', 'a data file instead of a running server'),
  );
}

/** Adds the flags of `ServerFlags` to a command. */
export function withServer(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'a running server').env('ATWS_URL').default('http://127.0.0.1:8016'))
    .addOption(new Option('--token <token>', 'its bearer token, if it has one').env('ATWS_CONTROL_TOKEN'));
}

/** The JSON API of one server. */
export interface ApiClient {
  get(path: string): Promise<unknown>;
  getText(path: string): Promise<string>;
  post(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  patch(path: string, body: object): Promise<unknown>;
  delete(path: string): Promise<void>;
}

/** Runs `work` with the JSON API of a running server, or of one that is started on a data file for the duration. */
export async function withApi<T>(
  { url, token, data }: TargetFlags,
  work: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const server = serverOf(url);
  if (data === undefined) {
    await requireOurs(server);
    return work(apiClient(server, token));
  }
  requireDataFile(data);
  const settings = await readConfig(settingsSources({}, undefined));
  const { startEmulator } = await import('../server/emulator.js');
  const emulator = await startEmulator({
    data,
    port: 0,
    bcryptCost: settings.bcryptCost,
    smtpUrl: settings.smtpUrl,
    mailFrom: settings.mailFrom,
    confirmationHours: settings.confirmationHours,
    timeZone: settings.timeZone,
    // Links in messages lead to the permanent server, not to this one.
    publicUrl: settings.publicUrl ?? server,
  });
  try {
    return await work(apiClient(emulator.origin, undefined));
  } finally {
    await emulator.close();
  }
}

/** Throws an Unreachable where there is no server, or one of another program. */
async function requireOurs(origin: string): Promise<void> {
  const { status, text } = await probe(`${origin}/_emulator/healthz`);
  if (status !== 200 || text !== 'ok\n') {
    throw notOurs(origin, `it does not know /_emulator/healthz (HTTP ${status})`);
  }
}

function apiClient(origin: string, token: string | undefined): ApiClient {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    let response: Response;
    try {
      response = await fetch(`${origin}/_emulator${path}`, { ...init, headers });
    } catch (error) {
      throw unreachable(error, origin);
    }
    if (response.ok) return response;
    if (response.status === 401) {
      throw new ApiRefused(
        token === undefined
          ? `The server at ${origin} wants its token: give it with --token or ATWS_CONTROL_TOKEN.`
          : `The token is not that of the server at ${origin}: give its own with --token or ATWS_CONTROL_TOKEN.`,
      );
    }
    const { detail } = await json<{ readonly detail?: string }>(response);
    throw new ApiRefused(detail ?? `The server at ${origin} answers HTTP ${response.status}.`);
  }
  async function json<T>(response: Response): Promise<T> {
    try {
      return (await response.json()) as T;
    } catch {
      throw notOurs(origin, `it answers HTTP ${response.status} with something else than JSON`);
    }
  }
  return {
    get: async (path) => json(await send(path, {})),
    getText: async (path) => (await send(path, {})).text(),
    post: async (path, body) => {
      const answer = await send(path, { method: 'POST', body: JSON.stringify(body) });
      return answer.status === 204 ? undefined : json(answer);
    },
    put: async (path, body) => (await send(path, { method: 'PUT', body: JSON.stringify(body) })).json(),
    patch: async (path, body) => (await send(path, { method: 'PATCH', body: JSON.stringify(body) })).json(),
    delete: async (path) => {
      await send(path, { method: 'DELETE' });
    },
  };
}
