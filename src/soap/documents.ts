import type { IncomingMessage } from 'node:http';
import { apiVersionOf } from '../operations/api-version';
import { sentence } from '../refusals/refusal';
import { demoAccess } from '../tenant/demo-log-ins';
import { helpPage } from './help-page';
import type { HttpAnswer } from '../http/answer';
import type { SoapContext } from './pipeline';
import { wsdlDocument } from './wsdl-document';

/** Whether a request is a GET or HEAD. */
export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The answer of the endpoint to a request other than POST: the WSDL, the help page, or a 405. */
export async function documentOf(
  {
    contract: own,
    wholeContract,
    publicUrl,
    store,
  }: Pick<SoapContext, 'contract' | 'wholeContract' | 'publicUrl' | 'store'>,
  request: IncomingMessage,
  query: string,
): Promise<HttpAnswer> {
  if (!isRead(request)) {
    return {
      status: 405,
      type: 'text/plain',
      body: `${sentence('methodNotAllowed')}\n`,
      headers: { Allow: 'GET, HEAD, POST' },
    };
  }
  // Both documents are there also while the data cannot be read.
  const contract = await store.logins
    .look()
    .then(wholeContract)
    .catch(() => own);
  const origin = publicUrl(request);
  const endpoint = origin + apiVersionOf(contract.namespace).path;
  if (new URLSearchParams(query).has('wsdl')) {
    return { status: 200, type: 'text/xml', body: wsdlDocument(contract.source, endpoint) };
  }
  const access = await demoAccess(store).catch(() => ({ trackingIdentifier: undefined, logIns: [] }));
  const body = helpPage({ contract, origin, endpoint, access });
  return { status: 200, type: 'text/html', body };
}
