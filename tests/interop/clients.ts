import { spawn } from 'node:child_process';
import path from 'node:path';
import { LOGINS, TRACKING_IDENTIFIER } from '../support/emulator';
import { pythonWith, works } from '../support/programs';
import type { Client, ClientCall, Outcome, Session, TypedValue } from './client';
import { runNodeSoap } from './node-client';

const PYTHON = pythonWith('zeep');
const PYTHON_WITH_SUDS = pythonWith('suds');

export const CLIENTS: readonly Client[] = [
  {
    name: 'zeep',
    missing: PYTHON === undefined ? 'python3-zeep' : undefined,
    types: {
      id: 'int',
      boolean: 'bool',
      int: 'int',
      string: 'str',
      dateTime: 'datetime',
      decimal: 'Decimal',
      double: 'float',
    },
    sendsTypes: false,
    emptyIsNull: true,
    speaksSoap12: false,
    unauthorized: /^Server returned response \(401\)/,
    run: (wsdlUrl, session, calls) => runDriver(PYTHON ?? '', 'zeep_client.py', wsdlUrl, session, calls),
  },
  {
    name: 'suds',
    missing: PYTHON_WITH_SUDS === undefined ? 'python3-suds' : undefined,
    types: {
      id: 'int',
      boolean: 'bool',
      int: 'int',
      string: 'Text',
      dateTime: 'datetime',
      decimal: 'Decimal',
      double: 'float',
    },
    sendsTypes: false,
    emptyIsNull: false,
    speaksSoap12: false,
    unauthorized: /^Unauthorized$/,
    run: (wsdlUrl, session, calls) =>
      runDriver(PYTHON_WITH_SUDS ?? '', 'suds_client.py', wsdlUrl, session, calls),
  },
  {
    name: 'PHP SoapClient',
    missing: works('php', ['-r', "exit(extension_loaded('soap') ? 0 : 1);"])
      ? undefined
      : 'php-cli and php-soap',
    types: {
      id: 'int',
      boolean: 'bool',
      int: 'int',
      string: 'string',
      dateTime: 'string',
      decimal: 'string',
      double: 'float',
    },
    sendsTypes: false,
    emptyIsNull: false,
    speaksSoap12: true,
    unauthorized: /^Unauthorized$/,
    run: (wsdlUrl, session, calls) => runDriver('php', 'php_client.php', wsdlUrl, session, calls),
  },
  {
    name: 'node-soap',
    missing: undefined,
    types: {
      id: 'number',
      boolean: 'xsd:boolean',
      int: 'xsd:int',
      string: 'xsd:string',
      dateTime: 'xsd:dateTime',
      decimal: 'xsd:decimal',
      double: 'xsd:double',
    },
    sendsTypes: true,
    emptyIsNull: false,
    speaksSoap12: true,
    unauthorized: /^Invalid XML$/,
    run: runNodeSoap,
  },
];

/**
 * Describes what holds for every client. Where one is not installed, its tests are skipped and say so; in CI,
 * where they must run, they fail.
 */
export function describeClients(tests: (client: Client) => void, clients = CLIENTS): void {
  for (const client of clients) {
    blockFor(client)(client.name, () => {
      tests(client);
    });
  }
}

function blockFor(client: Client): jest.Describe {
  if (client.missing === undefined || process.env['CI'] === 'true') return describe;
  console.warn(`${notInstalled(client)} Its tests are skipped.`);
  return describe.skip;
}

function notInstalled({ name, missing }: Pick<Client, 'name' | 'missing'>): string {
  return `${name} is not installed (apt-get install ${missing ?? 'nothing'}).`;
}

/** Whoever may do everything. */
export const ADMIN: Session = { login: LOGINS.admin, code: TRACKING_IDENTIFIER };

/** What each of the calls came to, made by one run of the client. */
export async function runClient(
  client: Client,
  wsdlUrl: string,
  session: Session,
  calls: readonly ClientCall[],
): Promise<readonly Outcome[]> {
  if (client.missing !== undefined) throw new Error(notInstalled(client));
  return client.run(wsdlUrl, session, calls);
}

/** The value of one call that must succeed. */
export async function succeed<T>(
  client: Client,
  wsdlUrl: string,
  call: ClientCall,
  session: Session = ADMIN,
): Promise<T> {
  const [outcome] = await runClient(client, wsdlUrl, session, [call]);
  if (!outcome || !('ok' in outcome)) throw new Error(`${client.name}: ${JSON.stringify(outcome)}`);
  return outcome.ok as T;
}

/** The plain values of an entity. */
export function valuesOf(entity: Readonly<Record<string, TypedValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).map(([name, { value }]) => [name, value]));
}

/** Runs a driver of another language, once, for all the calls. */
function runDriver(
  interpreter: string,
  script: string,
  wsdlUrl: string,
  session: Session,
  calls: readonly ClientCall[],
): Promise<readonly Outcome[]> {
  return new Promise((resolve, reject) => {
    const driver = spawn(interpreter, [path.join(__dirname, script), wsdlUrl], {
      env: { ...process.env, no_proxy: '127.0.0.1', PYTHONIOENCODING: 'utf-8' },
    });
    const output: Buffer[] = [];
    const problems: Buffer[] = [];
    driver.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    driver.stderr.on('data', (chunk: Buffer) => problems.push(chunk));
    driver.on('error', reject);
    driver.on('close', (status) => {
      const said = Buffer.concat(problems).toString('utf8');
      if (status === 0 && said === '') {
        resolve(JSON.parse(Buffer.concat(output).toString('utf8')) as readonly Outcome[]);
      } else {
        reject(new Error(`${script} ended with ${String(status)}: ${said}`));
      }
    });
    driver.stdin.end(JSON.stringify({ ...session, calls }));
  });
}
