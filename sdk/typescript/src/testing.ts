/** For an integrator's own tests: signed sample webhooks, and calls that fail on purpose. */

import type { Fetch } from './call.js';
import { signHeaders } from './webhooks.js';

/** What `signWebhook` takes besides event, record and secret. */
export interface SampleOptions {
  /** Of the event; the ids are made of it. */
  sequence?: number;
  /** Unix seconds of the signature; now, if left out. */
  timestamp?: number;
}

/** The body and the headers of a webhook as the platform would send it. */
export async function signWebhook(
  event: string,
  data: Record<string, unknown>,
  secret: string,
  { sequence = 1, timestamp = Math.floor(Date.now() / 1000) }: SampleOptions = {},
): Promise<{ body: string; headers: Record<string, string> }> {
  const tail = String(sequence).padStart(26, '0');
  const body = JSON.stringify({
    id: `msg_${tail}`,
    event,
    version: '1.0',
    timestamp: new Date(timestamp * 1000).toISOString(),
    sequence,
    workspace_id: `ws_${'0'.repeat(26)}`,
    data,
    metadata: { correlation_id: null, request_id: null, actor: null },
  });
  const signature = await signHeaders(body, { secret, messageId: `msg_${tail}`, timestamp });
  const delivery = { 'X-GHXSTSHIP-Event': event, 'X-GHXSTSHIP-Delivery': `dlv_${tail}`, 'X-GHXSTSHIP-Attempt': '1' };
  return { body, headers: { 'Content-Type': 'application/json', ...signature, ...delivery } };
}

/** How a request fails. */
export interface Fault {
  /** Answered with it; without it the connection breaks. */
  status?: number;
  /** Of the answer's error. */
  code?: string;
  /** Of the answer. */
  headers?: Record<string, string>;
  /** How many requests; 1 if left out. */
  times?: number;
}

/**
 * A `fetch` for `new GhxstshipClient({ fetch: faults.fetch })` that fails as planned and else hands on.
 *
 * @example
 * import { GhxstshipClient } from '@ghxstship/sdk';
 * import { Faults } from '@ghxstship/sdk/testing';
 *
 * const faults = new Faults();
 * faults.fail('GET', '/atlvs/v1/deals', { status: 503, headers: { 'Retry-After': '0' } });
 * const faulty = new GhxstshipClient({ fetch: faults.fetch });
 * await faulty.atlvs.deals.list({ limit: 1 });
 * console.log(faults.seen.length); // 2
 */
export class Faults {
  /** The requests that came by. */
  readonly seen: { method: string; url: string; headers: Headers }[] = [];
  readonly #planned: (Fault & { method: string; path: string; times: number })[] = [];
  readonly #inner: Fetch;

  /** `inner` is what it hands on to. */
  constructor(inner: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.#inner = inner;
  }

  /** Let the next `times` requests with this method and a path that begins so fail. */
  fail(method: string, path: string, fault: Fault = {}): void {
    this.#planned.push({ times: 1, ...fault, method, path });
  }

  /** For `new GhxstshipClient({ fetch })`. */
  readonly fetch: Fetch = async (url, init) => {
    const { method = 'GET' } = init;
    this.seen.push({ method, url, headers: new Headers(init.headers) });
    const { pathname } = new URL(url);
    const fault = this.#planned.find((one) => one.times > 0 && one.method === method && pathname.startsWith(one.path));
    if (!fault) return this.#inner(url, init);
    fault.times -= 1;
    if (fault.status === undefined) throw new TypeError('the connection broke on purpose');
    const error = { code: fault.code ?? 'INTERNAL_ERROR', message: 'failed on purpose', details: [], request_id: 'req_fault' };
    const headers = { 'content-type': 'application/json', 'x-request-id': 'req_fault', ...fault.headers };
    return new Response(JSON.stringify({ error }), { status: fault.status, headers });
  };
}
