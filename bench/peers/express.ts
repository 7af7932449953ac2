import type { AddressInfo } from 'node:net';
import express from 'express';
import { readFields, ResourceTable } from './resource-table';
import { objectXml, resourcesXml } from './xml';

/**
 * The peer `express`, an upper limit: express, the SQL and the writing of the answer, without SOAP; requests are
 * searched as text.
 */

const [, , data = '', fieldsFile = '', path = ''] = process.argv;
const fields = readFields(fieldsFile);
const table = new ResourceTable(data, fields);

function answer(action: string, request: string): string {
  if (action.endsWith('GetFieldInfo"')) return objectXml({ Field: fields });
  if (action.endsWith('update"')) {
    const [, sent = ''] = /<Entity [^>]*>(.*)<\/Entity>/s.exec(request) ?? [];
    const values = [...sent.matchAll(/<(\w+)>([^<]*)</g)].map(([, name, text]) => [
      name,
      unescape(text ?? ''),
    ]);
    return resourcesXml(fields, table.update(Object.fromEntries(values) as Record<string, string>));
  }
  const [, operator, id] = /op="(\w+)"&gt;(\d+)/.exec(request) ?? [];
  return resourcesXml(fields, operator === 'Equals' ? table.byId(Number(id)) : table.after(Number(id)));
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const app = express();
app.post(path, express.text({ type: 'text/xml', limit: '1mb' }), (request, response) => {
  response.type('text/xml').send(answer(String(request.headers['soapaction']), request.body as string));
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
