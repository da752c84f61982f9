/** Webhooks: is a message from the platform, and what does it say (playbook "Webhook Signature Verification"). */

const PREFIX = 'whsec_';

/** Characters of a header; a longer one is somebody's attempt to keep us busy. */
const LONGEST_HEADER = 4096;

/** The message is not to be trusted: answer 400 and do nothing else with it. */
export class SignatureError extends Error {
  override name = 'SignatureError';
}

/** A webhook's envelope, frozen when its change was committed. Newer platforms have more kinds of `event`. */
export interface WebhookEvent<D = Record<string, any>> {
  /** Of the message; the same in every attempt, so that a repetition is noticed. */
  id: string;
  /** Such as `deal.won`. */
  event: string;
  /** Of the envelope. */
  version: string;
  /** When the change was committed, in RFC 3339. */
  timestamp: string;
  /** Counts the events of a workspace. */
  sequence: number;
  /** Where it happened. */
  workspace_id: string;
  /** The whole record, with its related ones. */
  data: D;
  /** Who changed it, and by which request. */
  metadata: { correlation_id?: string | null; request_id?: string | null; actor?: string | null };
}

/** What `verifyWebhook` takes besides the message. */
export interface VerifyOptions {
  /** The endpoint's `whsec_…`, or several during a rotation. */
  secret: string | readonly string[];
  /** Seconds that the message's time may be off, in the past or in the future. 300 if left out. */
  toleranceSec?: number | undefined;
  /** Unix seconds, instead of the clock. */
  now?: number | undefined;
}

/** What Node's frameworks hand over: headers, and the body exactly as it arrived. */
export interface ReceivedMessage {
  /** All of the request; names in any case. */
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body. */
  body: string | Uint8Array;
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function hmac(key: Uint8Array<ArrayBuffer>, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const content = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, content));
}

/** `v1` of our own header: hexadecimal, keyed with the whole secret. */
async function ours(secret: string, at: string, body: Uint8Array): Promise<string> {
  const digest = await hmac(utf8(secret), utf8(`${at}.`), body);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `v1` of Standard Webhooks: base64, keyed with the bytes behind `whsec_`. */
async function standard(secret: string, id: string, at: string, body: Uint8Array): Promise<string> {
  let key: Uint8Array<ArrayBuffer>;
  try {
    key = Uint8Array.from(atob(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret), (c) => c.charCodeAt(0));
  } catch {
    throw new TypeError('the secret is not whsec_ and base64; copy it whole');
  }
  return btoa(String.fromCharCode(...(await hmac(key, utf8(`${id}.${at}.`), body))));
}

/** Compares all of it, so that the time tells nothing of where they differ. */
function same(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

function secretsOf(secret: string | readonly string[]): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (!secrets?.length || !secrets.every((one) => typeof one === 'string' && one !== '')) {
    throw new TypeError("secret must be the endpoint's whsec_… or a list of them, and not be empty");
  }
  return secrets;
}

function headerOf(headers: ReceivedMessage['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

function checkTime(text: string, tolerance: number, now: number): void {
  if (!/^\d{1,12}$/.test(text)) throw new SignatureError("the signature's time is not in Unix seconds");
  const off = now - Number(text);
  if (off > tolerance) throw new SignatureError(`the message is ${off.toFixed(0)} s old; a replay, or this clock is wrong`);
  if (-off > tolerance) throw new SignatureError(`the message is from ${(-off).toFixed(0)} s in the future; is this clock wrong?`);
}

async function rawBody(message: Request | ReceivedMessage): Promise<Uint8Array> {
  if (message instanceof Request) {
    if (message.bodyUsed) throw new TypeError('the body of the request was read before: verify first, or verify a clone()');
    return new Uint8Array(await message.arrayBuffer());
  }
  if (message.body instanceof Uint8Array) return message.body;
  if (typeof message.body === 'string') return utf8(message.body);
  throw new TypeError('body must be the raw body, not a parsed one: express.raw({ type: "*/*" }), or `await request.text()`');
}

/**
 * The event of a message, or a `SignatureError`.
 *
 * @param message - A Fetch `Request` as it arrived, or its headers and its raw body.
 * @example
 * import { signHeaders, verifyWebhook } from '@ghxstship/sdk/webhooks';
 *
 * const secret = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
 * const body = '{"event":"deal.won"}';
 * const event = await verifyWebhook({ headers: await signHeaders(body, { secret }), body }, { secret });
 * console.log(event.event); // deal.won
 */
export async function verifyWebhook<D = Record<string, any>>(
  message: Request | ReceivedMessage,
  { secret, toleranceSec = 300, now = Date.now() / 1000 }: VerifyOptions,
): Promise<WebhookEvent<D>> {
  const secrets = secretsOf(secret);
  const header = (name: string): string | undefined => headerOf(message.headers, name);
  const own = header('x-ghxstship-signature');
  const foreign = header('webhook-signature');
  if ((own ?? foreign ?? '').length > LONGEST_HEADER) throw new SignatureError('the signature header is too long');
  let at: string | undefined;
  let given: string[];
  let expected: (secret: string, at: string, body: Uint8Array) => Promise<string>;
  if (own !== undefined) {
    const parts = own.split(',').map((part) => part.trim());
    const times = parts.filter((part) => part.startsWith('t='));
    at = times.length === 1 ? times[0]?.slice(2) : undefined;
    given = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
    expected = ours;
  } else {
    const id = header('webhook-id') ?? '';
    at = id ? header('webhook-timestamp') : undefined;
    given = (foreign ?? '').split(/\s+/).filter((part) => part.startsWith('v1,')).map((part) => part.slice(3));
    expected = (one, time, body) => standard(one, id, time, body);
  }
  if (at === undefined || given.length === 0) {
    throw new SignatureError('there is no whole signature: neither X-GHXSTSHIP-Signature: t=…,v1=… nor the webhook-… headers');
  }
  checkTime(at, toleranceSec, now);
  const body = await rawBody(message);
  let matches = 0;
  for (const one of secrets) {
    const right = await expected(one, at, body);
    for (const other of given) matches += Number(same(right, other));
  }
  if (matches === 0) {
    throw new SignatureError("no signature matches: is it this endpoint's secret, and the body exactly as it arrived?");
  }
  return parse<D>(body);
}

function parse<D>(body: Uint8Array): WebhookEvent<D> {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(body));
  } catch {
    document = undefined;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new SignatureError('the signature is right, but the body is no JSON object');
  }
  return document as WebhookEvent<D>;
}

/** What `signHeaders` takes besides the body. */
export interface SignOptions {
  /** The endpoint's `whsec_…`, or several during a rotation. */
  secret: string | readonly string[];
  /** Of the message. */
  messageId?: string;
  /** Unix seconds; now, if left out. */
  timestamp?: number;
}

/** The headers that the platform would send with `body`: ours and those of Standard Webhooks. */
export async function signHeaders(body: string | Uint8Array, options: SignOptions): Promise<Record<string, string>> {
  const { secret, messageId = 'msg_sample', timestamp = Math.floor(Date.now() / 1000) } = options;
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const at = String(timestamp);
  const secrets = secretsOf(secret);
  const own = await Promise.all(secrets.map(async (one) => `v1=${await ours(one, at, bytes)}`));
  const foreign = await Promise.all(secrets.map(async (one) => `v1,${await standard(one, messageId, at, bytes)}`));
  return {
    'X-GHXSTSHIP-Signature': [`t=${at}`, ...own].join(','),
    'webhook-id': messageId,
    'webhook-timestamp': at,
    'webhook-signature': foreign.join(' '),
  };
}
