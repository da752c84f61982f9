/**
 * A bulk walk that can be resumed (playbook "Bulk Data Sync", "Polling Sync").
 *
 * The records come in the order of their last change, deleted ones included as tombstones. A batch that was committed
 * is not read again after a crash; one that was not comes once more: at least once, never a gap. When a walk is over,
 * the next one with the same checkpoint reads only what has changed since.
 */

import type { RequestOptions } from './call.js';
import { BadRequestError, ConfigurationError } from './errors.js';
import { Page } from './pages.js';
import type { Core, Query } from './resource.js';

/** A walk's position. */
export interface SyncState {
  /** Of the list. */
  path: string;
  /** Parameters of the list. */
  filters: Query;
  /** Of the next page; null once a walk is over. */
  cursor: string | null;
  /** Only what changed later is read; null reads everything. */
  since: string | null;
  /** The last change that was read. */
  seen: string | null;
}

/** Where a walk's position is kept; keep it beside the data if you can. */
export interface Checkpoint {
  /** What was saved last; null or undefined before the first time. */
  load(): Promise<SyncState | null | undefined> | SyncState | null | undefined;
  /** Keep the position, durably. */
  save(state: SyncState): Promise<void> | void;
}

/** Parameters of `list` that a walk sets by itself. */
type Positions = 'sort' | 'updated_after' | 'include_deleted' | 'cursor' | 'limit' | 'total';

/** What `sync` takes. */
export interface SyncOptions<F = Query> extends RequestOptions {
  /** Without it each walk starts from the beginning. */
  checkpoint?: Checkpoint | undefined;
  /** For the first walk: only what changed later. */
  updatedSince?: Date | string | undefined;
  /** Tombstones too; true if left out. */
  includeDeleted?: boolean | undefined;
  /** Parameters of `list`, the same in each run of a checkpoint. */
  filters?: Omit<F, Positions> | undefined;
}

/**
 * One page of a walk.
 *
 * @example
 * for await (const batch of client.atlvs.deals.sync({ updatedSince: new Date() })) {
 *   console.log(batch.items.length, batch.deleted.length); // store them, then:
 *   await batch.commit();
 * }
 */
export interface Batch<T> {
  /** The records that are there. */
  items: T[];
  /** Tombstones. */
  deleted: T[];
  /** The batch is stored: the next run goes on behind it. */
  commit(): Promise<void>;
}

interface Changing {
  updated_at: string;
  deleted_at?: string | null;
}

/** `updated_after` is exclusive and times have milliseconds: what changed in the same one is read again. */
function before(moment: string | null): string | null {
  return moment === null ? null : new Date(Date.parse(moment) - 1).toISOString();
}

export async function* walk<T>(core: Core, path: string, options: SyncOptions): AsyncGenerator<Batch<T>, void, undefined> {
  const { checkpoint, updatedSince, includeDeleted = true, filters = {}, ...rest } = options;
  const start = updatedSince === undefined ? null : new Date(updatedSince).toISOString();
  let state: SyncState = { path, filters, cursor: null, since: start, seen: null };
  const saved = await checkpoint?.load();
  if (saved) {
    if (saved.path !== path || JSON.stringify(saved.filters) !== JSON.stringify(filters)) {
      const text = `the checkpoint belongs to ${saved.path} with ${JSON.stringify(saved.filters)}; use one for each walk`;
      throw new ConfigurationError(text);
    }
    state = { ...saved };
  }
  let resumed = state.cursor !== null;
  let seen: readonly string[] = [];
  const load = (cursor: string | null): ReturnType<Core['call']> => {
    const query = { sort: 'updated_at', limit: 100, total: false, include_deleted: includeDeleted };
    const position = { updated_after: state.since ?? undefined, cursor: cursor ?? undefined };
    return core.call('GET', path, { ...filters, ...query, ...position }, undefined, rest);
  };
  for (;;) {
    let page: Page<T & Changing>;
    try {
      page = new Page(await load(state.cursor), load as never, seen);
    } catch (error) {
      // A cursor of the last run is no longer good, such as after an upgrade: by the time of the last change.
      if (!resumed || !(error instanceof BadRequestError) || error.code !== 'INVALID_CURSOR') throw error;
      resumed = false;
      state = { ...state, cursor: null, since: before(state.seen) ?? state.since };
      continue;
    }
    resumed = false;
    const { cursor } = page.pagination;
    const last = page.data.at(-1)?.updated_at ?? state.seen;
    if (cursor !== null) seen = [...seen.slice(-64), cursor];
    state = { ...state, cursor, seen: last, since: cursor === null ? (before(last) ?? state.since) : state.since };
    const reached = state;
    if (page.data.length > 0 || cursor === null) {
      yield {
        items: page.data.filter((record) => record.deleted_at == null),
        deleted: page.data.filter((record) => record.deleted_at != null),
        commit: async () => checkpoint?.save(reached),
      };
    }
    if (cursor === null) return;
  }
}
