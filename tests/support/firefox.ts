import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { temporaryFolder, type Login } from './emulator';

const FIREFOX = '/usr/bin/firefox-esr';

export const isFirefoxInstalled = existsSync(FIREFOX);

/** Settings without which Firefox makes connections to other hosts than the emulator. */
const QUIET = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.search.update': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'network.proxy.no_proxies_on': '127.0.0.1',
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'trailhead.firstrun.didSeeAboutWelcome': true,
} as const;

/** A window of Firefox. Playwright needs a Firefox of its own; Debian's is driven by its Marionette protocol. */
export interface Firefox {
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Clicks what a CSS selector finds, as a person does. */
  click(selector: string): Promise<void>;
  type(selector: string, text: string): Promise<void>;
  logIn(origin: string, login: Login): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Lets the person prefer light or dark colours. */
  prefer(scheme: 'light' | 'dark'): Promise<void>;
  /** A PNG of the window. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

export async function launchFirefox(): Promise<Firefox> {
  const folder = temporaryFolder();
  const port = await freePort();
  const preferences = { ...QUIET, 'marionette.port': port };
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`,
  );
  writeFileSync(path.join(folder.path, 'user.js'), lines.join(''));
  // With access to the system, settings are changed while it runs.
  const flags = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote'];
  const firefox = spawn(FIREFOX, [...flags, '--profile', folder.path], {
    stdio: 'ignore',
    env: { ...process.env, HOME: folder.path },
  });
  const ended = once(firefox, 'exit');
  const socket = await connected(port);
  const command = commandsOf(socket);
  const find = async (selector: string): Promise<string> => {
    const found = await command<Record<string, string>>('WebDriver:FindElement', {
      using: 'css selector',
      value: selector,
    });
    return Object.values(found)[0] ?? '';
  };
  const click = async (selector: string): Promise<void> => {
    await command('WebDriver:ElementClick', { id: await find(selector) });
  };
  const type = async (selector: string, text: string): Promise<void> => {
    await command('WebDriver:ElementSendKeys', { id: await find(selector), text });
  };
  const evaluate = <T>(expression: string): Promise<T> =>
    command<T>('WebDriver:ExecuteScript', { script: `return (${expression});`, args: [] });
  const open = async (url: string): Promise<void> => {
    await command('WebDriver:Navigate', { url });
  };
  await command('WebDriver:NewSession', { strictFileInteractability: false });
  return {
    open,
    evaluate,
    click,
    type,
    logIn: async (origin, { user, password }) => {
      await open(`${origin}/admin/log-in`);
      await type('input[name="userName"]', user);
      await type('input[name="password"]', password);
      await click('main form button');
    },
    resize: async (width, height) => {
      await command('WebDriver:SetWindowRect', { width, height });
      const [inside, around] = await evaluate<number[]>('[innerWidth, outerHeight - innerHeight]');
      if (inside !== width || around !== 0)
        await command('WebDriver:SetWindowRect', {
          width: width + width - (inside ?? width),
          height: height + (around ?? 0),
        });
    },
    prefer: async (scheme) => {
      const value = scheme === 'dark' ? 0 : 1;
      const script = `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${value})`;
      await command('Marionette:SetContext', { value: 'chrome' });
      await command('WebDriver:ExecuteScript', { script, args: [] });
      await command('Marionette:SetContext', { value: 'content' });
    },
    screenshot: async () =>
      Buffer.from(await command<string>('WebDriver:TakeScreenshot', { full: false }), 'base64'),
    close: async () => {
      await command('Marionette:Quit', { flags: ['eForceQuit'] });
      socket.destroy();
      await ended;
      folder.remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Firefox listens some time after it has started. */
async function connected(port: number): Promise<net.Socket> {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      await wait(100);
    }
  }
}

/**
 * Sends commands and waits for their answers: messages of Marionette are `length:JSON`, `[0, id, name, parameters]` there
 * and `[1, id, error, result]` back, one after the other.
 */
function commandsOf(socket: net.Socket): <T>(name: string, parameters: object) => Promise<T> {
  let bytes = Buffer.alloc(0);
  let last = 0;
  const waiting = new Map<number, (error: unknown, result: unknown) => void>();
  socket.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    for (;;) {
      const colon = bytes.indexOf(':');
      const end = colon + 1 + Number(bytes.toString('latin1', 0, Math.max(0, colon)));
      if (colon < 0 || bytes.length < end) return;
      const message: unknown = JSON.parse(bytes.toString('utf8', colon + 1, end));
      bytes = bytes.subarray(end);
      // The first one is the greeting.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message as [number, number, unknown, unknown];
      waiting.get(id)?.(error, result);
      waiting.delete(id);
    }
  });
  return async <T>(name: string, parameters: object): Promise<T> => {
    last += 1;
    const answer = new Promise<unknown>((resolve, reject) => {
      waiting.set(last, (error, result) => {
        if (error === null) resolve(result);
        else reject(new Error(`${name}: ${JSON.stringify(error)}`));
      });
    });
    const text = JSON.stringify([0, last, name, parameters]);
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    const result = await answer;
    return (isValue(result) ? result.value : result) as T;
  };
}

function isValue(result: unknown): result is { readonly value: unknown } {
  return typeof result === 'object' && result !== null && 'value' in result;
}
