/** What can go wrong, one class for each kind (playbook "Error Codes"). */

import { curl } from './redaction.js';
import type { ErrorDetail } from './resources/types.js';

const BRAND = 'ghxstship.error.1';

/** What was sent, without its credentials. */
export interface SentRequest {
  /** Such as `GET`. */
  readonly method: string;
  /** Absolute, with the query. */
  readonly url: string;
  /** As they were sent, but for `Authorization`; printing the request does not show them. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent; printing the request does not show it. */
  readonly body?: string | undefined;
}

/** What is known of a call when it fails. */
export interface ErrorContext {
  /** What was sent last. */
  request?: SentRequest | undefined;
  /** Headers and status of the last answer; its body has been read. */
  response?: Response | undefined;
  /** How often it was tried. */
  attempts?: number;
  /** Milliseconds from the start of the call, waiting included. */
  elapsedMs?: number;
  /** What it comes from. */
  cause?: unknown;
}

/**
 * Everything that this package throws about a call.
 *
 * @example
 * import { NotFoundError } from '@ghxstship/sdk';
 *
 * try {
 *   await client.atlvs.deals.retrieve('deal_00000000000000000000000000');
 * } catch (error) {
 *   if (!(error instanceof NotFoundError)) throw error;
 *   console.log(error.status, error.code, error.attempts); // 404 NOT_FOUND 1
 * }
 */
export class GhxstshipError extends Error {
  /** What was sent last, if anything. */
  declare readonly request: SentRequest | undefined;
  /** Headers and status of the last answer, if any; its body has been read. */
  declare readonly response: Response | undefined;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds from the start of the call, waiting included. */
  readonly elapsedMs: number;
  /** The platform's id of the request, for its support and logs. */
  readonly requestId: string | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'GhxstshipError';
    // Not listed: whoever prints an error prints neither bodies nor headers.
    Object.defineProperty(this, 'request', { value: context.request });
    Object.defineProperty(this, 'response', { value: context.response });
    this.attempts = context.attempts ?? 0;
    this.elapsedMs = context.elapsedMs ?? 0;
    this.requestId = context.response?.headers.get('x-request-id') ?? undefined;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The request as a curl command, without anything secret: no credential, no secret of a body or a header. */
  curl(): string {
    return this.request ? curl(this.request) : '';
  }
}

/** Whether `error` comes from this package, also from another copy of it. */
export function isGhxstshipError(error: unknown): error is GhxstshipError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** The client was given something that it cannot work with; the message names it and the remedy. */
export class ConfigurationError extends GhxstshipError {
  override name = 'ConfigurationError';
}

/** No answer arrived: the connection failed or broke. */
export class ApiConnectionError extends GhxstshipError {
  override name = 'ApiConnectionError';
}

/** The deadline of the call passed, or would pass before it may go on. */
export class ApiTimeoutError extends ApiConnectionError {
  override name = 'ApiTimeoutError';
  /** Milliseconds after which the rate limit lets the call go on, where that is what it waits for. */
  declare retryAfterMs?: number;
}

/** The caller's `signal` ended the call. */
export class ApiAbortError extends GhxstshipError {
  override name = 'ApiAbortError';
}

/** The answer was a success but not what the API sends, such as a proxy's page. */
export class ResponseParseError extends GhxstshipError {
  override name = 'ResponseParseError';
}

/** A list gave the same cursor twice; walking on would never end. */
export class PaginationLoopError extends GhxstshipError {
  override name = 'PaginationLoopError';
}

/** The platform refused; one subclass a status. */
export class ApiStatusError extends GhxstshipError {
  override name = 'ApiStatusError';
  /** Of HTTP. */
  readonly status: number;
  /** Such as `VALIDATION_ERROR`; each has a page at `documentationUrl`. */
  readonly code: string;
  /** Everything that is wrong at once. */
  readonly details: readonly ErrorDetail[];
  /** The page of the code. */
  readonly documentationUrl: string | undefined;
  override readonly requestId: string | undefined;

  constructor(response: Response, body: string, context: ErrorContext) {
    const error = envelope(body);
    const code = String(error['code'] ?? `HTTP_${response.status}`);
    const details = Array.isArray(error['details']) ? (error['details'] as ErrorDetail[]) : [];
    const text = String(error['message'] ?? `the server answered ${response.status} without an explanation`);
    const named = details.filter((one) => one.field && one.message !== text).map((one) => `${one.field}: ${one.message}`);
    // The explanation has the first of them as a rule.
    const more = named.filter((one) => !text.includes(one));
    super(`${code}: ${[text, ...more].join('; ')}`, { ...context, response });
    this.status = response.status;
    this.code = code;
    this.details = details;
    this.documentationUrl = error['documentation_url'] as string | undefined;
    this.requestId = response.headers.get('x-request-id') ?? (error['request_id'] as string | undefined);
  }
}

/** 400: a parameter or the cursor is wrong. */
export class BadRequestError extends ApiStatusError {
  override name = 'BadRequestError';
}

/** 401: the key or token is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiStatusError {
  override name = 'AuthenticationError';
}

/** 403: the key lacks a scope, or belongs to another workspace. */
export class PermissionDeniedError extends ApiStatusError {
  override name = 'PermissionDeniedError';
}

/** 404: there is no such record. */
export class NotFoundError extends ApiStatusError {
  override name = 'NotFoundError';
}

/** 409: it exists already, has another version, or the transition is not allowed. */
export class ConflictError extends ApiStatusError {
  override name = 'ConflictError';
}

/** 422: fields of the body are wrong; `details` names all of them. */
export class ValidationError extends ApiStatusError {
  override name = 'ValidationError';
}

/** 429: too many requests. */
export class RateLimitError extends ApiStatusError {
  override name = 'RateLimitError';

  /** Milliseconds that the platform asks to wait. */
  get retryAfterMs(): number | undefined {
    return this.response ? retryAfterMs(this.response.headers) : undefined;
  }
}

/** 5xx: the platform failed. */
export class ServerError extends ApiStatusError {
  override name = 'ServerError';
}

/** The error for a response that is no success. */
export function statusError(response: Response, body: string, context: ErrorContext): ApiStatusError {
  const kinds: Record<number, typeof ApiStatusError> = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitError,
  };
  const kind = kinds[response.status] ?? (response.status >= 500 ? ServerError : ApiStatusError);
  return new kind(response, body, context);
}

/** Milliseconds that `Retry-After` asks for, as seconds or as a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = Number.isFinite(Number(value)) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function envelope(body: string): Record<string, unknown> {
  try {
    const error = (JSON.parse(body) as { error?: unknown } | null)?.error;
    return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
