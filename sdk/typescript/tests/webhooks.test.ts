/** Signatures: what is accepted, and every tampering that is not. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signWebhook } from '../src/testing.js';
import { SignatureError, signHeaders, verifyWebhook } from '../src/webhooks.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const body = '{"id":"msg_1","event":"deal.won","data":{"name":"Über ☂"}}';
const now = 1_700_000_000;
const hex = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex');
const key = Buffer.from(secret.slice(6), 'base64');
const b64 = createHmac('sha256', key).update(`msg_1.${now}.${body}`).digest('base64');
const own = { 'X-GHXSTSHIP-Signature': `t=${now},v1=${hex}` };
const foreign = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(now), 'webhook-signature': `v1,${b64}` };

test('our header and that of Standard Webhooks, in every shape that a framework hands over', async () => {
  for (const headers of [own, foreign]) {
    const request = new Request('http://x/', { method: 'POST', body, headers });
    assert.equal((await verifyWebhook(request, { secret, now })).event, 'deal.won');
    assert.equal((await verifyWebhook({ headers: new Headers(headers), body }, { secret, now })).event, 'deal.won');
    assert.equal((await verifyWebhook({ headers, body: Buffer.from(body) }, { secret, now })).id, 'msg_1');
  }
  const several = { 'x-ghxstship-signature': [own['X-GHXSTSHIP-Signature']] };
  assert.equal((await verifyWebhook({ headers: several, body }, { secret, now })).data['name'], 'Über ☂');
});

test('a rotation: two signatures, two secrets', async () => {
  const headers = await signHeaders(body, { secret: [other, secret], timestamp: now });
  for (const one of [secret, other, [secret, 'whsec_YQ==']]) await verifyWebhook({ headers, body }, { secret: one, now });
  await assert.rejects(verifyWebhook({ headers, body }, { secret: 'whsec_YQ==', now }), SignatureError);
});

test('the headers that are signed are those of the platform', async () => {
  const headers = await signHeaders(body, { secret, messageId: 'msg_1', timestamp: now });
  assert.deepEqual(headers, { ...own, ...foreign });
  const sample = await signWebhook('deal.won', { id: 'deal_1' }, secret);
  assert.equal((await verifyWebhook(sample, { secret })).data['id'], 'deal_1');
});

test('every tampering is refused', async () => {
  const wrong: Record<string, string>[] = [
    {},
    { 'x-ghxstship-signature': '' },
    { 'x-ghxstship-signature': `v1=${hex}` },
    { 'x-ghxstship-signature': `t=${now}` },
    { 'x-ghxstship-signature': `t=${now},v1=` },
    { 'x-ghxstship-signature': `t=${now},t=${now},v1=${hex}` },
    { 'x-ghxstship-signature': `t=${now + 1},v1=${hex}` },
    { 'x-ghxstship-signature': `t=${now},v1=${hex.slice(0, -1)}` },
    { 'x-ghxstship-signature': `t=${now},v1=${hex.toUpperCase()}` },
    { 'x-ghxstship-signature': `t=${now},v0=${hex}` },
    { 'x-ghxstship-signature': `t=1e9,v1=${hex}` },
    { 'x-ghxstship-signature': `t=${now},v1=${hex},${'v1=0,'.repeat(1000)}` },
    { ...foreign, 'webhook-id': 'msg_2' },
    { ...foreign, 'webhook-id': '' },
    { ...foreign, 'webhook-signature': `v1a,${b64}` },
    { ...foreign, 'webhook-timestamp': `${now}.0` },
  ];
  for (const headers of wrong) {
    await assert.rejects(verifyWebhook({ headers, body }, { secret, now }), SignatureError, JSON.stringify(headers));
  }
  for (const changed of [`${body} `, body.replace('won', 'wan'), '']) {
    await assert.rejects(verifyWebhook({ headers: own, body: changed }, { secret, now }), SignatureError);
  }
});

test('three hundred seconds, into the past and into the future', async () => {
  for (const off of [-300, 300]) await verifyWebhook({ headers: own, body }, { secret, now: now + off });
  for (const off of [-301, 301]) {
    await assert.rejects(verifyWebhook({ headers: own, body }, { secret, now: now + off }), SignatureError);
  }
  await verifyWebhook({ headers: own, body }, { secret, now: now + 301, toleranceSec: 400 });
});

test('a parsed body, a body that was read and an empty secret name the remedy', async () => {
  await assert.rejects(verifyWebhook({ headers: own, body: {} as string }, { secret, now }), /raw body/);
  const request = new Request('http://x/', { method: 'POST', body, headers: own });
  await request.text();
  await assert.rejects(verifyWebhook(request, { secret, now }), /clone/);
  await assert.rejects(verifyWebhook({ headers: own, body }, { secret: '', now }), /whsec_/);
  await assert.rejects(verifyWebhook({ headers: foreign, body }, { secret: 'whsec_%', now }), /base64/);
});

test('a signed text that is no object is refused', async () => {
  const headers = await signHeaders('[]', { secret, timestamp: now });
  await assert.rejects(verifyWebhook({ headers, body: '[]' }, { secret, now }), /no JSON object/);
});
