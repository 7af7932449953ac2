// A query as a program in Python, PHP and C#.
import { escape, escapeAttribute } from '../../xml/escape';
import { asCurl } from './as-curl';

/** The parts of a program that queries. */
export interface QueryCall {
  readonly endpoint: string;
  readonly wsdl: string;
  readonly namespace: string;
  readonly user: string;
  /** Undefined: the reader knows it. */
  readonly trackingIdentifier: string | undefined;
  readonly sXML: string;
}

/** The languages, and the same query in each. */
export const PROGRAMS = {
  curl: { label: 'curl', write: curl },
  python: { label: 'Python', write: python },
  php: { label: 'PHP', write: php },
  csharp: { label: 'C#', write: csharp },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

const UNKNOWN = 'your-tracking-identifier';

function curl({ endpoint, namespace, user, trackingIdentifier = UNKNOWN, sXML }: QueryCall): string {
  return asCurl({
    url: endpoint,
    user,
    headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: `"${namespace}query"` },
    body: `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>
    <AutotaskIntegrations xmlns="${escapeAttribute(namespace)}">
      <IntegrationCode>${escape(trackingIdentifier)}</IntegrationCode>
    </AutotaskIntegrations>
  </soap:Header>
  <soap:Body>
    <query xmlns="${escapeAttribute(namespace)}"><sXML>${escape(sXML)}</sXML></query>
  </soap:Body>
</soap:Envelope>`,
  });
}

function python({ wsdl, namespace, user, trackingIdentifier = UNKNOWN, sXML }: QueryCall): string {
  return `from getpass import getpass

from requests import Session
from zeep import Client
from zeep.transports import Transport

session = Session()
session.auth = (${pythonText(user)}, getpass())
client = Client(${pythonText(wsdl)}, transport=Transport(session=session))
header = client.get_element(${pythonText(`{${namespace}}AutotaskIntegrations`)})(IntegrationCode=${pythonText(trackingIdentifier)})
query = ${pythonText(sXML)}
answer = client.service.query(query, _soapheaders=[header])
if answer.ReturnCode != 1:
    raise SystemExit([error.Message for error in answer.Errors.ATWSError])
for entity in (answer.EntityResults and answer.EntityResults.Entity) or []:
    print(entity)`;
}

/** The escapes of JSON are those of Python. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

function php({ wsdl, namespace, user, trackingIdentifier = UNKNOWN, sXML }: QueryCall): string {
  return `<?php
$client = new SoapClient(${phpText(wsdl)}, [
    'login' => ${phpText(user)},
    'password' => getenv('ATWS_PASSWORD'),
    'trace' => true,
]);
$client->__setSoapHeaders(new SoapHeader(${phpText(namespace)}, 'AutotaskIntegrations', [
    'IntegrationCode' => ${phpText(trackingIdentifier)},
]));
$answer = $client->query(['sXML' => ${phpText(sXML)}])->queryResult;
if ($answer->ReturnCode !== 1) {
    exit(print_r($answer->Errors, true));
}
print_r($answer->EntityResults);`;
}

function phpText(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}

function csharp({ endpoint, namespace, user, trackingIdentifier = UNKNOWN, sXML }: QueryCall): string {
  return `using System.Net.Http.Headers;
using System.Security;
using System.Text;

var user = ${csharpText(user)};
var password = Environment.GetEnvironmentVariable("ATWS_PASSWORD");
var query = ${csharpText(sXML)};
var envelope = $"""
    <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
      <soap:Header>
        <AutotaskIntegrations xmlns="${namespace}">
          <IntegrationCode>{SecurityElement.Escape(${csharpText(trackingIdentifier)})}</IntegrationCode>
        </AutotaskIntegrations>
      </soap:Header>
      <soap:Body>
        <query xmlns="${namespace}"><sXML>{SecurityElement.Escape(query)}</sXML></query>
      </soap:Body>
    </soap:Envelope>
    """;
using var client = new HttpClient();
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
using var content = new StringContent(envelope, Encoding.UTF8, "text/xml");
content.Headers.Add("SOAPAction", ${csharpText(`"${namespace}query"`)});
using var answer = await client.PostAsync(${csharpText(endpoint)}, content);
Console.WriteLine(await answer.Content.ReadAsStringAsync());`;
}

function csharpText(text: string): string {
  return `@"${text.replaceAll('"', '""')}"`;
}
