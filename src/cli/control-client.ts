import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { readConfig } from '../config';
import { DataFileError } from '../store/data-file-error';
import { configSources } from './config-file';

/** The server refused; the message is its own. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}

/** Flags that say which server. */
export interface ServerFlags {
  readonly url: string;
  readonly token?: string;
}

/** Flags that say which server, or which data file. */
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
export interface ControlClient {
  get(path: string): Promise<unknown>;
  getText(path: string): Promise<string>;
  post(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  delete(path: string): Promise<void>;
}

/** Works with a running server, or with one that is started on a data file for as long as the work takes. */
export async function withControl<T>(
  { url, token, data }: TargetFlags,
  work: (client: ControlClient) => Promise<T>,
): Promise<T> {
  if (data === undefined) return work(controlClient(new URL(url).origin, token));
  if (!existsSync(data)) throw new DataFileError(`There is no data file ${data}.`);
  const settings = await readConfig({}, configSources(undefined));
  const { startEmulator } = await import('../emulator.js');
  const emulator = await startEmulator({
    data,
    port: 0,
    bcryptCost: settings.bcryptCost,
    smtpUrl: settings.smtpUrl,
    // Links in messages lead to where people will find the server, not to this one.
    publicUrl: settings.publicUrl ?? new URL(url).origin,
  });
  try {
    return await work(controlClient(emulator.origin, undefined));
  } finally {
    await emulator.close();
  }
}

function controlClient(origin: string, token: string | undefined): ControlClient {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    let response: Response;
    try {
      response = await fetch(`${origin}/_emulator${path}`, { ...init, headers });
    } catch {
      throw new ControlRefused(
        `There is no server at ${origin}. Start one with atws serve, or name a --data file.`,
      );
    }
    if (response.ok) return response;
    const { detail } = (await response.json()) as { readonly detail?: string };
    throw new ControlRefused(detail ?? `HTTP ${response.status}`);
  }
  return {
    get: async (path) => (await send(path, {})).json(),
    getText: async (path) => (await send(path, {})).text(),
    post: async (path, body) => {
      const answer = await send(path, { method: 'POST', body: JSON.stringify(body) });
      return answer.status === 204 ? undefined : answer.json();
    },
    put: async (path, body) => (await send(path, { method: 'PUT', body: JSON.stringify(body) })).json(),
    delete: async (path) => {
      await send(path, { method: 'DELETE' });
    },
  };
}
