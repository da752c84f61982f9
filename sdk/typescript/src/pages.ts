/** What calls return: one answer to await, or a list that walks on (playbook "Pagination"). */

import type { Answer } from './call.js';
import { PaginationLoopError, ResponseParseError } from './errors.js';

/** A page is asked for the records behind a cursor, or for the first ones. */
type Load = (cursor: string | undefined, walking: boolean) => Promise<Answer<unknown>>;

/** As many cursors are enough to notice a loop, and a walk of a million pages stays small. */
const REMEMBERED = 64;

/** An answer that is on its way: await it, or ask `withResponse` for what surrounds it. */
export class ApiPromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag]: string = 'ApiPromise';
  readonly #ask: () => Promise<Answer<T>>;

  constructor(ask: () => Promise<Answer<T>>) {
    this.#ask = ask;
  }

  /** The data with status, headers, request id and rate limit. */
  withResponse(): Promise<Answer<T>> {
    return this.#ask();
  }

  /** As of every promise, with the data. */
  then<R1 = T, R2 = never>(
    resolved?: ((value: T) => R1 | PromiseLike<R1>) | null,
    rejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return this.#ask().then(resolved ? ({ data }) => resolved(data) : ({ data }) => data as unknown as R1, rejected);
  }

  /** As of every promise. */
  catch<R = never>(rejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<T | R> {
    return this.then(undefined, rejected);
  }

  /** As of every promise. */
  finally(done?: (() => void) | null): Promise<T> {
    return this.then().finally(done);
  }
}

/** Where a page stands in its walk. */
export interface Pagination {
  /** Of the next page; null on the last. */
  readonly cursor: string | null;
  /** Whether there is a next page. */
  readonly hasMore: boolean;
  /** How many matched when the walk began. */
  readonly total?: number;
}

/** One page. Iterating it goes on over all pages that follow, also over empty ones. */
export class Page<T> implements AsyncIterable<T> {
  /** Its records. */
  readonly data: T[];
  /** Where it stands. */
  readonly pagination: Pagination;
  readonly #load: Load;
  readonly #seen: readonly string[];

  constructor({ data, response, attempts }: Answer<unknown>, load: Load, seen: readonly string[] = []) {
    const document = data as { data?: T[]; pagination?: Pagination } | undefined;
    if (!Array.isArray(document?.data)) {
      throw new ResponseParseError('the answer is JSON but no list; is the base URL right?', { response, attempts });
    }
    const cursor = document.pagination?.cursor ?? null;
    if (cursor !== null && seen.includes(cursor)) {
      throw new PaginationLoopError('the list gave the same cursor twice', { response, attempts });
    }
    this.data = document.data;
    this.pagination = { hasMore: cursor !== null, ...document.pagination, cursor };
    this.#load = load;
    this.#seen = cursor === null ? seen : [...seen.slice(-REMEMBERED), cursor];
  }

  /** The page that follows; undefined on the last. */
  async nextPage(): Promise<Page<T> | undefined> {
    const { cursor } = this.pagination;
    return cursor === null ? undefined : new Page(await this.#load(cursor, true), this.#load, this.#seen);
  }

  /** This page and all that follow. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    for (let page: Page<T> | undefined = this as Page<T>; page; page = await page.nextPage()) yield page;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }
}

/**
 * A list that is asked for once it is awaited (one page of 25 records, or of `limit`) or iterated (all records, a hundred
 * at a time).
 *
 * @example
 * const page = await client.atlvs.deals.list({ limit: 2 });
 * console.log(page.data.length, page.pagination.hasMore); // 2 true
 * for await (const deal of client.atlvs.deals.list({ status: 'won' })) console.log(deal.name);
 */
export class List<T> extends ApiPromise<Page<T>> implements AsyncIterable<T> {
  override readonly [Symbol.toStringTag] = 'List';
  readonly #open: (walking: boolean) => Promise<Answer<Page<T>>>;

  constructor(load: Load) {
    let first: Promise<Answer<Page<T>>> | undefined;
    const open = (walking: boolean): Promise<Answer<Page<T>>> =>
      (first ??= load(undefined, walking).then((answer) => ({ ...answer, data: new Page<T>(answer, load) })));
    super(() => open(false));
    this.#open = open;
  }

  /** Page by page. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    yield* (await this.#open(true)).data.pages();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* (await this.#open(true)).data;
  }

  /** All records, but never more than `max`. */
  async toArray({ max }: { max: number }): Promise<T[]> {
    const all: T[] = [];
    if (max <= 0) return all;
    for await (const record of this) if (all.push(record) >= max) break;
    return all;
  }
}
