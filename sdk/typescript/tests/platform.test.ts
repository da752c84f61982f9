/** The real platform, in a process of its own. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ConflictError, GhxstshipClient, ValidationError } from '../src/index.js';
import { fileCheckpoint, startPlatform, type RunningPlatform } from '../src/node.js';

const program = process.env['GHXSTSHIP_PROGRAM'] ?? 'ghxstship';
let platform: RunningPlatform;
let client: GhxstshipClient<'atlvs'>;

before(async () => {
  platform = await startPlatform({ program });
  client = new GhxstshipClient({ ...options(), platform: 'atlvs' });
});
after(() => platform.stop());

function options(): { apiKey: string; baseUrl: string; workspaceId: string } {
  return { apiKey: platform.apiKey, baseUrl: platform.url, workspaceId: platform.workspaceId };
}

test('the life of a deal', async () => {
  const deal = await client.deals.create({ name: 'Aurora', value: 75.5, next_action_at: new Date(0), metadata: { a: 'b' } });
  assert.equal((await client.deals.retrieve(deal.id)).next_action_at, '1970-01-01T00:00:00.000Z');
  const changed = await client.deals.update(deal.id, { notes: 'x', next_action_at: null, status: 'won' }, { ifMatch: deal.version });
  assert.deepEqual([changed.status, changed.next_action_at, changed.value], ['won', null, 75.5]);
  await assert.rejects(client.deals.update(deal.id, { notes: 'y' }, { ifMatch: deal.version }), (thrown) => {
    return thrown instanceof ConflictError && thrown.code === 'VERSION_CONFLICT' && thrown.requestId !== undefined;
  });
  await client.deals.delete(deal.id);
});

test('a write with the same key is done once', async () => {
  const body = { name: 'Once', value: 1 };
  const one = await client.deals.create(body, { idempotencyKey: 'sdk-once' });
  const { data, response } = await client.deals.create(body, { idempotencyKey: 'sdk-once' }).withResponse();
  assert.equal(data.id, one.id);
  assert.equal(response.headers.get('idempotent-replayed'), 'true');
});

test('all wrong fields at once', async () => {
  await assert.rejects(client.deals.create({ name: 1, value: -1 } as never), (thrown) => {
    return thrown instanceof ValidationError && thrown.details.length === 2;
  });
});

test('lists walk, filters hold, exports and batches agree', async () => {
  const rows = Array.from({ length: 230 }, (_, number) => ({ name: `Walk ${number}`, value: number, external_id: `w-${number}` }));
  const result = await client.deals.batch(rows, { mode: 'upsert' });
  assert.equal(result.data.length, 230);
  const total = (await client.deals.list({ status: 'open', limit: 1 })).pagination.total;
  const walked = await client.deals.list({ status: 'open' }).toArray({ max: 100_000 });
  const exported: string[] = [];
  for await (const deal of client.deals.export({ status: 'open' })) exported.push(deal.id);
  assert.equal(walked.length, total);
  assert.deepEqual(new Set(exported), new Set(walked.map(({ id }) => id)));
  assert.ok(walked.every(({ status }) => status === 'open'));
});

test('a sync goes on where it stood, and then reads only what has changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ghxstship-'));
  const checkpoint = fileCheckpoint(join(folder, 'deals.json'));
  const seen = new Set<string>();
  for await (const batch of client.deals.sync({ checkpoint })) {
    batch.items.forEach(({ id }) => seen.add(id));
    await batch.commit();
    break;
  }
  for await (const batch of client.deals.sync({ checkpoint })) {
    batch.items.forEach(({ id }) => seen.add(id));
    await batch.commit();
  }
  assert.equal(seen.size, (await client.deals.list({ limit: 1 })).pagination.total);
  const deal = await client.deals.create({ name: 'Late', value: 1 });
  await client.deals.delete(deal.id);
  const gone: string[] = [];
  for await (const batch of client.deals.sync({ checkpoint })) gone.push(...batch.deleted.map(({ id }) => id));
  assert.ok(gone.includes(deal.id));
  await writeFile(join(folder, 'deals.json'), 'no json');
  await assert.rejects(client.deals.sync({ checkpoint }).next(), /is no checkpoint/);
  await rm(folder, { recursive: true });
});

test('events are followed as they happen', async () => {
  const stream = client.workspace.events.stream({ types: ['deal.created'] });
  const first = stream.next();
  let created: string | undefined;
  const timer = setInterval(() => {
    void client.deals.create({ name: 'Followed', value: 1 }).then(({ id }) => (created ??= id));
  }, 50);
  const { value } = await first;
  clearInterval(timer);
  assert.equal(value?.event, 'deal.created');
  await stream.return();
});

test('the other products, by their own names', async () => {
  const all = new GhxstshipClient(options());
  assert.ok((await all.gvteway.ticketTypes.list({ limit: 1 })).data.length === 1);
  assert.ok((await all.compvss.crew.list({ limit: 1 })).data.length === 1);
  assert.ok((await all.workspace.eventTypes.list()).data.length > 10);
  assert.equal((await all.request<{ id: string }>('GET', '/workspace/v1/workspace')).id, platform.workspaceId);
});

test('on the free tier a paced walk meets no 429', async () => {
  const small = await startPlatform({ program, tier: 'free', scale: 0 });
  let refused = 0;
  const hooks = { response: ({ response }: { response: Response }) => void (refused += Number(response.status === 429)) };
  const free = new GhxstshipClient({ apiKey: small.apiKey, baseUrl: small.url, platform: 'atlvs', timeoutMs: 120_000, hooks });
  try {
    for (let part = 0; part < 2; part += 1) {
      await free.deals.batch(Array.from({ length: 600 }, (_, number) => ({ name: `Deal ${part}-${number}`, value: number })));
    }
    assert.equal((await free.deals.list().toArray({ max: 10_000 })).length, 1200);
    assert.equal(refused, 0);
  } finally {
    await small.stop();
  }
});
