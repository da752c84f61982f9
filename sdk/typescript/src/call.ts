/** One logical call: pacing, tries, and a deadline that covers all of it, the body included. */

import {
  ApiAbortError,
  ApiConnectionError,
  ApiTimeoutError,
  ConfigurationError,
  ResponseParseError,
  retryAfterMs,
  statusError,
  type ErrorContext,
  type GhxstshipError,
  type SentRequest,
} from './errors.js';
import { readRateLimit, type Pacer, type RateLimit } from './pacing.js';
import { unsendable } from './redaction.js';

/** What every call takes besides its own parameters. */
export interface RequestOptions {
  /** Milliseconds for the whole call: pacing, connecting, retries and the body. */
  timeoutMs?: number | undefined;
  /** Tries after the first. */
  maxRetries?: number | undefined;
  /** Of a write, instead of a random one. */
  idempotencyKey?: string | undefined;
  /** The version that must be current. */
  ifMatch?: number | string | undefined;
  /** Goes into the events that the call causes. */
  correlationId?: string | undefined;
  /** More headers. */
  headers?: Record<string, string> | undefined;
  /** Ends the call when it aborts. */
  signal?: AbortSignal | undefined;
}

/** Functions that are told what a client does. They must be quick and must not throw. Credentials are left out. */
export interface Hooks {
  /** Before each try. */
  request?: ((event: { request: SentRequest; attempt: number }) => void) | undefined;
  /** After each answer. */
  response?: ((event: { request: SentRequest; response: Response; attempt: number; tookMs: number }) => void) | undefined;
  /** Before each retry. */
  retry?: ((event: { request: SentRequest; attempt: number; waitMs: number; cause: GhxstshipError }) => void) | undefined;
  /** Before waiting for the rate limit. */
  wait?: ((event: { waitMs: number }) => void) | undefined;
}

/** The `fetch` that a client calls. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What gives access tokens, such as `OAuth`. */
export interface TokenSource {
  /** Whose rate limit it is. */
  readonly identity: string;
  /** An access token that is good now; `refused` is one that was answered with a 401. */
  token(refused?: string): Promise<string>;
}

/** What holds for a call. */
export interface Rules {
  timeoutMs: number;
  maxRetries: number;
  pacer: Pacer | undefined;
  hooks: Hooks;
  fetch: Fetch;
  /** A key, or what gives tokens. */
  credential: string | TokenSource;
  signal?: AbortSignal | undefined;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** An answer with what surrounds it. */
export interface Answer<T> {
  /** What a call without `withResponse` gives. */
  data: T;
  /** Status and headers; its body has been read. */
  response: Response;
  /** The platform's id of the request, for its support and logs. */
  requestId: string | undefined;
  /** What the answer told of the rate limit. */
  rateLimit: RateLimit | undefined;
  /** How often it was tried. */
  attempts: number;
}

/** An answer whose body was read, unless it is a stream. */
interface Received {
  response: Response;
  body: string;
  rateLimit: RateLimit | undefined;
}

const RETRIED = [408, 429, 500, 502, 503, 504];
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** Doubling, with the upper half left to chance. */
function backoffMs(retry: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retry);
  return full / 2 + (Math.random() * full) / 2;
}

/** Waits, and rejects as soon as the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

class Run {
  readonly #started = performance.now();
  readonly #abort = new AbortController();
  readonly #late: ReturnType<typeof setTimeout>;
  readonly #onAbort = (): void => this.#stop(this.rules.signal?.reason);
  #reject: (reason: unknown) => void = () => undefined;
  #timedOut = false;
  #token = '';
  #refused: string | undefined;
  attempts = 0;

  constructor(
    readonly request: SentRequest,
    readonly rules: Rules,
  ) {
    this.#late = setTimeout(() => {
      this.#timedOut = true;
      this.#stop();
    }, rules.timeoutMs);
    if (rules.signal?.aborted) this.#onAbort();
    else rules.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #stop(reason?: unknown): void {
    this.#abort.abort(reason);
    this.#reject(this.#abort.signal.reason);
  }

  /** The promise, or a rejection at the abort, also when a custom `fetch` ignores signals. */
  #until<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#abort.signal.aborted) reject(this.#abort.signal.reason);
      promise.then(resolve, reject);
    });
  }

  /** The deadline does not hold any more; `signal` still does for a stream until `end`. */
  settle(): void {
    clearTimeout(this.#late);
  }

  end(): void {
    this.settle();
    this.rules.signal?.removeEventListener('abort', this.#onAbort);
  }

  context(cause?: unknown, response?: Response): ErrorContext {
    return {
      request: this.request,
      attempts: this.attempts,
      elapsedMs: performance.now() - this.#started,
      cause,
      response,
    };
  }

  #over(ms: number): boolean {
    return performance.now() - this.#started + ms >= this.rules.timeoutMs;
  }

  /** What a failure of the network is called. */
  named(cause: unknown): GhxstshipError {
    const { timeoutMs, signal } = this.rules;
    if (this.#timedOut) return new ApiTimeoutError(`no whole answer within ${timeoutMs} ms`, this.context(cause));
    if (signal?.aborted) return new ApiAbortError('the call was aborted by its signal', this.context(signal.reason));
    const why = cause instanceof Error ? cause.message : String(cause);
    const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
    return new ApiConnectionError(`no answer from ${new URL(this.request.url).origin}: ${why}${inner}`, this.context(cause));
  }

  /** A success that is not what was asked for. */
  insteadOf(expected: string, response: Response, cause?: unknown): ResponseParseError {
    const kind = response.headers.get('content-type') ?? 'no content type';
    const text = `the server answered ${response.status} with ${kind} instead of ${expected}; is the base URL right?`;
    return new ResponseParseError(text, this.context(cause, response));
  }

  async #wait(ms: number): Promise<void> {
    try {
      await this.rules.sleep(ms, this.#abort.signal);
    } catch (cause) {
      throw this.named(cause);
    }
  }

  /** Waits for the pacer's leave, which has asked for so many milliseconds. */
  async #queue(pacer: Pacer, first: number): Promise<void> {
    const { hooks, timeoutMs } = this.rules;
    for (let ms = first; ms > 0; ms = pacer.acquire()) {
      if (this.#over(ms)) {
        const seconds = (ms / 1000).toFixed(1);
        const text = `the rate limit allows the next request in ${seconds} s, past the deadline of ${timeoutMs} ms; raise timeoutMs`;
        throw Object.assign(new ApiTimeoutError(text, this.context()), { retryAfterMs: ms });
      }
      hooks.wait?.({ waitMs: ms });
      await this.#wait(ms);
    }
  }

  async #fresh(source: TokenSource): Promise<string> {
    try {
      return await this.#until(source.token(this.#refused));
    } catch (cause) {
      this.rules.pacer?.release();
      throw this.#abort.signal.aborted ? this.named(cause) : cause;
    }
  }

  /** Whether a 401 calls for one new token. */
  #stale(response: Response): boolean {
    if (response.status !== 401 || typeof this.rules.credential === 'string' || this.#refused !== undefined) return false;
    this.#refused = this.#token;
    return true;
  }

  /** One try: the answer and, unless a success is to be streamed, its body. */
  async #send(stream: boolean): Promise<Received> {
    const { headers } = this.request;
    const { credential, pacer, hooks } = this.rules;
    this.#token = typeof credential === 'string' ? credential : await this.#fresh(credential);
    const sent = performance.now();
    this.attempts += 1;
    hooks.request?.({ request: this.request, attempt: this.attempts });
    const all = { ...headers, Authorization: `Bearer ${this.#token}` };
    let received: { response: Response; body: string };
    try {
      received = await this.#until(this.#exchange(all, stream));
    } catch (cause) {
      pacer?.release();
      const broken = unsendable(all);
      if (broken === undefined) throw this.named(cause);
      throw new ConfigurationError(`the header '${broken}' has characters that no header may have; is there a line break?`, this.context());
    }
    const { response, body } = received;
    const refusedForMs = response.status === 429 ? (retryAfterMs(response.headers) ?? 1000) : undefined;
    const rateLimit = pacer ? pacer.observe(response.headers, refusedForMs) : readRateLimit(response.headers);
    hooks.response?.({ request: this.request, response, attempt: this.attempts, tookMs: performance.now() - sent });
    return { response, body, rateLimit };
  }

  async #exchange(headers: Record<string, string>, stream: boolean): Promise<{ response: Response; body: string }> {
    const { method, url, body } = this.request;
    const init: RequestInit = { method, headers, redirect: 'manual', signal: this.#abort.signal };
    if (body !== undefined) init.body = body;
    const response = await this.rules.fetch(url, init);
    return { response, body: stream && response.ok ? '' : await response.text() };
  }

  /** Tries until there is a success; throws what the last try came to. */
  async carryOut(stream: boolean): Promise<Received> {
    const { pacer, signal } = this.rules;
    for (;;) {
      if (signal?.aborted) throw this.named(signal.reason);
      const wait = pacer?.acquire() ?? 0;
      if (pacer && wait > 0) await this.#queue(pacer, wait);
      let failure: GhxstshipError;
      let ms: number;
      try {
        const received = await this.#send(stream);
        const { response, body } = received;
        if (response.ok) return received;
        if (this.#stale(response)) continue;
        failure = statusError(response, body, this.context());
        if (!RETRIED.includes(response.status) && !(response.status === 409 && body.includes('IDEMPOTENCY_IN_PROGRESS'))) {
          throw failure;
        }
        ms = retryAfterMs(response.headers) ?? backoffMs(this.attempts - 1);
      } catch (error) {
        if (!(error instanceof ApiConnectionError) || error instanceof ApiTimeoutError) throw error;
        failure = error;
        // A kept connection that has gone stale is no reason to wait.
        ms = this.attempts === 1 ? 0 : backoffMs(this.attempts - 2);
      }
      if (this.attempts > this.rules.maxRetries || this.#over(ms)) throw failure;
      this.rules.hooks.retry?.({ request: this.request, attempt: this.attempts, waitMs: ms, cause: failure });
      await this.#wait(ms);
    }
  }
}

/** Carry out a call whose answer is one JSON document, or nothing. */
export async function call<T>(request: SentRequest, rules: Rules): Promise<Answer<T>> {
  const run = new Run(request, rules);
  try {
    const { response, body, rateLimit } = await run.carryOut(false);
    let data: unknown;
    try {
      data = response.status === 204 || request.method === 'HEAD' ? undefined : JSON.parse(body);
    } catch (cause) {
      throw run.insteadOf('JSON', response, cause);
    }
    return {
      data: data as T,
      response,
      requestId: response.headers.get('x-request-id') ?? undefined,
      rateLimit,
      attempts: run.attempts,
    };
  } finally {
    run.end();
  }
}

/** Carry out a call whose answer comes in lines. The deadline holds until it begins, `signal` until it ends. */
export async function* lines(request: SentRequest, rules: Rules): AsyncGenerator<string, void, undefined> {
  const run = new Run(request, rules);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const { response } = await run.carryOut(true);
    run.settle();
    const decoder = new TextDecoder();
    let rest = '';
    reader = response.body?.getReader();
    const { Accept: asked = '' } = request.headers;
    if (!(response.headers.get('content-type') ?? asked).startsWith(asked)) throw run.insteadOf(asked, response);
    for (;;) {
      const piece = await reader?.read().catch((cause: unknown) => {
        throw run.named(cause);
      });
      if (!piece || piece.done) break;
      const parts = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    if (rest) yield rest;
  } finally {
    run.end();
    await reader?.cancel().catch(() => undefined);
  }
}
