import { apiVersionOf, wsdlOf } from '../operations/api-version';
import type { ComplexType, Contract, Member, Operation } from './contract';
import { escape, escapeAttribute } from '../xml/escape';

/** The HTML page of the endpoint in a browser: its operations with sample requests. */
export function helpPage(contract: Contract, endpoint: string): string {
  const { name: version } = apiVersionOf(contract.namespace);
  const operations = [...contract.operations].sort((a, b) => a.name.localeCompare(b.name));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>ATWS: the Autotask SOAP API ${version}, emulated</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { background: #8882; padding: .8rem; overflow-x: auto; border-radius: .3rem; font-size: .85rem; }
:root { color-scheme: light dark; }
</style>
</head>
<body>
<h1>ATWS</h1>
<p>This is <strong>atws-emulator</strong>, a stand-in for the Autotask SOAP API ${version} that serves the Resource
entity. The contract is the <a href="${escapeAttribute(wsdlOf(endpoint))}">WSDL</a>; the README
that comes with the package has transcripts for curl, Python, PHP and Node.</p>
<p>Calls are POSTs to <code>${escape(endpoint)}</code> with HTTP Basic credentials and a tracking
identifier; getZoneInfo needs neither.</p>
<ul>
${operations.map(({ name }) => `<li><a href="#${escapeAttribute(name)}">${escape(name)}</a></li>`).join('\n')}
</ul>
${operations.map((operation) => operationSection(contract, operation, endpoint)).join('\n')}
</body>
</html>
`;
}

function operationSection(contract: Contract, operation: Operation, endpoint: string): string {
  // Not parsed as a URL, as a client may send any Host.
  const [, , host, ...path] = endpoint.split('/');
  return `<h2 id="${escapeAttribute(operation.name)}">${escape(operation.name)}</h2>
<pre>${escape(`POST /${path.join('/')} HTTP/1.1
Host: ${String(host)}
Authorization: Basic ...
Content-Type: text/xml; charset=utf-8
SOAPAction: "${operation.action}"

${sampleRequest(contract, operation)}`)}</pre>`;
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
