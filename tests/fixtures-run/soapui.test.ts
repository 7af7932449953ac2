import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validateXML } from 'xmllint-wasm';
import type { Emulator } from '../../src/server/emulator';
import { start } from '../support/emulator';
import { basic, parse, type Node } from '../support/soap';
import { structureProblems } from './soapui-structure';
import { evaluateXPath } from './xpath';

/**
 * Runs the SoapUI project as SoapUI would: every request step in order, with the project's properties filled
 * in, and every assertion evaluated.
 */

const ROOT = path.join(__dirname, '..', '..');
const FILE = path.join(ROOT, 'fixtures', 'soapui', 'atws-emulator-soapui-project.xml');
const WSDL = readFileSync(path.join(ROOT, 'wsdl', 'atws-1.6.wsdl'), 'utf8');
const SOURCE = readFileSync(FILE, 'utf8');
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

interface Assertion {
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface Step {
  /** Suite, case and step. */
  readonly title: string;
  readonly operation: string;
  readonly endpoint: string;
  readonly envelope: string;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly assertions: readonly Assertion[];
}

/** The children of that name. */
function childrenOf(element: Node, name: string): readonly Node[] {
  return element.children.filter((child) => child.name === name);
}

/** The one child of that name. */
function childOf(element: Node, name: string): Node {
  const [child, second] = childrenOf(element, name);
  if (!child || second) throw new Error(`<${element.name}> must have one <${name}>`);
  return child;
}

/** The project with its properties filled in, as testrunner.sh does with `-PEndpoint=`. */
function load(source: string, endpoint: string): { readonly project: Node; readonly steps: readonly Step[] } {
  const project = parse(source);
  const properties = new Map(
    childOf(project, 'properties').children.map((property) => [
      childOf(property, 'name').text,
      childOf(property, 'value').text,
    ]),
  );
  properties.set('Endpoint', endpoint);
  const expand = (text: string): string =>
    text.replaceAll(/\$\{([^}]*)\}/g, (all, reference: string) => {
      const value = /^#Project#(\w+)$/.exec(reference)?.[1];
      const found = value === undefined ? undefined : properties.get(value);
      if (found === undefined) throw new Error(`${all} stands for nothing`);
      return found;
    });
  const steps = childrenOf(project, 'testSuite').flatMap((suite) =>
    childrenOf(suite, 'testCase').flatMap((testCase) =>
      childrenOf(testCase, 'testStep').map((step) => {
        const title = [suite, testCase, step].map(({ attributes }) => attributes['name']).join(' / ');
        return readStep(title, childOf(step, 'config'), expand);
      }),
    ),
  );
  return { project, steps };
}

function readStep(title: string, config: Node, expand: (text: string) => string): Step {
  const request = childOf(config, 'request');
  const credentials = childOf(request, 'credentials');
  const isPreemptive = childOf(credentials, 'authType').text === 'Preemptive';
  const credential = (name: string): string => expand(childOf(credentials, name).text);
  return {
    title,
    operation: childOf(config, 'operation').text,
    endpoint: expand(childOf(request, 'endpoint').text),
    envelope: expand(childOf(request, 'request').text),
    login: isPreemptive ? { user: credential('username'), password: credential('password') } : undefined,
    assertions: childrenOf(request, 'assertion').map((assertion) => ({
      type: assertion.attributes['type'] ?? '',
      name: assertion.attributes['name'] ?? '',
      settings: Object.fromEntries(
        childOf(assertion, 'configuration').children.map(({ name, text }) => [name, expand(text)]),
      ),
    })),
  };
}

async function send(step: Step, actions: ReadonlyMap<string, string>): Promise<string> {
  const action = actions.get(step.operation);
  if (action === undefined) throw new Error(`The interface has no operation ${step.operation}`);
  const response = await fetch(step.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml;charset=UTF-8',
      SOAPAction: `"${action}"`,
      ...(step.login && { Authorization: basic(step.login) }),
    },
    body: step.envelope,
  });
  return response.text();
}

/** Every assertion that does not hold. */
async function run(source: string, { url }: Emulator): Promise<readonly string[]> {
  const { project, steps } = load(source, url);
  const actions = new Map(
    childrenOf(childOf(project, 'interface'), 'operation').map(({ attributes }) => [
      attributes['name'] ?? '',
      attributes['action'] ?? '',
    ]),
  );
  const schema = schemaOf(cachedWsdl(project));
  const failures: string[] = [];
  const schemaTitles = new Map<string, string>();
  const forSchema: { readonly fileName: string; readonly contents: string }[] = [];
  for (const step of steps) {
    const body = await send(step, actions);
    for (const assertion of step.assertions) {
      const title = `${step.title} / ${assertion.name}`;
      if (assertion.type === 'Schema Compliance') {
        expect(assertion.settings).toEqual({ definition: '' });
        forSchema.push({ fileName: `${forSchema.length}.xml`, contents: payloadOf(body) });
        schemaTitles.set(`${forSchema.length - 1}.xml`, title);
      } else if (!holds(assertion, body)) failures.push(title);
    }
  }
  const { errors } = await validateXML({ xml: forSchema, schema: [schema], maxMemoryPages: 2048 });
  const invalid = errors.map(({ loc }) => schemaTitles.get(loc?.fileName ?? '') ?? 'schema');
  return [...failures, ...new Set(invalid)];
}

/** Whether an assertion holds, as SoapUI sees it. Two of its names say the contrary of what they mean. */
function holds({ type, settings }: Assertion, body: string): boolean {
  switch (type) {
    case 'SOAP Response':
      return isEnvelope(body);
    case 'SOAP Fault Assertion': // shown as "Not SOAP Fault"
      return !isFault(body);
    case 'Not SOAP Fault Assertion': // shown as "SOAP Fault"
      return isFault(body);
    case 'XPath Match':
      expect(settings['allowWildcards']).toBe('false');
      return xpathMatches(settings['path'] ?? '', settings['content'] ?? '', tryParse(body));
    case 'Simple Contains': {
      expect(settings['useRegEx']).toBe('false');
      const fold = (text: string): string => (settings['ignoreCase'] === 'true' ? text.toUpperCase() : text);
      return fold(body).includes(fold(settings['token'] ?? ''));
    }
    default:
      throw new Error(`This test does not understand the assertion ${type}`);
  }
}

function xpathMatches(expression: string, content: string, root: Node | undefined): boolean {
  return root !== undefined && evaluateXPath(expression, root).includes(content);
}

function isEnvelope(body: string): boolean {
  const { uri, name, children } = tryParse(body) ?? {};
  const names = (children ?? []).map((child) => `${child.uri === ENVELOPE ? '' : '?'}${child.name}`);
  return uri === ENVELOPE && name === 'Envelope' && /^(Header,)?Body$/.test(names.join());
}

function isFault(body: string): boolean {
  const payload = tryParse(body)?.children.find(({ name }) => name === 'Body')?.children[0];
  return payload?.uri === ENVELOPE && payload.name === 'Fault';
}

function tryParse(body: string): Node | undefined {
  try {
    return parse(body);
  } catch {
    return undefined;
  }
}

function cachedWsdl(project: Node): string {
  const cache = childOf(childOf(project, 'interface'), 'definitionCache');
  return childOf(childOf(cache, 'part'), 'content').text;
}

/** The schema inside the WSDL, with the prefixes declared around it. */
function schemaOf(wsdl: string): string {
  const [schema = ''] = /<xsd:schema [^]*<\/xsd:schema>/.exec(wsdl) ?? [];
  const [root = ''] = /<wsdl:definitions\s[^>]*>/.exec(wsdl) ?? [];
  return schema.replace('<xsd:schema', `<xsd:schema ${(root.match(/xmlns:\w+="[^"]*"/g) ?? []).join(' ')}`);
}

/** The content of Body as a document, with the prefixes of the envelope. */
function payloadOf(body: string): string {
  const [root = ''] = /<soap:Envelope [^>]*>/.exec(body) ?? [];
  const declarations = (root.match(/xmlns:\w+="[^"]*"/g) ?? []).join(' ');
  const [, payload = ''] = /<soap:Body>(.*)<\/soap:Body>/s.exec(body) ?? [];
  return payload.replace(/^<[\w:]+/, (tag) => `${tag} ${declarations}`);
}

test('the project has the structure that SoapUI demands', () => {
  expect(structureProblems(parse(SOURCE))).toEqual([]);
});

test('an id is used once', () => {
  const ids = [...SOURCE.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ['<con:configuration/>', ''],
  ['<con:encoding>UTF-8</con:encoding>', ''],
  ['type="TEXT"', 'type="text"'],
  [' type="SOAP Response"', ''],
  ['<con:authType>Preemptive</con:authType>', ''],
  ['<con:authType>Preemptive<', '<con:authType>Basic<'],
  ['<con:runType>SEQUENTIAL</con:runType>', '<con:runType>PARALLEL</con:runType>'],
  ['anonymous="optional"', 'secret="optional"'],
  ['<con:wssContainer/>', '<con:wssContainer/><con:properties/>'],
])('a project with %s replaced by "%s" has not', (text, replacement) => {
  const spoiled = SOURCE.replace(text, replacement);
  expect(spoiled).not.toBe(SOURCE);
  expect(structureProblems(parse(spoiled))).not.toEqual([]);
});

test('the interface is that of the WSDL', () => {
  const project = parse(SOURCE);
  expect(cachedWsdl(project)).toBe(WSDL.replace(/^<\?xml[^>]*\?>\s*/, '').trimEnd());
  const binding = WSDL.slice(WSDL.indexOf('<wsdl:binding'));
  const declared = [
    ...binding.matchAll(/<wsdl:operation name="(\w+)">\s*<soap:operation soapAction="([^"]*)"/g),
  ];
  const operations = childrenOf(childOf(project, 'interface'), 'operation').map(
    ({ attributes }) => attributes,
  );
  expect(operations.map(({ name, action }) => [name, action])).toEqual(declared.map(([, ...rest]) => rest));
  expect(operations).toHaveLength(15);
});

test('every operation has a suite that calls it', () => {
  const { project, steps } = load(SOURCE, 'http://127.0.0.1:8016/');
  const operations = childrenOf(childOf(project, 'interface'), 'operation').map(
    ({ attributes }) => attributes['name'],
  );
  expect(childrenOf(project, 'testSuite').map(({ attributes }) => attributes['name'])).toEqual(operations);
  for (const operation of operations) {
    const own = steps.filter(({ title }) => title.startsWith(`${String(operation)} / `));
    expect(own.map((step) => step.operation)).toContain(operation);
    expect(own.every(({ assertions }) => assertions.length >= 3)).toBe(true);
  }
});

/** One way to be wrong for every kind of assertion, and what must be found. */
const SPOILED: readonly (readonly [text: string, replacement: string, found: string])[] = [
  [
    '<content>4</content>',
    '<content>5</content>',
    'query / What is found / Last name begins with S / Four resources',
  ],
  [
    '<token>Smyth</token>',
    '<token>SMYTH</token>',
    'query / What is found / Last name begins with S / One of the names',
  ],
  [
    '<ignoreCase>true</ignoreCase>',
    '<ignoreCase>false</ignoreCase>',
    'GetFieldInfo / Fields of an entity / Fields of Resource / A label of a picklist',
  ],
  [
    '"SOAP Fault Assertion"',
    '"Not SOAP Fault Assertion"',
    'getEntityInfo / Which entities there are / Entities / Not SOAP Fault',
  ],
  [
    '"Not SOAP Fault Assertion"',
    '"SOAP Fault Assertion"',
    'GetAttachment / GetAttachment is not available / A fault / SOAP Fault',
  ],
  [
    'name="HasUserDefinedFields" type="xsd:boolean"',
    'name="HasUserDefinedFields" type="xsd:int"',
    'getEntityInfo / Which entities there are / Entities / Schema Compliance',
  ],
  ['>DEMO-TRACKING-IDENTIFIER-01<', '>ANOTHER<', 'query / What is found / Roles / ReturnCode is 1'],
  ['>Api-Admin-2024<', '>wrong<', 'query / What is found / Roles / SOAP Response'],
];

describe('against a running emulator', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await start();
  });

  afterEach(async () => {
    await emulator.close();
  });

  test('every assertion of every request holds, twice in a row', async () => {
    expect(await run(SOURCE, emulator)).toEqual([]);
    expect(await run(SOURCE, emulator)).toEqual([]);
  });

  test.each(SPOILED)('with %s replaced by %s an assertion fails', async (text, replacement, found) => {
    const spoiled = SOURCE.replace(text, replacement);
    expect(spoiled).not.toBe(SOURCE);
    expect(await run(spoiled, emulator)).toContain(found);
  });
});

test.each([
  "declare namespace v='x'; //v:a",
  '//undeclared:a/text()',
  '//a/@b/text()',
  'string(//a)',
  '//a[last()]/text()',
  '//a/../b/text()',
])('an XPath beyond the subset is refused: %s', (expression) => {
  expect(() => evaluateXPath(expression, parse('<a><b>1</b></a>'))).toThrow(/understands|declared/);
});

test.each([
  ['//b/text()', ['1', '2']],
  ['/a/b[2]/text()', ['2']],
  ['count(/a/b)', ['2']],
  ["//c[d='x']/e/text()", ['y']],
  ["declare namespace n='urn:n';\n//n:b/text()", ['3']],
  ['/b/text()', []],
])('%s selects what it should', (expression, expected) => {
  const root = parse(
    '<a><b>1</b><b>2</b><b xmlns="urn:n">3</b><c><d>x</d><e>y</e></c><c><d>z</d><e>w</e></c></a>',
  );
  expect(evaluateXPath(expression, root)).toEqual(expected);
});
