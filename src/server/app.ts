import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { wsdlOf } from '../operations/api-version';
import { documentOf, isRead } from '../soap/documents';
import { send } from '../http/answer';
import { answerPost, type SoapContext } from '../soap/pipeline';

/**
 * The request listener of a server. It passes requests to the SOAP pipeline, and others to the pages, which are loaded
 * with express for the first request that needs them.
 */
export function createApp(
  soap: SoapContext,
  path: string,
  loadPages: () => Promise<RequestListener>,
): RequestListener {
  const endpointPath = path.toLowerCase();
  const wsdlPath = wsdlOf(endpointPath);
  let pages: Promise<RequestListener> | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query } = targetOf(request);
    const isEndpoint = path === endpointPath;
    if (isEndpoint && request.method === 'POST') {
      await answerPost(soap, request, response);
    } else if (isEndpoint || (path === wsdlPath && isRead(request))) {
      send(response, await documentOf(soap, request, isEndpoint ? query : 'wsdl'));
    } else {
      pages ??= loadPages();
      (await pages)(request, response);
    }
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      soap.failed(error, '');
      // A part of an answer cannot be taken back.
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, type: 'text/plain', body: 'Internal Server Error\n' });
    });
  };
}

/** Path and query, in lower case. */
function targetOf({ url = '' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const [path = '', query = ''] = url.toLowerCase().split('?', 2);
  return { path, query };
}
