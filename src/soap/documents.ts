import type { IncomingMessage } from 'node:http';
import { apiVersionOf } from '../operations/api-version';
import { sentence } from '../refusals/refusal';
import { helpPage } from './help-page';
import type { HttpAnswer } from '../http/answer';
import type { SoapContext } from './pipeline';
import { wsdlDocument } from './wsdl-document';

/** Whether a request is a GET or HEAD. */
export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The answer of the endpoint to requests other than POST: the WSDL, the help page, or status 405. */
export function documentOf(
  { contract, publicUrl }: Pick<SoapContext, 'contract' | 'publicUrl'>,
  request: IncomingMessage,
  query: string,
): HttpAnswer {
  if (!isRead(request)) {
    return {
      status: 405,
      type: 'text/plain',
      body: `${sentence('methodNotAllowed')}\n`,
      headers: { Allow: 'GET, HEAD, POST' },
    };
  }
  const endpoint = publicUrl(request) + apiVersionOf(contract.namespace).path;
  return new URLSearchParams(query).has('wsdl')
    ? { status: 200, type: 'text/xml', body: wsdlDocument(contract.source, endpoint) }
    : { status: 200, type: 'text/html', body: helpPage(contract, endpoint) };
}
