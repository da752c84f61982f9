/**
 * OAuth access tokens that renew themselves (playbook "OAuth 2.0 Flow", RFC 6749, PKCE).
 *
 * A token is renewed shortly before it ends and after a 401, by one request however many calls wait for it: the
 * platform rotates refresh tokens and revokes the whole family when an old one is used twice.
 */

import type { Fetch, TokenSource } from './call.js';
import { ApiConnectionError, AuthenticationError, ConfigurationError, ResponseParseError, statusError } from './errors.js';

/** Milliseconds before its end at which a token is renewed. */
const EARLY_MS = 60_000;
const TIMEOUT_MS = 30_000;

/** What is kept between runs. Times are in Unix milliseconds. */
export interface Token {
  /** Sent with requests. */
  accessToken: string;
  /** Good for one renewal. */
  refreshToken?: string | undefined;
  /** When the access token ends. */
  expiresAt: number;
  /** When it is renewed. */
  renewAt: number;
  /** What it may do. */
  scope?: string | undefined;
}

/** Where tokens live between runs; `save` is awaited before a token is used. */
export interface TokenStore {
  /** What was saved last. */
  load(): Promise<Token | null | undefined> | Token | null | undefined;
  /** Keep it. */
  save(token: Token): Promise<void> | void;
}

/** What an `OAuth` is made with. */
export interface OAuthOptions {
  /** Of the application. */
  clientId: string;
  /** A public client has none. */
  clientSecret?: string | undefined;
  /** `https://auth.ghxstship.com/oauth/token` if left out. */
  tokenUrl?: string | undefined;
  /** Without it tokens live in memory. */
  store?: TokenStore | undefined;
  /** Instead of the built-in one. */
  fetch?: Fetch | undefined;
  /** Unix milliseconds. */
  clock?: (() => number) | undefined;
}

/** What `authorizeUrl` takes. */
export interface AuthorizeOptions {
  /** Where the person comes back to; one of the application's. */
  redirectUri: string;
  /** Such as `read write`. */
  scope: string;
  /** Random; compare it when the person comes back. */
  state: string;
  /** Of `newVerifier()`: the flow uses PKCE. */
  codeVerifier?: string | undefined;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** A random PKCE verifier: keep it with the person's session until the code is exchanged. */
export function newVerifier(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(48)));
}

/**
 * Tokens for `new GhxstshipClient({ auth })`; clients may share one.
 *
 * @example
 * import { newVerifier, OAuth } from '@ghxstship/sdk/oauth';
 *
 * const oauth = new OAuth({ clientId: 'app_123' });
 * const codeVerifier = newVerifier(); // keep it with the person's session, beside `state`
 * const back = { redirectUri: 'https://example.org/callback', scope: 'read', state: 'random', codeVerifier };
 * console.log(await oauth.authorizeUrl('https://auth.example.com/oauth/authorize', back));
 */
export class OAuth implements TokenSource {
  /** Whose rate limit it is, as far as the client can tell. */
  readonly identity: string;
  readonly #options: OAuthOptions;
  #memory: Token | undefined;
  #renewal: Promise<string> | undefined;

  /** Asks for nothing before a token is needed. */
  constructor(options: OAuthOptions) {
    this.#options = options;
    this.identity = `oauth:${options.clientId}`;
  }

  /** Where to send a person who shall consent. */
  async authorizeUrl(endpoint: string, { redirectUri, scope, state, codeVerifier }: AuthorizeOptions): Promise<string> {
    const own = { response_type: 'code', client_id: this.#options.clientId, redirect_uri: redirectUri, scope, state };
    const query = new URLSearchParams(own);
    if (codeVerifier !== undefined) {
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
      query.set('code_challenge', base64url(new Uint8Array(digest)));
      query.set('code_challenge_method', 'S256');
    }
    return `${endpoint}?${query}`;
  }

  /** The tokens of an authorization code; they are kept in the store. Gives the access token. */
  async exchange(code: string, options: { redirectUri: string; codeVerifier?: string | undefined }): Promise<string> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: options.redirectUri };
    const verifier = options.codeVerifier === undefined ? {} : { code_verifier: options.codeVerifier };
    return this.#ask({ ...form, ...verifier });
  }

  /** An access token that is good now; `refused` is one that is not. */
  async token(refused?: string): Promise<string> {
    const good = this.#good(await this.#load(), refused);
    if (good !== undefined) return good;
    this.#renewal ??= this.#renew(refused).finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  #good(token: Token | undefined, refused: string | undefined): string | undefined {
    return token && token.renewAt > this.#now() && token.accessToken !== refused ? token.accessToken : undefined;
  }

  async #renew(refused: string | undefined): Promise<string> {
    // Loaded again: a renewal that has just ended has used the refresh token up that was loaded before it.
    const token = await this.#load();
    const good = this.#good(token, refused);
    if (good !== undefined) return good;
    if (token?.refreshToken) return this.#ask({ grant_type: 'refresh_token', refresh_token: token.refreshToken }, token);
    if (this.#options.clientSecret !== undefined) return this.#ask({ grant_type: 'client_credentials' });
    throw new ConfigurationError('there is no refresh token; send the person through authorizeUrl() again');
  }

  #now(): number {
    return (this.#options.clock ?? Date.now)();
  }

  async #load(): Promise<Token | undefined> {
    const { store } = this.#options;
    return (store ? await store.load() : this.#memory) ?? undefined;
  }

  async #ask(form: Record<string, string>, before?: Token): Promise<string> {
    const { clientId, clientSecret, tokenUrl = 'https://auth.ghxstship.com/oauth/token' } = this.#options;
    const headers: Record<string, string> = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const body = new URLSearchParams(form);
    if (clientSecret === undefined) body.set('client_id', clientId);
    else headers['Authorization'] = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
    const fetch = this.#options.fetch ?? ((url, init) => globalThis.fetch(url, init));
    const init = { method: 'POST', headers, body: body.toString(), signal: AbortSignal.timeout(TIMEOUT_MS) };
    let response: Response;
    let text: string;
    try {
      response = await fetch(tokenUrl, { ...init, redirect: 'manual' });
      text = await response.text();
    } catch (cause) {
      throw new ApiConnectionError(`no answer from ${new URL(tokenUrl).origin}`, { cause });
    }
    return this.#keep(response, text, before);
  }

  async #keep(response: Response, text: string, before: Token | undefined): Promise<string> {
    let document: Record<string, unknown> = {};
    try {
      document = (JSON.parse(text) as Record<string, unknown> | null) ?? {};
    } catch {
      // Told of below, as everything that has no token.
    }
    if (!response.ok) {
      if (typeof document['error'] !== 'string') throw statusError(response, text, {});
      const message = document['error_description'] ?? 'the token was refused';
      throw new AuthenticationError(response, JSON.stringify({ error: { code: document['error'], message } }), {});
    }
    const { access_token: accessToken, refresh_token: refresh, expires_in: seconds = 3600, scope } = document;
    if (typeof accessToken !== 'string') throw new ResponseParseError('the token endpoint gave no access token', { response });
    const lifetime = Number(seconds) * 1000;
    const token: Token = {
      accessToken,
      refreshToken: typeof refresh === 'string' ? refresh : before?.refreshToken,
      expiresAt: this.#now() + lifetime,
      // A token of a minute or less would else be renewed at each call.
      renewAt: this.#now() + lifetime - Math.min(EARLY_MS, lifetime / 2),
      scope: typeof scope === 'string' ? scope : before?.scope,
    };
    if (this.#options.store) await this.#options.store.save(token);
    else this.#memory = token;
    return accessToken;
  }
}
