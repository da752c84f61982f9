/** The pacer against a model of the platform's limiter, with a clock of its own. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer, readRateLimit, sharedPacer } from '../src/pacing.js';

/** The platform's reading of a tier: a bucket, and a window of a minute. */
class Limiter {
  #tokens: number;
  #at = 0;
  #windowEnd = 0;
  #used = 0;
  refused = 0;

  constructor(
    private readonly limit: number,
    private readonly burst: number,
  ) {
    this.#tokens = burst;
  }

  ask(now: number): Headers {
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.limit) / 60_000);
    this.#at = now;
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + 60_000;
      this.#used = 0;
    }
    if (this.#tokens < 1 || this.#used >= this.limit) this.refused += 1;
    else {
      this.#tokens -= 1;
      this.#used += 1;
    }
    return new Headers({
      date: new Date(now).toUTCString(),
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(this.limit - this.#used),
      'x-ratelimit-reset': String(Math.ceil(this.#windowEnd / 1000)),
      'ratelimit-policy': `"minute";q=${this.limit};w=60, "burst";q=${this.burst};w=6`,
      ratelimit: `"burst";r=${Math.floor(this.#tokens)};t=1`,
    });
  }
}

for (const [limit, burst] of [[100, 10], [1000, 100], [10_000, 1000]] as const) {
  test(`a paced walk under ${limit} a minute is never refused, and uses what it may`, () => {
    let now = 1_000_000;
    const pacer = new Pacer(() => now, () => now);
    const limiter = new Limiter(limit, burst);
    const start = now;
    for (let count = 0; count < limit * 3; count += 1) {
      for (let wait = pacer.acquire(); wait > 0; wait = pacer.acquire()) now += wait;
      now += 3;
      pacer.observe(limiter.ask(now));
    }
    assert.equal(limiter.refused, 0);
    assert.ok(now - start < 3 * 60_000 * 1.15, `${now - start} ms`);
  });
}

test('a refusal holds for all that share the pacer', () => {
  let now = 0;
  const pacer = new Pacer(() => now, () => now);
  pacer.acquire();
  pacer.observe(new Headers(), 60_000);
  assert.equal(pacer.acquire(), 60_000);
  now = 60_000;
  assert.equal(pacer.acquire(), 0);
});

test('until the first answer one asks and the others wait', () => {
  const pacer = new Pacer(() => 5, () => 5);
  assert.equal(pacer.acquire(), 0);
  assert.equal(pacer.acquire(), 20);
  pacer.release();
  assert.equal(pacer.acquire(), 0);
  pacer.observe(new Headers());
  for (let count = 0; count < 1000; count += 1) assert.equal(pacer.acquire(), 0);
});

test('one credential has one pacer, and the number of pacers has a limit', () => {
  const mine = sharedPacer('http://a', 'key');
  assert.equal(sharedPacer('http://a', 'key'), mine);
  assert.notEqual(sharedPacer('http://a', 'other'), mine);
  for (let count = 0; count < 1000; count += 1) sharedPacer('http://b', String(count));
  assert.notEqual(sharedPacer('http://a', 'key'), mine);
});

test('damaged headers are no limit', () => {
  assert.equal(readRateLimit(new Headers({ 'x-ratelimit-limit': 'many' })), undefined);
});
