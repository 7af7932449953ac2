import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serve, type Served } from '../support/built';
import { LOGINS, NAMESPACE, temporaryFolder } from '../support/emulator';
import { basic } from '../support/soap';

/**
 * Every folder here is one exchange with the built command: what is sent, and the answer byte for byte.
 *
 * - `request.xml` is the body of the POST.
 * - `request.json`, where the request is not that of a well-behaved administrator: `login` (a name of
 *   LOGINS, or null for none), `action` (SOAPAction behind the namespace), `headers`.
 * - `response.xml`, or `response.txt` where the answer is not XML, is its body; `response.json` has status,
 *   challenge and media type where the status is not 200 or XML is not text/xml.
 *
 * They run one after the other in the order of their names: those that write roles and skills come last.
 *
 * `npm run build && UPDATE_GOLDEN=1 npx jest tests/golden` writes the responses anew; read the difference.
 */

const UPDATE = process.env['UPDATE_GOLDEN'] === '1';
const CASES = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

interface Request {
  readonly login?: keyof typeof LOGINS | null;
  readonly action?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Response {
  readonly status: number;
  readonly challenge?: string;
  readonly type?: string;
}

const folder = temporaryFolder();
let server: Served;

beforeAll(async () => {
  server = await serve(['--memory', '--port', '0'], { cwd: folder.path });
});

afterAll(async () => {
  await server.end('SIGTERM');
  folder.remove();
});

/** What differs from run to run: the port, and how many requests there were before. */
function masked(text: string): string {
  return text
    .replaceAll(new URL(server.url).origin, 'http://HOST')
    .replace(/numberOfExternalRequest: \d+;/, 'numberOfExternalRequest: N;');
}

/** What is told of an answer beside its body. */
function responseOf({ status, headers }: globalThis.Response): Response {
  const challenge = headers.get('www-authenticate');
  const type = headers.get('content-type') ?? '';
  return {
    status,
    ...(challenge !== null && { challenge }),
    ...(type.startsWith('application/') && { type }),
  };
}

test.each(CASES)('%s', async (name) => {
  const file = (part: string): string => path.join(__dirname, name, part);
  const request = existsSync(file('request.json'))
    ? (JSON.parse(readFileSync(file('request.json'), 'utf8')) as Request)
    : {};
  const login = request.login === undefined ? 'admin' : request.login;
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      ...(login !== null && { Authorization: basic(LOGINS[login]) }),
      ...(request.action !== undefined && { SOAPAction: `"${NAMESPACE}${request.action}"` }),
      ...request.headers,
    },
    body: readFileSync(file('request.xml')),
  });
  const body = masked(await answer.text());
  const response = responseOf(answer);

  const isXml = /^(?:text\/xml|application\/soap\+xml); charset=utf-8$/.test(
    String(answer.headers.get('content-type')),
  );
  const [bodyFile, otherFile] = isXml ? ['response.xml', 'response.txt'] : ['response.txt', 'response.xml'];
  if (UPDATE) {
    rmSync(file(otherFile), { force: true });
    rmSync(file('response.json'), { force: true });
    writeFileSync(file(bodyFile), body);
    if (Object.keys(response).length > 1 || response.status !== 200) {
      writeFileSync(file('response.json'), `${JSON.stringify(response, null, 2)}\n`);
    }
  }
  expect(existsSync(file(otherFile))).toBe(false);
  expect(body).toBe(readFileSync(file(bodyFile), 'utf8'));
  expect(response).toEqual(
    existsSync(file('response.json'))
      ? JSON.parse(readFileSync(file('response.json'), 'utf8'))
      : { status: 200 },
  );
});

test('there are at least 60 cases, none without its answer', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
});
