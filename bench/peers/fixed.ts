import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The peer `fixed`, an upper limit: node:http answers every request with a buffer of the size in the path. */

const buffers = new Map<string, Buffer>();

function bufferFor(url: string): Buffer {
  const buffer = buffers.get(url) ?? Buffer.alloc(Number(url.slice(1)), 'x');
  buffers.set(url, buffer);
  return buffer;
}

const server = createServer((request, response) => {
  const buffer = bufferFor(String(request.url));
  request.resume().on('end', () => {
    response
      .writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': buffer.length })
      .end(buffer);
  });
}).listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
