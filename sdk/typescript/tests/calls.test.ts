/** What goes wrong between a client and the platform. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  ApiAbortError,
  ApiConnectionError,
  ApiTimeoutError,
  AuthenticationError,
  BadRequestError,
  ConfigurationError,
  ConflictError,
  GhxstshipClient,
  NotFoundError,
  PaginationLoopError,
  PermissionDeniedError,
  RateLimitError,
  ResponseParseError,
  ServerError,
  ValidationError,
  type ApiStatusError,
  type ClientOptions,
  type Deal,
  type Page,
} from '../src/index.js';
import { Faults } from '../src/testing.js';
import { answer, drip, error, FaultServer, half, page, raw, reset } from './fault-server.js';

const KEY = 'ghx_test_secret';
const server = new FaultServer();
let waits: number[] = [];

before(() => server.start());
after(() => server.close());
beforeEach(() => {
  waits = [];
});

function make(options: ClientOptions = {}): GhxstshipClient<'atlvs'> {
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return new GhxstshipClient({ apiKey: KEY, baseUrl: server.url, pacing: false, sleep, ...options, platform: 'atlvs' });
}

async function failure<E>(promise: PromiseLike<unknown>, kind: new (...given: any[]) => E): Promise<E> {
  try {
    await promise;
  } catch (thrown) {
    assert.ok(thrown instanceof kind, inspect(thrown));
    return thrown;
  }
  assert.fail('nothing was thrown');
}

test('a 429 is tried again after Retry-After', async () => {
  server.script(error(429, 'RATE_LIMITED', { 'retry-after': '2' }), answer({ id: 'deal_1' }));
  assert.equal((await make().deals.retrieve('deal_1')).id, 'deal_1');
  assert.deepEqual(waits, [2000]);
});

test('a Retry-After may be a date', async () => {
  const date = new Date(Date.now() + 5000).toUTCString();
  server.script(error(503, 'SERVICE_UNAVAILABLE', { 'retry-after': date }), answer({ id: 'deal_1' }));
  await make().deals.retrieve('deal_1');
  assert.ok(waits[0]! > 3000 && waits[0]! <= 5000);
});

test('a Retry-After past the deadline fails at once', async () => {
  server.script(error(429, 'RATE_LIMITED', { 'retry-after': '60' }));
  const thrown = await failure(make().deals.retrieve('deal_1'), RateLimitError);
  assert.equal(thrown.retryAfterMs, 60_000);
  assert.equal(thrown.attempts, 1);
  assert.deepEqual(waits, []);
});

test('a rate limit past the deadline says when it lets the call go on', async () => {
  const ends = String(Math.ceil(Date.now() / 1000) + 10_000);
  server.script(answer({ id: 'deal_1' }, 200, { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': ends }));
  const client = make({ pacing: true, timeoutMs: 20_000 });
  await client.deals.retrieve('deal_1');
  const thrown = await failure(client.deals.retrieve('deal_1'), ApiTimeoutError);
  assert.ok(thrown.retryAfterMs! > 20_000, inspect(thrown));
  assert.deepEqual([thrown.attempts, server.asked.length, waits.length], [0, 1, 0]);
});

test('a write repeats its idempotency key; another write has another', async () => {
  server.script(error(503, 'SERVICE_UNAVAILABLE'), reset, answer({ id: 'deal_1' }, 201));
  await make().deals.create({ name: 'A', value: 1 });
  await make().deals.create({ name: 'A', value: 1 });
  const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
  assert.equal(server.asked.length, 4);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.match(String(keys[0]), /^sdk_[0-9a-f]{40}$/);
  assert.notEqual(keys[3], keys[0]);
});

test('reads have no idempotency key, and options are headers', async () => {
  server.script(answer({ id: 'deal_1' }));
  const client = make({ workspaceId: 'ws_1', headers: { 'X-Own': 'a' } });
  await client.deals.retrieve('deal_1');
  await client.deals.update('deal_1', { value: 2, notes: null }, { ifMatch: 3, idempotencyKey: 'k', correlationId: 'c' });
  const [read, write] = server.asked;
  assert.equal(read!.headers['idempotency-key'], undefined);
  assert.equal(read!.headers['authorization'], `Bearer ${KEY}`);
  assert.equal(read!.headers['x-workspace-id'], 'ws_1');
  assert.equal(read!.headers['x-own'], 'a');
  assert.equal(write!.headers['if-match'], '"3"');
  assert.equal(write!.headers['idempotency-key'], 'k');
  assert.equal(write!.headers['x-correlation-id'], 'c');
  assert.equal(write!.body, '{"value":2,"notes":null}');
});

test('a reset on a reused connection is tried again at once', async () => {
  server.script(answer({ id: 'deal_1' }), reset, answer({ id: 'deal_1' }));
  const client = make();
  await client.deals.retrieve('deal_1');
  await client.deals.retrieve('deal_1');
  assert.deepEqual(waits, [0]);
  assert.equal(server.asked.length, 3);
});

test('an answer that breaks off is tried again, then it is a connection error', async () => {
  server.script(half('{"id":'));
  const thrown = await failure(make().deals.retrieve('deal_1'), ApiConnectionError);
  assert.equal(thrown.attempts, 3);
  assert.equal(server.asked.length, 3);
});

test('a dripping body ends at the deadline and is not tried again', async () => {
  server.script(drip);
  // On a busy machine a short deadline passes before the request arrives.
  for (let timeoutMs = 80; server.asked.length === 0; timeoutMs *= 2) {
    const thrown = await failure(make({ timeoutMs }).deals.retrieve(`deal_${timeoutMs}`), ApiTimeoutError);
    assert.equal(thrown.attempts, 1);
  }
  const targets = server.asked.map(({ target }) => target);
  assert.equal(new Set(targets).size, targets.length);
});

test('the deadline holds for a fetch that ignores its signal', async () => {
  const client = make({ timeoutMs: 30, fetch: () => new Promise(() => undefined) });
  await failure(client.deals.retrieve('deal_1'), ApiTimeoutError);
});

test("the caller's signal ends a call, also before it began", async () => {
  server.script(drip);
  const abort = new AbortController();
  const pending = failure(make().deals.retrieve('deal_1', { signal: abort.signal }), ApiAbortError);
  abort.abort();
  await pending;
  server.script(answer({ id: 'deal_1' }));
  await failure(make().deals.retrieve('deal_1', { signal: AbortSignal.abort() }), ApiAbortError);
  assert.equal(server.asked.length, 0);
});

test('HTML with status 200 is an error with the request id', async () => {
  server.script(raw(200, '<html>', { 'content-type': 'text/html' }));
  const thrown = await failure(make().deals.list(), ResponseParseError);
  assert.equal(thrown.requestId, 'req_1');
  server.script(answer({ hello: 1 }));
  assert.equal((await failure(make().deals.list(), ResponseParseError)).requestId, 'req_1');
});

test('HTML with status 200 is no stream and no deletion either', async () => {
  server.script(raw(200, '<html>\nlogin\n</html>', { 'content-type': 'text/html' }));
  for (const stream of [make().deals.export(), make().workspace.events.stream()]) {
    const thrown = await failure(stream.next(), ResponseParseError);
    assert.match(thrown.message, /200 with text\/html instead of/);
    assert.deepEqual([thrown.requestId, thrown.attempts], ['req_1', 1]);
  }
  await failure(make().deals.delete('deal_1'), ResponseParseError);
  assert.equal(server.asked.length, 3);
});

test('success without a body is an error where there has to be one', async () => {
  server.script(raw(200, '', { 'content-type': 'application/json' }));
  assert.equal((await failure(make().deals.retrieve('deal_1'), ResponseParseError)).requestId, 'req_1');
});

test('JSON of another shape is no record', async () => {
  for (const document of [[1], 'text', null, { ok: true }]) {
    server.script(answer(document));
    for (const call of [
      () => make().deals.retrieve('deal_1'),
      () => make().deals.create({ name: 'Spring run', value: 1 }),
      () => make().deals.batch([{ name: 'Spring run', value: 1 }]),
      () => make().deals.delete('deal_1'),
    ]) {
      const thrown = await failure(call(), ResponseParseError);
      assert.match(thrown.message, /base URL/);
      assert.deepEqual([thrown.requestId, thrown.attempts], ['req_1', 1]);
    }
  }
});

test('a line that is no record ends an export', async () => {
  for (const line of ['<html>', '3', '{"name": "without an id"}']) {
    server.script(raw(200, `{"id":"1"}\n${line}\n`, { 'content-type': 'application/x-ndjson' }));
    const records = make().deals.export();
    assert.equal((await records.next()).value?.id, '1');
    await failure(records.next(), ResponseParseError);
  }
});

test('each status has its class, with code, details and request id', async () => {
  const refusals = { 400: BadRequestError, 401: AuthenticationError, 403: PermissionDeniedError, 404: NotFoundError };
  const kinds = { ...refusals, 409: ConflictError, 422: ValidationError, 429: RateLimitError, 500: ServerError, 503: ServerError };
  for (const [status, kind] of Object.entries(kinds)) {
    const details = [{ field: 'email', message: 'Must be valid' }, { field: 'phone', message: 'Is required' }];
    const message = 'email: Must be valid (and 1 more)';
    server.script(answer({ error: { code: 'CODE', message, details, documentation_url: 'u' } }, Number(status)));
    const thrown = await failure<ApiStatusError>(make({ maxRetries: 0 }).deals.retrieve('x'), kind);
    assert.equal(thrown.name, kind.name);
    assert.equal(thrown.message, `CODE: ${message}; phone: Is required`);
    assert.deepEqual([thrown.status, thrown.code, thrown.requestId], [Number(status), 'CODE', 'req_1']);
    assert.deepEqual(thrown.details, details);
    assert.ok(GhxstshipClient.isError(thrown));
  }
  assert.ok(!GhxstshipClient.isError(new Error('x')));
});

test('an error says each thing once', async () => {
  const details = [{ field: 'cursor', message: 'The cursor is damaged.' }];
  server.script(answer({ error: { code: 'INVALID_CURSOR', message: 'The cursor is damaged.', details } }, 400));
  const thrown = await failure(make().deals.list({ cursor: 'x' }), BadRequestError);
  assert.equal(thrown.message, 'INVALID_CURSOR: The cursor is damaged.');
});

test('a path begins with a slash', async () => {
  const thrown = await failure(make().request('GET', 'atlvs/v1/deals'), ConfigurationError);
  assert.match(thrown.message, /a path begins with '\/'/);
});

test('a status without the envelope is still explained; a redirect is not followed', async () => {
  server.script(raw(302, '', { location: 'http://127.0.0.1:9/' }));
  const thrown = await failure<ApiStatusError>(make().deals.retrieve('x'), GhxstshipErrorOf());
  assert.equal(thrown.code, 'HTTP_302');
});

function GhxstshipErrorOf(): new (...given: any[]) => ApiStatusError {
  return Error as unknown as new () => ApiStatusError;
}

test('409 in progress is tried again, another 409 is not', async () => {
  server.script(error(409, 'IDEMPOTENCY_IN_PROGRESS', { 'retry-after': '1' }), answer({ id: 'deal_1' }, 201));
  await make().deals.create({ name: 'A', value: 1 });
  assert.deepEqual(waits, [1000]);
  server.script(error(409, 'VERSION_CONFLICT'));
  await failure(make().deals.create({ name: 'A', value: 1 }), ConflictError);
  assert.equal(server.asked.length, 1);
});

test('backoff doubles, with chance in its upper half', async () => {
  server.script(error(500, 'INTERNAL_ERROR'));
  await failure(make({ maxRetries: 6, timeoutMs: 60_000 }).deals.retrieve('x'), ServerError);
  waits.forEach((ms, retry) => {
    const full = Math.min(8000, 500 * 2 ** retry);
    assert.ok(ms >= full / 2 && ms <= full, `${retry}: ${ms}`);
  });
  assert.equal(waits.length, 6);
});

test('a walk goes on over empty pages', async () => {
  const script = [page([{ id: 'a' }], '1'), page([], '2'), page([{ id: 'b' }], null)];
  server.script(...script);
  const ids: string[] = [];
  for await (const deal of make().deals.list({ status: ['open', 'won'] })) ids.push(deal.id);
  assert.deepEqual(ids, ['a', 'b']);
  assert.equal(server.asked[0]!.target, '/atlvs/v1/deals?limit=100&status=open&status=won');
  assert.match(server.asked[2]!.target, /cursor=2$/);
  server.script(...script);
  const first = await make().deals.list();
  assert.equal(server.asked[0]!.target, '/atlvs/v1/deals');
  assert.deepEqual([first.data.length, first.pagination.hasMore], [1, true]);
  const sizes: number[] = [];
  for await (const one of first.pages()) sizes.push(one.data.length);
  assert.deepEqual(sizes, [1, 0, 1]);
});

test('a repeated cursor is an error, and toArray keeps to its maximum', async () => {
  server.script(page([{ id: 'a' }, { id: 'b' }], 'same'));
  await failure(make().deals.list().toArray({ max: 100 }), PaginationLoopError);
  server.script(page([{ id: 'a' }, { id: 'b' }], 'same'));
  assert.equal((await make().deals.list().toArray({ max: 1 })).length, 1);
  assert.equal(server.asked.length, 1);
});

test('unknown fields and values of an enum pass', async () => {
  server.script(answer({ id: 'deal_1', status: 'paused', novel: { deep: 1 } }));
  const deal = await make().deals.retrieve('deal_1');
  assert.equal(deal.status, 'paused');
  assert.deepEqual((deal as unknown as { novel: unknown }).novel, { deep: 1 });
});

test('withResponse tells of what surrounds the data', async () => {
  const limits = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99', 'x-ratelimit-reset': '1' };
  server.script(answer({ id: 'deal_1' }, 200, limits));
  const told = await make().deals.retrieve('deal_1').withResponse();
  assert.deepEqual(told.rateLimit, { limit: 100, remaining: 99, reset: 1 });
  assert.deepEqual([told.data.id, told.requestId, told.attempts, told.response.status], ['deal_1', 'req_1', 1, 200]);
  server.script(answer(undefined, 204));
  assert.equal(await make().deals.delete('deal_1'), undefined);
});

test('what a call gives is a promise in every way', async () => {
  server.script(error(404, 'NOT_FOUND'));
  const code = (thrown: unknown): string => (thrown as ApiStatusError).code;
  let over = 0;
  const count = (): void => void (over += 1);
  const client = make();
  assert.equal(await client.deals.list().catch(code), 'NOT_FOUND');
  assert.equal(await client.deals.retrieve('x').finally(count).catch(code), 'NOT_FOUND');
  server.script(page([{ id: 'a' }], null));
  const first: Promise<Page<Deal>> = client.deals.list();
  assert.deepEqual((await first.finally(count)).data.map(({ id }) => id), ['a']);
  assert.equal(over, 2);
});

test('a write that nobody awaits is sent all the same', async () => {
  server.script(answer({ id: 'deal_1' }, 201));
  const { promise, done } = ((): { promise: Promise<void>; done: () => void } => {
    let done = (): void => undefined;
    return { promise: new Promise((resolve) => (done = resolve)), done: () => done() };
  })();
  void make({ hooks: { response: done } }).deals.create({ name: 'A', value: 1 });
  await promise;
  assert.equal(server.asked.length, 1);
});

test('no secret in errors, logs, hooks or the client itself', async () => {
  server.script(error(500, 'INTERNAL_ERROR'));
  const told: unknown[] = [];
  const note = (event: unknown): void => void told.push(event);
  const logger = { debug: (message: string): void => void told.push(message) };
  const client = make({ logger, hooks: { request: note, response: note, retry: note, wait: note } });
  const thrown = await failure(client.deals.create({ name: 'A', value: 1 }), ServerError);
  const text = inspect([client, thrown, told], { depth: 9, showHidden: true }) + JSON.stringify(client) + thrown.curl();
  assert.ok(!text.includes(KEY));
  assert.ok(told.some((one) => String(one).startsWith('POST /atlvs/v1/deals -> 500 in ')));
  assert.match(thrown.curl(), /^curl -X POST .*\$GHXSTSHIP_API_KEY.*--data-raw '\{"name":"A","value":1\}'$/);
});

test('a wrong configuration says what to do', () => {
  const wrong: [ClientOptions<any>, RegExp][] = [
    [{ apiKey: 'a b' }, /copied whole/],
    [{ apiKey: '' }, /apiKey or set GHXSTSHIP_API_KEY/],
    [{ apiKey: 'k', baseUrl: 'ftp://x' }, /baseUrl/],
    [{ apiKey: 'k', timeoutMs: 0 }, /timeoutMs/],
    [{ apiKey: 'k', maxRetries: -1 }, /maxRetries/],
    [{ apiKey: 'k', platform: 'toString' }, /platform must be one of atlvs, compvss, gvteway/],
  ];
  for (const [options, text] of wrong) {
    assert.throws(() => new GhxstshipClient(options), (thrown) => thrown instanceof ConfigurationError && text.test(thrown.message));
  }
});

test('an id is one segment of the path', async () => {
  server.script(answer({ id: 'deal_1' }));
  await make().deals.retrieve('a/../b?c');
  assert.equal(server.asked[0]!.target, '/atlvs/v1/deals/a%2F..%2Fb%3Fc');
  assert.throws(() => make().deals.retrieve('..'), ConfigurationError);
  assert.throws(() => make().deals.retrieve(undefined as unknown as string), ConfigurationError);
});

test('a browser is refused unless it is allowed', () => {
  const home = globalThis as { window?: unknown };
  home.window = { document: {} };
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  try {
    assert.throws(() => make(), /browser/);
    assert.ok(make({ dangerouslyAllowBrowser: true }));
  } finally {
    delete home.window;
    Reflect.deleteProperty(globalThis, 'navigator');
  }
});

test('the environment fills in what is left out', async () => {
  const names = { GHXSTSHIP_API_KEY: 'ghx_test_env', GHXSTSHIP_BASE_URL: `${server.url}/`, GHXSTSHIP_WORKSPACE_ID: 'ws_env' };
  Object.assign(process.env, names);
  try {
    server.script(page([], null));
    await new GhxstshipClient({ pacing: false }).atlvs.deals.list();
    assert.equal(server.asked[0]!.headers['authorization'], 'Bearer ghx_test_env');
    assert.equal(server.asked[0]!.headers['x-workspace-id'], 'ws_env');
  } finally {
    for (const name of Object.keys(names)) delete process.env[name];
  }
});

test('copies share the pacer', async () => {
  const limits = { 'x-ratelimit-limit': '6000', 'x-ratelimit-remaining': '5999', 'x-ratelimit-reset': '9999999999' };
  server.script(answer({ id: 'deal_1' }, 200, limits));
  const client = make({ pacing: true, apiKey: 'ghx_test_copies' });
  await client.deals.retrieve('x');
  assert.equal(client.rateLimit?.limit, 6000);
  assert.equal(client.withOptions({ timeoutMs: 5, headers: { a: 'b' } }).rateLimit, client.rateLimit);
});

test('thousands of copies leave nothing behind', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const client = make({ pacing: true });
  const copies = (count: number): number => {
    for (let number = 1; number <= count; number += 1) assert.ok(client.withOptions({ timeoutMs: number, headers: { a: String(number) } }).deals);
    collect();
    return process.memoryUsage().heapUsed;
  };
  copies(1000);
  const before = copies(1000);
  const after = copies(1000);
  assert.ok(after - before < 200_000, `${after - before} bytes`); // a copy alone has more than two thousand
});

test('an export goes on behind the last whole record', async () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };
  server.script(half('{"id":"a"}\n{"id":"b"}\n{"id'), raw(200, '{"id":"c"}\n', ndjson));
  const ids: string[] = [];
  for await (const deal of make().deals.export({ status: 'open' })) ids.push(deal.id);
  assert.deepEqual(ids, ['a', 'b', 'c']);
  assert.equal(server.asked[1]!.target, '/atlvs/v1/deals/export?status=open&after=b');
});

test('a stream of events goes on by its last id', async () => {
  server.script(raw(200, ': hi\r\nid: 7\r\ndata: {"id":"msg_7"}\r\n\r\nid: 8\ndata: {"id"'), raw(200, 'id: 8\ndata: {"id":"msg_8"}\n\n'));
  const ids: string[] = [];
  for await (const event of make().workspace.events.stream()) if (ids.push(event.id) === 2) break;
  assert.deepEqual(ids, ['msg_7', 'msg_8']);
  assert.equal(server.asked[1]!.headers['last-event-id'], '7');
  assert.equal(server.asked[0]!.headers['accept'], 'text/event-stream');
});

test('a sync resumes behind what was committed, and starts anew for a stale cursor', async () => {
  const at = '2026-11-23T07:21:00.000Z';
  let saved: unknown;
  const checkpoint = { load: () => saved as never, save: (state: unknown): void => void (saved = state) };
  server.script(page([{ id: 'a', updated_at: at }, { id: 'b', updated_at: at, deleted_at: at }], '1'));
  for await (const batch of make().deals.sync({ checkpoint })) {
    assert.deepEqual([batch.items.map(({ id }) => id), batch.deleted.map(({ id }) => id)], [['a'], ['b']]);
    await batch.commit();
    break;
  }
  server.script(error(400, 'INVALID_CURSOR'), page([], null));
  for await (const batch of make().deals.sync({ checkpoint })) await batch.commit();
  assert.match(server.asked[0]!.target, /cursor=1/);
  assert.match(server.asked[1]!.target, /updated_after=2026-11-23T07%3A20%3A59.999Z$/);
  assert.equal((saved as { cursor: unknown }).cursor, null);
  await failure(make().contacts.sync({ checkpoint }).next(), ConfigurationError);
});

test('planned faults fail, and the rest goes on', async () => {
  const faults = new Faults();
  faults.fail('POST', '/atlvs/v1/deals', { status: 503 });
  faults.fail('GET', '/atlvs/v1/deals');
  server.script(answer({ id: 'deal_1' }, 201));
  const client = make({ fetch: faults.fetch });
  assert.equal((await client.deals.create({ name: 'A', value: 1 })).id, 'deal_1');
  assert.equal((await client.deals.retrieve('deal_1')).id, 'deal_1');
  assert.equal(faults.seen.length, 4);
});
