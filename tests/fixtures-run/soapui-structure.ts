import type { Node } from '../support/soap';

/**
 * What SoapUI's own schema of its project files demands of the elements that our project uses: children in
 * this order (`?` at most one, `*` any number), attributes of these names, enumerated values. An element or
 * attribute that is not listed here is refused, so whoever uses more of SoapUI looks it up first.
 *
 * Looked up in soapui/src/main/xsd/soapui/soapui.xsd of the open-source SoapUI, at its commit 6cc7b57, which has
 * more than is listed here. The project was valid against that schema, too, when this was written.
 */
interface Type {
  readonly children?: string;
  readonly attributes?: Readonly<Record<string, RegExp>>;
  readonly required?: readonly string[];
  /** The text of an element without children; white space only when left out. */
  readonly text?: RegExp;
}

const CONFIG = 'http://eviware.com/soapui/config';
const ANY = /^/;
const BOOLEAN = /^(true|false|1|0)$/;
const NUMBER = /^\d+$/;

const MODEL_ITEM = { name: ANY, id: ANY };
const TEXT: Type = { text: ANY };

const TYPES: Readonly<Record<string, Type>> = {
  project: {
    children:
      'description:text? settings? interface* testSuite* properties? wssContainer:empty? environment*',
    attributes: {
      ...MODEL_ITEM,
      'soapui-version': ANY,
      resourceRoot: ANY,
      abortOnError: BOOLEAN,
      runType: /^(SEQUENTIAL|PARALLELL)$/,
      activeEnvironment: ANY,
    },
  },
  interface: {
    children: 'settings? definitionCache? endpoints operation*',
    attributes: {
      ...MODEL_ITEM,
      'xsi:type': /^con:WsdlInterface$/,
      type: /^wsdl$/,
      definition: ANY,
      bindingName: ANY,
      soapVersion: /^1_[12]$/,
      wsaVersion: /^(NONE|200408|200508)$/,
      anonymous: /^(optional|required|prohibited)$/,
    },
    required: ['xsi:type'],
  },
  settings: {},
  empty: {},
  text: TEXT,
  definitionCache: {
    children: 'part:definitionPart part:definitionPart*',
    attributes: { rootPart: ANY, type: /^(INLINE|TEXT|EXTERNAL)$/ },
  },
  definitionPart: { children: 'url:text content:text type:text' },
  endpoints: { children: 'endpoint:text*' },
  operation: {
    children: 'settings? call:request*',
    attributes: {
      ...MODEL_ITEM,
      action: ANY,
      bindingOperationName: ANY,
      type: /^(One-Way|Request-Response|Notification|Solicit-Response)$/,
      inputName: ANY,
      outputName: ANY,
      isOneWay: BOOLEAN,
      sendsAttachments: BOOLEAN,
      receivesAttachments: BOOLEAN,
      anonymous: /^(optional|required|prohibited)$/,
    },
  },
  request: {
    children: 'settings? encoding:text endpoint:text request:text assertion* credentials',
    attributes: MODEL_ITEM,
  },
  assertion: {
    children: 'configuration:configuration',
    attributes: { ...MODEL_ITEM, type: ANY, disabled: BOOLEAN },
    required: ['type'],
  },
  credentials: {
    children:
      'username:text? password:text? selectedAuthProfile:text? addedBasicAuthenticationTypes:text* authType',
  },
  authType: { text: /^(Global HTTP Settings|Preemptive)$/ },
  testSuite: {
    children: 'settings? runType? testCase* properties?',
    attributes: { ...MODEL_ITEM, disabled: BOOLEAN },
  },
  runType: { text: /^(SEQUENTIAL|PARALLELL)$/ },
  testCase: {
    children: 'description:text? settings? testStep* properties?',
    attributes: {
      ...MODEL_ITEM,
      keepSession: BOOLEAN,
      failOnError: BOOLEAN,
      failTestCaseOnErrors: BOOLEAN,
      searchProperties: BOOLEAN,
      disabled: BOOLEAN,
      maxResults: NUMBER,
    },
  },
  testStep: {
    children: 'settings? config',
    attributes: { ...MODEL_ITEM, type: /^request$/, disabled: BOOLEAN },
    required: ['type'],
  },
  config: {
    children: 'interface:text operation:text request',
    attributes: { 'xsi:type': /^con:RequestStep$/ },
    required: ['xsi:type'],
  },
  properties: { children: 'property*' },
  property: { children: 'name:text value:text?' },
  environment: { children: 'service* property*', attributes: { name: ANY } },
  service: {
    children: 'interfaceId:text endpoint:serviceEndpoint?',
    attributes: { name: ANY, type: /^(SOAP|REST)$/ },
  },
  serviceEndpoint: { attributes: { mode: /^(COPY|OVERRIDE|COMPLEMENT)$/ }, text: ANY },
};

/** What each kind of assertion keeps in its configuration, in no namespace. */
const CONFIGURATIONS: Readonly<Record<string, readonly string[]>> = {
  'SOAP Response': [],
  'SOAP Fault Assertion': [],
  'Not SOAP Fault Assertion': [],
  'Schema Compliance': ['definition'],
  'XPath Match': ['path', 'content', 'allowWildcards', 'ignoreNamspaceDifferences', 'ignoreComments'],
  'Simple Contains': ['token', 'ignoreCase', 'useRegEx'],
};

/** Everything about the project that SoapUI's schema does not allow. */
export function structureProblems(project: Node): readonly string[] {
  if (project.name !== 'soapui-project') return [`The root is ${project.name}`];
  return problemsOf(project, 'project', '');
}

function problemsOf(element: Node, typeName: string, parentPath: string): readonly string[] {
  const path = `${parentPath}/${element.name}`;
  const type = TYPES[typeName];
  if (!type) throw new Error(`No type ${typeName}`);
  const problems = element.uri === CONFIG ? [] : [`${path} is in another namespace`];
  problems.push(...attributeProblems(element, type, path));
  if (!(type.text ?? /^\s*$/).test(element.text)) problems.push(`${path} has the text ${element.text}`);
  if (element.name === 'assertion') return [...problems, ...assertionProblems(element, path)];
  return [...problems, ...childProblems(element, type, path)];
}

function attributeProblems({ attributes }: Node, type: Type, path: string): readonly string[] {
  const wrong = Object.entries(attributes).filter(
    ([name, value]) => !name.startsWith('xmlns:') && !type.attributes?.[name]?.test(value),
  );
  const missing = (type.required ?? []).filter((name) => attributes[name] === undefined);
  return [
    ...wrong.map(([name, value]) => `${path} must not have ${name}="${value}"`),
    ...missing.map((name) => `${path} must have ${name}`),
  ];
}

function childProblems({ children }: Node, type: Type, path: string): readonly string[] {
  const problems: string[] = [];
  let rest = children;
  for (const particle of (type.children ?? '').split(' ').filter((one) => one !== '')) {
    const [, name = '', typeName = name, occurs] = /^(\w+)(?::(\w+))?([?*]?)$/.exec(particle) ?? [];
    const other = rest.findIndex((child) => child.name !== name);
    const found = rest.slice(0, other === -1 ? rest.length : other).slice(0, occurs === '*' ? undefined : 1);
    if (found.length === 0 && occurs === '') problems.push(`${path} must have ${name}`);
    problems.push(...found.flatMap((child) => problemsOf(child, typeName, path)));
    rest = rest.slice(found.length);
  }
  const [unexpected] = rest;
  return unexpected ? [...problems, `${path} must not have ${unexpected.name} there`] : problems;
}

function assertionProblems({ attributes, children }: Node, path: string): readonly string[] {
  const members = CONFIGURATIONS[attributes['type'] ?? ''];
  if (!members) return [`${path} has the type ${String(attributes['type'])}`];
  const [configuration, second] = children;
  if (configuration?.name !== 'configuration' || configuration.uri !== CONFIG || second) {
    return [`${path} must have one configuration`];
  }
  const found = configuration.children.map(({ name }) => name);
  return found.join() === members.join() ? [] : [`${path} has a configuration of ${found.join()}`];
}
