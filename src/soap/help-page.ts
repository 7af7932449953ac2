import { API_PATH, CONSOLE_PATH } from '../http/paths';
import { apiVersionOf, wsdlOf } from '../operations/api-version';
import type { DemoAccess } from '../tenant/demo-log-ins';
import type { ComplexType, Contract, Member, Operation } from './contract';
import { escape, escapeAttribute } from '../xml/escape';

/** The facts of the help page. */
export interface Help {
  readonly contract: Contract;
  /** How the reader reaches this server: scheme, host and port. */
  readonly origin: string;
  readonly endpoint: string;
  readonly access: DemoAccess;
}

/** The purpose of each operation. */
const PURPOSES: Readonly<Record<string, string>> = {
  create: 'Refused for a Resource: it cannot be created over SOAP.',
  delete: 'Refused for a Resource: it cannot be deleted over SOAP.',
  getEntityInfo: 'What can be done with each entity.',
  GetFieldInfo: 'The fields of an entity, with their picklists.',
  getThresholdAndUsageInfo: 'How many requests an hour the tenant may make, and has made.',
  getUDFInfo: 'The user-defined fields of an entity: only those of the tenant have some.',
  GetWsdlVersion: 'The version of the contract.',
  getZoneInfo: 'Where a user belongs. Needs neither log-in nor tracking identifier.',
  IntegrationCodeCheck: 'Whether a tracking identifier is one of the tenant.',
  query: 'Entities that satisfy a QueryXML, 500 at most.',
  update: 'Changes resources; for System Administrators.',
};

/** The HTML page of the endpoint in a browser: addresses, log-ins, and its operations with sample requests. */
export function helpPage({ contract, origin, endpoint, access }: Help): string {
  const { name: version } = apiVersionOf(contract.namespace);
  const operations = [...contract.operations].sort((a, b) => a.name.localeCompare(b.name));
  const query = operations.find(({ name }) => name === 'query');
  const title = `The Autotask SOAP API ${version}, emulated`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · atws-emulator</title>
<link rel="icon" type="image/svg+xml" href="${CONSOLE_PATH}/assets/favicon.svg">
<link rel="stylesheet" href="${CONSOLE_PATH}/assets/console.css">
</head>
<body class="app">
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
<a class="brand" href="/"><img class="icon" src="${CONSOLE_PATH}/assets/favicon.svg" alt="">atws-emulator</a>
<nav class="row push" aria-label="Elsewhere">
<a class="button quiet mid" href="${escapeAttribute(wsdlOf(endpoint))}">WSDL</a>
<a class="button quiet mid" href="${API_PATH}/openapi.json">JSON API</a>
<a class="button" href="${CONSOLE_PATH}">Console</a>
</nav>
</header>
<aside class="side" aria-label="Places"><nav class="places" aria-label="On this page">
<h2>Operations</h2>
<ul>
${operations.map(({ name }) => `<li><a href="#${escapeAttribute(name)}">${escape(name)}</a></li>`).join('\n')}
</ul>
</nav></aside>
<main id="main" tabindex="-1">
<div class="page-head"><div class="title"><h1>${title}</h1>
<p>A stand-in that serves the Resource entity: point an integration here, and it goes on unchanged.</p></div></div>
<div class="columns">
<div class="stack">
${addresses(origin, endpoint)}
${query ? tryIt(contract, query, endpoint, access) : ''}
<section class="stack tight" aria-labelledby="operations"><h2 id="operations">Operations</h2>
${operations.map((operation) => operationSection(contract, operation, endpoint)).join('\n')}
</section>
</div>
<div class="stack">
${logIns(access)}
<section class="panel"><header class="row"><h2>Worth knowing</h2></header><div class="body"><ul class="text">
<li>A refusal is HTTP 200 with ReturnCode −1: see <a href="${CONSOLE_PATH}/requests">Requests</a> in the console.</li>
<li>Fault rules, the clock and snapshots for your tests are in the <a href="${API_PATH}/openapi.json">JSON API</a>.</li>
<li>The docs come with the package: <code>docs/start.md</code> to begin with, <code>docs/differences.md</code> for
where the real service answers otherwise.</li>
</ul></div></section>
</div>
</div>
</main>
</body>
</html>
`;
}

function addresses(origin: string, endpoint: string): string {
  const link = (to: string): string => `<a href="${escapeAttribute(to)}"><code>${escape(to)}</code></a>`;
  const rows = [
    ['Endpoint', `<code>${escape(endpoint)}</code>`],
    ['WSDL', link(wsdlOf(endpoint))],
    ['Console', link(origin + CONSOLE_PATH)],
    ['JSON API', link(`${origin}${API_PATH}/openapi.json`)],
  ].map(([name, where]) => `<tr><th scope="row">${String(name)}</th><td>${String(where)}</td></tr>`);
  return `<section class="panel"><header class="row"><h2>Addresses</h2></header>
<table><caption class="sr">Addresses</caption><tbody>
${rows.join('\n')}
</tbody></table>
<footer><small>Calls are POSTs with HTTP Basic credentials and a tracking identifier; getZoneInfo needs
neither.</small></footer>
</section>`;
}

const SAMPLE_QUERY =
  '<queryxml><entity>Resource</entity><query><field>LastName<expression op="BeginsWith">S</expression></field></query></queryxml>';

/** A call to copy: with a log-in that works, if one is published. */
function tryIt(
  contract: Contract,
  query: Operation,
  endpoint: string,
  { logIns: [login], trackingIdentifier = 'your tracking identifier' }: DemoAccess,
): string {
  const xml = sampleRequest(contract, query)
    .replace('<IntegrationCode>string<', `<IntegrationCode>${escape(trackingIdentifier)}<`)
    .replace('<sXML>string<', `<sXML><![CDATA[${SAMPLE_QUERY}]]><`);
  const user = login ? `${login.user}:${login.password}` : 'user@domain:password';
  const command = `curl -u '${user}' \\
  -H 'Content-Type: text/xml; charset=utf-8' \\
  -H 'SOAPAction: "${query.action}"' \\
  --data-binary @- ${endpoint} <<'XML'
${xml}
XML`;
  return `<section class="panel" id="try"><header class="row"><h2>Try it</h2></header>
<div class="body"><pre class="code" tabindex="0" role="region" aria-label="A query with curl">${escape(command)}</pre></div>
</section>`;
}

/** The published log-ins that work; nothing where there are none. */
function logIns({ logIns: published, trackingIdentifier }: DemoAccess): string {
  if (published.length === 0) return '';
  const rows = published.map(
    ({ user, password, what }) =>
      `<tr><td><b>${escape(user)}</b><br><small>${escape(what)}</small></td><td><code>${escape(password)}</code></td></tr>`,
  );
  const code =
    trackingIdentifier === undefined
      ? ''
      : `<footer><small>The tracking identifier is</small> <code>${escape(trackingIdentifier)}</code></footer>`;
  return `<section class="panel"><header class="row"><h2>Log-ins of the demo tenant</h2></header>
<table><caption class="sr">Log-ins of the demo tenant</caption><tbody>
${rows.join('\n')}
</tbody></table>${code}</section>`;
}

function operationSection(contract: Contract, { name, ...operation }: Operation, endpoint: string): string {
  // Not parsed as a URL, as a client may send any Host.
  const [, , host, ...path] = endpoint.split('/');
  const request = `POST /${path.join('/')} HTTP/1.1
Host: ${String(host)}
Authorization: Basic ...
Content-Type: text/xml; charset=utf-8
SOAPAction: "${operation.action}"

${sampleRequest(contract, { name, ...operation })}`;
  const purpose = PURPOSES[name] ?? 'Not served: every call is refused.';
  return `<details class="panel" id="${escapeAttribute(name)}"><summary><b>${escape(name)}</b>
<span class="muted">${escape(purpose)}</span></summary>
<div class="body"><pre class="code" tabindex="0" role="region" aria-label="A sample of ${escapeAttribute(name)}">${escape(request)}</pre></div></details>`;
}

/** A sample request with a placeholder for each value. */
function sampleRequest(contract: Contract, operation: Operation): string {
  const parameters = operation.parameters.flatMap((member) => sample(contract, member, '      '));
  const element = `${operation.requestElement} xmlns="${contract.namespace}"`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    '  <soap:Header>',
    `    <AutotaskIntegrations xmlns="${contract.namespace}">`,
    '      <IntegrationCode>string</IntegrationCode>',
    '    </AutotaskIntegrations>',
    '  </soap:Header>',
    '  <soap:Body>',
    ...(parameters.length === 0
      ? [`    <${element}/>`]
      : [`    <${element}>`, ...parameters, `    </${operation.requestElement}>`]),
    '  </soap:Body>',
    '</soap:Envelope>',
  ].join('\n');
}

function sample(contract: Contract, { name, type }: Member, indent: string): string[] {
  if (type === 'Entity') {
    return [
      `${indent}<Entity xsi:type="Resource">`,
      `${indent}  <id>29682885</id>`,
      `${indent}  <!-- the fields of the entity -->`,
      `${indent}</Entity>`,
    ];
  }
  const complex: ComplexType | undefined = contract.types.get(type);
  if (!complex) return [`${indent}<${name}>${escape(type)}</${name}>`];
  const inside = complex.members.flatMap((member) => sample(contract, member, `${indent}  `));
  return [`${indent}<${name}>`, ...inside, `${indent}</${name}>`];
}
