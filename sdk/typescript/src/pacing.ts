/**
 * Staying below the rate limit (playbook "Rate Limits"), instead of being refused.
 *
 * Two rules hold at once: a bucket of `burst` requests that refills evenly, and a window with at most `limit`.
 * A pacer keeps the same books for one credential, so all clients of a process share it; what other processes use
 * shows in the headers and is taken over from there.
 */

/** The share of the bucket that is never used: requests overtake one another on the way. */
const RESERVE = 0.1;

/** How long those wait that come before the first answer has told the limits. */
const PROBE_WAIT_MS = 20;

/** As many credentials as are remembered; the one unused for longest is forgotten. */
const REMEMBERED = 1000;

/** What the last answer said. */
export interface RateLimit {
  /** Requests of a window. */
  readonly limit: number;
  /** Requests that are left of it. */
  readonly remaining: number;
  /** When it ends, in Unix seconds. */
  readonly reset: number;
}

function numeric(headers: Headers, name: string): number | undefined {
  const value = Number.parseInt(headers.get(name) ?? '', 10);
  return Number.isFinite(value) ? value : undefined;
}

/** The playbook's three headers; undefined if they are missing or damaged. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = numeric(headers, 'x-ratelimit-limit');
  if (limit === undefined) return undefined;
  const remaining = numeric(headers, 'x-ratelimit-remaining');
  const reset = numeric(headers, 'x-ratelimit-reset');
  return remaining === undefined || reset === undefined ? undefined : { limit, remaining, reset };
}

/** `name` of `item` in a field such as `"minute";q=100;w=60, "burst";q=10;w=6`. */
function parameter(field: string | null, item: string, name: string): number | undefined {
  for (const part of (field ?? '').split(',')) {
    const [head, ...words] = part.split(';').map((word) => word.trim());
    if (head !== `"${item}"`) continue;
    const found = words.find((word) => word.startsWith(`${name}=`));
    const value = Number.parseFloat(found?.slice(name.length + 1) ?? '');
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}

/** The books of one credential. Clocks are in milliseconds: `clock` never steps back, `wall` is Unix time. */
export class Pacer {
  last: RateLimit | undefined;
  #known: boolean | undefined; // undefined: no answer yet; false: the server tells no limits
  #probeUntil = 0;
  #policy = '';
  #burst = 1;
  #perMs = 1;
  #tokens = 1;
  #refilled = 0;
  #left = 0;
  #windowEnd: number | undefined;
  #blockedUntil = 0;
  #flying = 0;

  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly wall: () => number = () => Date.now(),
  ) {}

  /** 0: go, and call `observe` or `release` afterwards. Else milliseconds to wait before asking again. */
  acquire(): number {
    const now = this.clock();
    const wait = now < this.#blockedUntil ? this.#blockedUntil - now : this.#wait(now);
    if (wait <= 0) this.#flying += 1;
    return Math.max(0, wait);
  }

  #wait(now: number): number {
    if (this.#known === undefined) {
      if (now < this.#probeUntil) return PROBE_WAIT_MS;
      this.#probeUntil = now + 1000;
      return 0;
    }
    if (!this.#known) return 0;
    this.#refill(now);
    if (this.#windowEnd !== undefined && now >= this.#windowEnd) {
      this.#left = this.last?.limit ?? 1;
      this.#windowEnd = undefined;
    }
    if (this.#left <= 0) return Math.max(50, (this.#windowEnd ?? now) - now);
    const missing = 1 + Math.min(this.#burst * RESERVE, this.#burst - 1) - this.#tokens;
    if (missing > 1e-9) return missing / this.#perMs;
    this.#tokens -= 1;
    this.#left -= 1;
    return 0;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#refilled) * this.#perMs);
    this.#refilled = now;
  }

  /** A request that was let through got no answer. */
  release(): void {
    this.#flying = Math.max(0, this.#flying - 1);
    this.#probeUntil = 0;
  }

  /** Take over what an answer tells, and return it. `refusedForMs`: what a 429 asks to wait. */
  observe(headers: Headers, refusedForMs?: number): RateLimit | undefined {
    this.#flying = Math.max(0, this.#flying - 1);
    const now = this.clock();
    if (refusedForMs !== undefined) this.#blockedUntil = Math.max(this.#blockedUntil, now + refusedForMs);
    const told = readRateLimit(headers);
    if (told && told.limit >= 1) this.#takeOver(told, headers, now);
    else this.#known ??= false;
    return told;
  }

  #takeOver(told: RateLimit, headers: Headers, now: number): void {
    const policy = headers.get('ratelimit-policy') ?? '';
    if (!this.#known || policy !== this.#policy || this.last?.limit !== told.limit) {
      // Without a policy, a tenth of the limit of a minute.
      this.#burst = Math.max(1, parameter(policy, 'burst', 'q') ?? told.limit / 10);
      this.#perMs = told.limit / ((parameter(policy, 'minute', 'w') ?? 60) * 1000);
      this.#tokens = this.#burst;
      this.#refilled = now;
      this.#policy = policy;
      this.#left = told.limit;
      this.#known = true;
    }
    this.#refill(now);
    this.last = told;
    const inBucket = parameter(headers.get('ratelimit'), 'burst', 'r');
    if (inBucket !== undefined) this.#tokens = Math.min(this.#tokens, inBucket - this.#flying);
    // By the server's own clock where it tells it.
    const date = Date.parse(headers.get('date') ?? '');
    const end = now + Math.max(0, told.reset * 1000 - (Number.isFinite(date) ? date : this.wall()));
    const same = this.#windowEnd !== undefined && Math.abs(end - this.#windowEnd) < 2000;
    const left = told.remaining - this.#flying;
    this.#left = same ? Math.min(this.#left, left) : left;
    this.#windowEnd = same ? Math.max(end, this.#windowEnd ?? end) : end;
  }
}

/** The pacer of a credential in this process, also for another copy of this package (ESM beside CommonJS). */
export function sharedPacer(baseUrl: string, credential: string): Pacer {
  const name = Symbol.for('@ghxstship/sdk.pacers.1');
  const home = globalThis as { [key: symbol]: Map<string, Pacer> | undefined };
  const all = (home[name] ??= new Map());
  const key = `${baseUrl} ${credential}`;
  const pacer = all.get(key) ?? new Pacer();
  all.delete(key);
  all.set(key, pacer);
  if (all.size > REMEMBERED) all.delete(all.keys().next().value as string);
  return pacer;
}
