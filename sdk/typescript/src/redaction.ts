/** What must not be told: credentials in headers, bodies and addresses. */

import type { SentRequest } from './errors.js';

const HIDDEN = 'REDACTED';
const SHOWN_HEADERS = /^(accept|content-type|idempotency-key|if-match|last-event-id|user-agent|x-correlation-id|x-workspace-id)$/i;
const SECRET_FIELDS =
  /^(code|device_code|headers|key|user_code)$|secret|password|passwd|token|authorization|cookie|verifier|assertion|api[_-]?key/i;
/** All credentials of the platform begin in a known way; and a password in an address. */
const CREDENTIALS = /\b(ghx_[a-z]+|whsec)_[\w+/=-]+|(?<=:\/\/)[^/\s"'@]+(?=@)/g;

/** A text without the platform's credentials and without passwords of addresses. */
export const safe = (text: string): string => text.replace(CREDENTIALS, HIDDEN);

/** JSON with the values of secret fields hidden, all that is below them too. */
function without(value: unknown, hide = false): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, hide));
  if (typeof value !== 'object' || value === null) return hide && value !== null ? HIDDEN : value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, without(one, hide || SECRET_FIELDS.test(name))]));
}

/** An address without the secrets of its query. */
function safeUrl(text: string): string {
  const [path, query] = text.split('?', 2) as [string, string?];
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [name, SECRET_FIELDS.test(name) ? HIDDEN : value]);
  return safe(pairs.some(([, value]) => value === HIDDEN) ? `${path}?${new URLSearchParams(pairs)}` : text);
}

/** A request that shows neither headers nor body when it is printed: they may hold what is secret. */
export class Sent implements SentRequest {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #body: string | undefined;

  constructor(
    readonly method: string,
    url: string,
    headers: Record<string, string>,
    body: string | undefined,
  ) {
    this.#url = url;
    this.#headers = headers;
    this.#body = body;
  }

  get url(): string {
    return this.#url;
  }

  get headers(): Record<string, string> {
    return this.#headers;
  }

  get body(): string | undefined {
    return this.#body;
  }

  toJSON(): { method: string; url: string } {
    return { method: this.method, url: safeUrl(this.#url) };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): { method: string; url: string } {
    return this.toJSON();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as a curl command, without anything secret. */
export function curl({ method, url, headers, body }: SentRequest): string {
  const parts = ['curl', '-X', method, quoted(safeUrl(url)), '-H', '"Authorization: Bearer $GHXSTSHIP_API_KEY"'];
  for (const [name, value] of Object.entries(headers)) {
    parts.push('-H', quoted(`${name}: ${SHOWN_HEADERS.test(name) ? safe(value) : HIDDEN}`));
  }
  if (body !== undefined) parts.push('--data-raw', quoted(safe(JSON.stringify(without(JSON.parse(body))))));
  return parts.join(' ');
}

/** The name of a header that cannot be sent; what a `fetch` says of it holds its value. */
export function unsendable(headers: Record<string, string>): string | undefined {
  return Object.entries(headers).find(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value.trim()))?.[0];
}
