// The work of `atws replay`: sends captured requests and compares the answers.

import { NoCapturesError, readCaptures, type BrokenCapture, type Capture } from '../replay/capture';
import { compare, type CompareOptions, type Difference } from '../replay/compare';
import { withIntegrationCode } from '../replay/integration-code';
import { reportOf, summaryOf, type Outcome } from '../replay/report';
import { masker, secretsIn } from '../replay/secrets';
import type { XmlElement } from '../xml/element';
import { CAPTURE } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';
import { CallRefused } from './call';
import { endpointOf } from './endpoint';
import { Progress } from './progress';
import { ANSWER_TIMEOUT_MS, probe, unreachable } from './unreachable';

/** The flags of `atws replay`. */
export interface ReplayFlags {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly code: string;
  readonly keepCode?: true;
  readonly ignore: string;
  readonly ignoreDates?: true;
  readonly json?: true;
}

/** Sends captured requests and prints the differences of the answers. */
export async function replayCaptures(folder: string, flags: ReplayFlags): Promise<void> {
  const url = endpointOf(flags.url);
  const captures = capturesIn(folder);
  if (!captures) return;
  await probe(url);
  const outcomes = await replayAll(captures, url, flags);
  const summary = summaryOf(outcomes);
  process.stdout.write(
    flags.json ? `${JSON.stringify({ url, summary, captures: outcomes }, null, 2)}\n` : reportOf(outcomes),
  );
  if (summary.different + summary.failed > 0) process.exitCode = 1;
}

/** The captures of a folder. A folder without captures has an exit code of its own, unlike that of a difference. */
function capturesIn(folder: string): readonly (Capture | BrokenCapture)[] | undefined {
  try {
    return readCaptures(folder);
  } catch (error) {
    if (!(error instanceof NoCapturesError)) throw error;
    process.stderr.write(`atws: ${error.message}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

/** One after the other, as a query may depend on the update before it. */
async function replayAll(
  captures: readonly (Capture | BrokenCapture)[],
  url: string,
  flags: ReplayFlags,
): Promise<readonly Outcome[]> {
  const options: CompareOptions = {
    ignored: new Set(flags.ignore.split(',').map((name) => name.trim())),
    ignoreDates: flags.ignoreDates ?? false,
  };
  const progress = new Progress('Captures', captures.length);
  const outcomes: Outcome[] = [];
  try {
    for (const capture of captures) {
      outcomes.push(await replay(capture, url, flags, options));
      progress.step();
    }
  } finally {
    progress.stop();
  }
  return outcomes;
}

async function replay(
  capture: Capture | BrokenCapture,
  url: string,
  flags: ReplayFlags,
  options: CompareOptions,
): Promise<Outcome> {
  const { name } = capture;
  if ('problem' in capture) {
    return { name, operation: null, result: 'failed', differences: [], problem: capture.problem };
  }
  const { operation, answer: captured, status } = capture;
  const without = { name, operation, differences: [] };
  if (!captured) return { ...without, result: 'skipped', problem: 'a challenge was captured, not an answer' };
  try {
    const answered = await send(capture, url, flags);
    const mask = masker([...capture.secrets, ...secretsIn(answered.root), flags.password]);
    const differences = [
      ...statusDifference(status, answered.status),
      ...compare(captured, answered.root, options),
    ].map((difference) => masked(difference, mask));
    return {
      name,
      operation,
      result: differences.length === 0 ? 'equal' : 'different',
      differences,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    return { ...without, result: 'failed', problem: error.message };
  }
}

/** An answer that cannot be compared; the message has the reason. */
class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

async function send(
  { soapAction, contentType, envelope }: Capture,
  url: string,
  { user, password, code, keepCode }: ReplayFlags,
): Promise<{ readonly status: number; readonly root: XmlElement }> {
  const { status, body } = await post(url, keepCode ? envelope : withIntegrationCode(envelope, code), {
    'Content-Type': contentType,
    SOAPAction: soapAction,
    Authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
  });
  if (status === 401) {
    throw new CallRefused(`The server does not let ${user} log in. Give --user and --password.`);
  }
  try {
    return { status, root: readXml(body, CAPTURE) };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new AnswerError(`the answer, HTTP ${status}, is ${error.message}`);
  }
}

async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // Following a redirect would turn the POST into a GET.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // The failure is of this capture only, which may be slow or make the server close the connection.
    const { message } = unreachable(error, new URL(url).origin);
    throw new AnswerError(`the call ended without an answer: ${message}`);
  }
}

/** The difference of the HTTP status, where it was captured. */
function statusDifference(captured: number | undefined, answered: number): readonly Difference[] {
  if (captured === undefined || captured === answered) return [];
  return [{ kind: 'status', path: 'HTTP', captured: String(captured), answered: String(answered) }];
}

function masked(difference: Difference, mask: (text: string) => string): Difference {
  const { captured, answered } = difference;
  return {
    ...difference,
    captured: captured === null ? null : mask(captured),
    answered: answered === null ? null : mask(answered),
  };
}
