/** What the emitted resources stand on. */

import type { Answer, RequestOptions } from './call.js';
import { ApiConnectionError, ConfigurationError, ResponseParseError } from './errors.js';
import { ApiPromise, List } from './pages.js';
import { walk, type Batch, type SyncOptions } from './sync.js';

export type { RequestOptions } from './call.js';
export type { ApiPromise, List } from './pages.js';
export type { Batch, SyncOptions } from './sync.js';

/** Parameters as on the wire; what is undefined is left out, several values are repeated. */
export type Query = Readonly<Record<string, unknown>>;

/** An enum that a newer platform may have extended. */
export type Open<T> = T | (string & {});

/** What a resource needs of the client. */
export interface Core {
  call(method: string, path: string, query?: Query, body?: unknown, options?: RequestOptions): Promise<Answer<unknown>>;
  lines(path: string, query: Query, accept: string, options?: RequestOptions): AsyncGenerator<string, void, undefined>;
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  readonly maxRetries: number;
}

/** What `batch` takes besides its items. */
export interface BatchOptions extends RequestOptions {
  /** `upsert` updates the record with the same `external_id`, if there is one. */
  mode?: 'create' | 'upsert' | undefined;
}

/** What an operation is given. */
interface Given {
  id?: string;
  query?: object | undefined;
  body?: unknown;
}

/** A path with its `{id}` filled in, as one segment. */
function withId(path: string, id: string | undefined): string {
  if (!path.includes('{id}')) return path;
  if (typeof id !== 'string' || ['', '.', '..'].includes(id)) {
    throw new ConfigurationError(`an id must be a text such as 'deal_01K…', not ${typeof id === 'string' ? `'${id}'` : typeof id}`);
  }
  return path.replace('{id}', encodeURIComponent(id));
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new ResponseParseError('a line of the stream is no JSON', { cause });
  }
}

/** An answer as it is, if it can be the API's: a record has an `id`, everything else `data`. */
function record(answer: Answer<unknown>): Answer<unknown> {
  const { data, response, attempts } = answer;
  if (typeof data === 'object' && data && ('id' in data || 'data' in data)) return answer;
  throw new ResponseParseError('the answer is JSON but no record; is the base URL right?', { response, attempts });
}

export class Resource {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  protected _call<T>(method: string, path: string, { id, query, body }: Given, options?: RequestOptions): ApiPromise<T> {
    const called = this.#core.call(method, withId(path, id), query as Query | undefined, body, options);
    const answer = called.then((given) => (method === 'DELETE' && given.data === undefined ? given : record(given))) as Promise<Answer<T>>;
    return new ApiPromise(() => answer);
  }

  /** `query` is null for a list that has no pages. */
  protected _list<T>(path: string, query: object | null = {}, options?: RequestOptions): List<T> {
    return new List((cursor, walking) => {
      const asked: Query = walking && query ? { limit: 100, ...query } : { ...query };
      return this.#core.call('GET', path, cursor === undefined ? asked : { ...asked, cursor }, undefined, options);
    });
  }

  protected _batch<T>(path: string, items: readonly object[], options: BatchOptions = {}): ApiPromise<T> {
    const { mode = 'create', ...rest } = options;
    return this._call('POST', path, { body: { mode, items } }, rest);
  }

  protected _sync<T>(path: string, options: SyncOptions<any> = {}): AsyncGenerator<Batch<T>, void, undefined> {
    return walk(this.#core, path, options);
  }

  /** The records one by one; a stream that breaks goes on behind the last one. */
  protected async *_export<T>(path: string, query: object | null = {}, options?: RequestOptions): AsyncGenerator<T, void, undefined> {
    let asked = { ...query } as Query;
    for (let failed = 0; ; ) {
      try {
        for await (const line of this.#core.lines(path, asked, 'application/x-ndjson', options)) {
          if (!line) continue;
          const record = parsed<T>(line);
          const { id: after } = Object(record) as { id?: string };
          if (after === undefined) throw new ResponseParseError('a line of the export is no record; is there a proxy between?');
          failed = 0;
          // `after` and `cursor` exclude each other.
          asked = { ...asked, cursor: undefined, after };
          yield record as Awaited<T>;
        }
        return;
      } catch (error) {
        failed += 1;
        if (!(error instanceof ApiConnectionError) || failed > this.#core.maxRetries) throw error;
      }
    }
  }

  /** Events as they happen, until the caller stops; a stream that ends goes on by `Last-Event-ID`. */
  protected async *_stream<T>(path: string, query: object | null = {}, options: RequestOptions = {}): AsyncGenerator<T, void, undefined> {
    let lastId: string | undefined;
    let pauseMs = 1000;
    for (let failed = 0; ; ) {
      let data: string[] = [];
      let id: string | undefined;
      const headers = { ...options.headers, ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) };
      try {
        for await (const raw of this.#core.lines(path, { ...query } as Query, 'text/event-stream', { ...options, headers })) {
          failed = 0;
          const line = raw.replace(/\r$/, '');
          const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) as unknown as [string, string, string];
          if (name === 'data') data.push(value);
          else if (name === 'id') id = value;
          else if (name === 'retry' && /^\d+$/.test(value)) pauseMs = Number(value);
          if (line !== '') continue;
          lastId = id ?? lastId;
          const text = data.join('\n');
          data = [];
          if (text) yield parsed<T>(text) as Awaited<T>;
        }
      } catch (error) {
        failed += 1;
        if (!(error instanceof ApiConnectionError) || failed > this.#core.maxRetries + 1) throw error;
      }
      await this.#core.pause(Math.min(pauseMs, 500 * 2 ** failed), options.signal);
    }
  }
}
