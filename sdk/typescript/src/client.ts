/** `GhxstshipClient`: what is configured once. */

import { call, lines, sleep } from './call.js';
import type { Answer, Fetch, Hooks, RequestOptions, Rules, TokenSource } from './call.js';
import { ApiAbortError, ConfigurationError, isGhxstshipError, type SentRequest } from './errors.js';
import { sharedPacer, type Pacer, type RateLimit } from './pacing.js';
import { ApiPromise } from './pages.js';
import { safe, Sent } from './redaction.js';
import type { Core, Query } from './resource.js';
import { AtlvsProduct } from './resources/atlvs.js';
import { CompvssProduct } from './resources/compvss.js';
import { GvtewayProduct } from './resources/gvteway.js';
import { WorkspaceProduct } from './resources/workspace.js';
import { VERSION } from './version.js';

const DEFAULT_BASE_URL = 'https://api.ghxstship.com';
const products = { atlvs: AtlvsProduct, compvss: CompvssProduct, gvteway: GvtewayProduct };

interface Products {
  atlvs: AtlvsProduct;
  compvss: CompvssProduct;
  gvteway: GvtewayProduct;
}

/** The products whose resources a client can have at hand. */
export type Platform = keyof Products;

/** What may be different for a copy of a client. */
export interface SharedOptions {
  /** Sent as `X-Workspace-ID`, so that a wrong key is noticed; else `GHXSTSHIP_WORKSPACE_ID`. */
  workspaceId?: string | undefined;
  /** Milliseconds for a whole call: pacing, connecting, retries and the body. 30,000 if left out. */
  timeoutMs?: number | undefined;
  /** Tries after the first. 2 if left out. */
  maxRetries?: number | undefined;
  /** Wait before the rate limit would refuse; true if left out. */
  pacing?: boolean | undefined;
  /** Functions that are told of requests, responses, retries and waits. */
  hooks?: Hooks | undefined;
  /** Told of each answer and retry, without credentials, queries and bodies. */
  logger?: { debug(message: string): void } | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
}

/** What a client is made with. */
export interface ClientOptions<P extends Platform | undefined = undefined> extends SharedOptions {
  /** `ghx_live_…` or `ghx_test_…`; else the environment's `GHXSTSHIP_API_KEY`. */
  apiKey?: string | undefined;
  /** An `OAuth` of `@ghxstship/sdk/oauth` instead of a key. */
  auth?: TokenSource | undefined;
  /** Its resources become the client's own: `client.deals` instead of `client.atlvs.deals`. */
  platform?: P;
  /** Where the platform is; else `GHXSTSHIP_BASE_URL`, else production. */
  baseUrl?: string | undefined;
  /** Instead of the built-in one. */
  fetch?: Fetch | undefined;
  /** A page's visitors can read its key. True only for a key that they may have. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /** How a wait passes, for tests with a clock of their own. */
  sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

function environment(name: string): string | undefined {
  const home = globalThis as {
    process?: { env?: Record<string, string | undefined> };
    Deno?: { env?: { get(name: string): string | undefined } };
  };
  try {
    return (home.process?.env?.[name] ?? home.Deno?.env?.get(name)) || undefined;
  } catch {
    return undefined; // Deno without the permission to read it
  }
}

function inBrowser(): boolean {
  const home = globalThis as { window?: { document?: unknown }; navigator?: unknown };
  return home.window?.document !== undefined && home.navigator !== undefined;
}

function checkedKey(key: string | undefined): string {
  if (!key) throw new ConfigurationError('no API key: pass apiKey or set GHXSTSHIP_API_KEY');
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ConfigurationError('the API key contains characters that no key has; was it copied whole?');
  }
  return key;
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\/[^/]/.test(url)) throw new ConfigurationError(`baseUrl must begin with https:// or http://, not '${safe(url)}'`);
  if (/^[^/]*\/\/[^/]*@/.test(url)) throw new ConfigurationError('baseUrl has a user name or password; the platform takes an API key alone');
  return url.replace(/\/+$/, '');
}

function checkedTimes(timeoutMs: number, maxRetries: number): void {
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new ConfigurationError(`timeoutMs must be milliseconds above 0 and below 2^31, not ${timeoutMs}`);
  }
  if (!(maxRetries >= 0)) throw new ConfigurationError(`maxRetries must be 0 or more, not ${maxRetries}`);
}

function logged(hooks: Hooks, logger: SharedOptions['logger']): Hooks {
  if (!logger) return hooks;
  const path = (request: SentRequest): string => `${request.method} ${new URL(request.url).pathname}`;
  return {
    ...hooks,
    response(event) {
      const { request, response, attempt, tookMs } = event;
      const id = response.headers.get('x-request-id');
      logger.debug(`${path(request)} -> ${response.status} in ${tookMs.toFixed(0)} ms (try ${attempt}, ${id})`);
      hooks.response?.(event);
    },
    retry(event) {
      const { request, attempt, waitMs, cause } = event;
      logger.debug(`${path(request)}: ${cause.name}, retry ${attempt} in ${waitMs.toFixed(0)} ms`);
      hooks.retry?.(event);
    },
  };
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return `sdk_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function search(query: Query | undefined): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined && one !== null) pairs.append(name, one instanceof Date ? one.toISOString() : String(one));
    }
  }
  const text = pairs.toString();
  return text && `?${text}`;
}

class Client implements Core {
  /** Companies, contacts, deals, invoices, payments. */
  readonly atlvs: AtlvsProduct;
  /** Projects, crew, assignments, incidents. */
  readonly compvss: CompvssProduct;
  /** Venues, events, ticket types, customers, orders, tickets. */
  readonly gvteway: GvtewayProduct;
  /** The workspace itself: events, keys, settings. */
  readonly workspace: WorkspaceProduct;
  /** Where the platform is. */
  readonly baseUrl: string;
  /** Milliseconds for a whole call. */
  readonly timeoutMs: number;
  /** Tries after the first. */
  readonly maxRetries: number;
  readonly #options: ClientOptions<Platform | undefined>;
  readonly #credential: string | TokenSource;
  readonly #headers: Record<string, string>;
  readonly #hooks: Hooks;
  readonly #pacer: Pacer | undefined;

  constructor(options: ClientOptions<Platform | undefined> = {}) {
    if (inBrowser() && !options.auth && !options.dangerouslyAllowBrowser) {
      const text = 'this is a browser: whoever visits the page could read the API key. Call the platform from a server';
      throw new ConfigurationError(`${text}, or set dangerouslyAllowBrowser if the key may be read`);
    }
    const { auth } = options;
    const key = auth ? auth.identity : checkedKey(options.apiKey ?? environment('GHXSTSHIP_API_KEY'));
    this.baseUrl = checkedUrl(options.baseUrl ?? environment('GHXSTSHIP_BASE_URL') ?? DEFAULT_BASE_URL);
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.maxRetries = options.maxRetries ?? 2;
    checkedTimes(this.timeoutMs, this.maxRetries);
    const workspaceId = options.workspaceId ?? environment('GHXSTSHIP_WORKSPACE_ID');
    this.#options = { ...options, ...(auth ? {} : { apiKey: key }) };
    this.#credential = auth ?? key;
    this.#headers = {
      Accept: 'application/json',
      ...(inBrowser() ? {} : { 'User-Agent': `ghxstship-typescript/${VERSION}` }),
      ...(workspaceId ? { 'X-Workspace-ID': workspaceId } : {}),
      ...options.headers,
    };
    this.#hooks = logged(options.hooks ?? {}, options.logger);
    this.#pacer = options.pacing === false ? undefined : sharedPacer(this.baseUrl, key);
    this.atlvs = new AtlvsProduct(this);
    this.compvss = new CompvssProduct(this);
    this.gvteway = new GvtewayProduct(this);
    this.workspace = new WorkspaceProduct(this);
    const { platform } = options;
    if (platform === undefined) return;
    if (!Object.hasOwn(products, platform)) {
      throw new ConfigurationError(`platform must be one of ${Object.keys(products).join(', ')}, not '${String(platform)}'`);
    }
    Object.assign(this, this[platform]);
  }

  /** What the last answer told of the rate limit; undefined before the first, or without pacing. */
  get rateLimit(): RateLimit | undefined {
    return this.#pacer?.last;
  }

  /** A client with other options that shares the pacer with this one. */
  withOptions(options: SharedOptions): this {
    const headers = { ...this.#options.headers, ...options.headers };
    return new Client({ ...this.#options, ...options, headers }) as this;
  }

  /** Any request, also of what this version does not know. */
  request<T = unknown>(
    method: string,
    path: string,
    { query, body, ...options }: RequestOptions & { query?: Query; body?: unknown } = {},
  ): ApiPromise<T> {
    const answer = this.call(method, path, query, body, options) as Promise<Answer<T>>;
    return new ApiPromise(() => answer);
  }

  /** For the resources; not part of the type `GhxstshipClient`. */
  async call(method: string, path: string, query?: Query, body?: unknown, options?: RequestOptions): Promise<Answer<unknown>> {
    return call(this.#request(method, path, query, body, options), this.#rules(options));
  }

  /** For the resources; not part of the type `GhxstshipClient`. */
  lines(path: string, query: Query, accept: string, options?: RequestOptions): AsyncGenerator<string, void, undefined> {
    const headers = { ...options?.headers, Accept: accept };
    return lines(this.#request('GET', path, query, undefined, { ...options, headers }), this.#rules(options));
  }

  /** For the resources; not part of the type `GhxstshipClient`. */
  async pause(ms: number, signal: AbortSignal = new AbortController().signal): Promise<void> {
    await (this.#options.sleep ?? sleep)(ms, signal).catch((cause: unknown) => {
      throw new ApiAbortError('the call was aborted by its signal', { cause });
    });
  }

  #request(method: string, path: string, query?: Query, body?: unknown, options: RequestOptions = {}): SentRequest {
    if (!path.startsWith('/')) throw new ConfigurationError(`a path begins with '/', as in '/atlvs/v1/deals'; '${safe(path)}' does not`);
    const headers = { ...this.#headers, ...options.headers };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const version = options.ifMatch;
    if (version !== undefined) headers['If-Match'] = typeof version === 'number' ? `"${version}"` : version;
    if (options.correlationId !== undefined) headers['X-Correlation-ID'] = options.correlationId;
    if (method !== 'GET') headers['Idempotency-Key'] ??= options.idempotencyKey ?? randomKey();
    const url = this.baseUrl + path + search(query);
    return new Sent(method, url, headers, body === undefined ? undefined : JSON.stringify(body));
  }

  #rules(options: RequestOptions = {}): Rules {
    const { timeoutMs = this.timeoutMs, maxRetries = this.maxRetries, signal } = options;
    checkedTimes(timeoutMs, maxRetries);
    return {
      timeoutMs,
      maxRetries,
      signal,
      pacer: this.#pacer,
      hooks: this.#hooks,
      fetch: this.#options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      credential: this.#credential,
      sleep: this.#options.sleep ?? sleep,
    };
  }
}

/**
 * A client; with `platform` it has that product's resources as its own.
 *
 * @example
 * const patient = client.withOptions({ timeoutMs: 60_000 });
 * const { data, requestId, rateLimit } = await patient.atlvs.deals.list({ limit: 1 }).withResponse();
 * console.log(data.data.length, requestId, rateLimit?.remaining);
 */
export type GhxstshipClient<P extends Platform | undefined = undefined> = Omit<
  Client,
  'call' | 'lines' | 'pause' | 'withOptions'
> & {
  /** A client with other options that shares the pacer with this one. */
  withOptions(options: SharedOptions): GhxstshipClient<P>;
} & (P extends Platform ? Products[P] : unknown);

interface GhxstshipClientConstructor {
  /** Reads `GHXSTSHIP_API_KEY`, `GHXSTSHIP_BASE_URL` and `GHXSTSHIP_WORKSPACE_ID` for what is left out. */
  new <P extends Platform | undefined = undefined>(options?: ClientOptions<P>): GhxstshipClient<P>;
  /** Whether an error comes from this package, also from another copy of it. */
  isError: typeof isGhxstshipError;
}

export const GhxstshipClient: GhxstshipClientConstructor = /* @__PURE__ */ Object.assign(Client, {
  isError: isGhxstshipError,
}) as unknown as GhxstshipClientConstructor;
