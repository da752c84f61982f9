/** A server over real sockets that does to a client what networks and proxies do. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Asked {
  method: string;
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Act = (response: ServerResponse, asked: Asked, socket: Socket) => void;

export const raw =
  (status: number, body: string, headers: Record<string, string> = {}): Act =>
  (response) => {
    response.writeHead(status, { 'x-request-id': 'req_1', ...headers }).end(body);
  };

export const answer = (document: unknown, status = 200, headers: Record<string, string> = {}): Act =>
  raw(status, status === 204 ? '' : JSON.stringify(document), { 'content-type': 'application/json', ...headers });

export const error = (status: number, code: string, headers: Record<string, string> = {}): Act =>
  answer({ error: { code, message: 'no', details: [], request_id: 'req_1' } }, status, headers);

export const page = (data: unknown[], cursor: string | null): Act =>
  answer({ data, pagination: { cursor, hasMore: cursor !== null } });

/** The connection breaks without an answer. */
export const reset: Act = (_response, _asked, socket) => {
  socket.resetAndDestroy();
};

/** The beginning of an answer, and then the end of the connection. */
export const half =
  (text: string): Act =>
  (response, _asked, socket) => {
    response.writeHead(200, { 'content-length': String(text.length + 100) });
    response.write(text, () => socket.destroySoon());
  };

/** A byte now and then, for as long as somebody listens. */
export const drip: Act = (response, _asked, socket) => {
  response.writeHead(200, { 'content-length': '100000' });
  const timer = setInterval(() => response.write(' '), 10);
  socket.once('close', () => clearInterval(timer));
};

/** Answers each request with the next act of its script; the last one is repeated. */
export class FaultServer {
  readonly asked: Asked[] = [];
  #script: Act[] = [page([], null)];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  script(...acts: Act[]): void {
    this.#script = acts;
    this.asked.length = 0;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece as string;
    const asked = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body };
    this.asked.push(asked);
    const act = this.#script.length > 1 ? this.#script.shift() : this.#script[0];
    act?.(response, asked, request.socket);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
