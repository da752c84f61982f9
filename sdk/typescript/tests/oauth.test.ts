// OAuth: where a person is sent, what a code is exchanged for, and one renewal however many calls wait.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { AuthenticationError, ConfigurationError, GhxstshipClient, ResponseParseError } from '../src/index.js';
import { newVerifier, OAuth, type OAuthOptions, type Token } from '../src/oauth.js';

interface Asked {
  url: string;
  headers: Record<string, string>;
  form: Record<string, string>;
}

/** A platform with a token endpoint; `good` is the one token that its API takes. */
class World {
  now = 1_795_000_000_000;
  made = 0;
  good = '';
  asked: Asked[] = [];
  calls: string[] = [];
  status = 200;
  answer: unknown = undefined;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = init.headers as Record<string, string>;
    if (!url.endsWith('/oauth/token')) {
      const authorization = headers['Authorization'] ?? '';
      this.calls.push(authorization);
      const known = authorization === `Bearer ${this.good}`;
      return Response.json(known ? { id: 'deal_1' } : { error: { code: 'UNAUTHORIZED', message: 'no' } }, { status: known ? 200 : 401 });
    }
    this.asked.push({ url, headers, form: Object.fromEntries(new URLSearchParams(init.body as string)) });
    await new Promise((resolve) => setImmediate(resolve));
    if (this.answer !== undefined) return Response.json(this.answer, { status: this.status });
    this.made += 1;
    this.good = `at_${this.made}`;
    return Response.json({ access_token: this.good, refresh_token: `rt_${this.made}`, expires_in: 3600, scope: 'read' });
  };

  oauth(options: Partial<OAuthOptions> = {}): OAuth {
    return new OAuth({ clientId: 'app_1', clientSecret: 's+cret', fetch: this.fetch, clock: () => this.now, ...options });
  }

  client(auth: OAuth): GhxstshipClient<'atlvs'> {
    return new GhxstshipClient({ auth, platform: 'atlvs', baseUrl: 'http://platform', fetch: this.fetch, pacing: false });
  }
}

test('a person is sent with state and PKCE', async () => {
  const codeVerifier = newVerifier();
  assert.match(codeVerifier, /^[\w-]{64}$/);
  const options = { redirectUri: 'https://example.org/cb', scope: 'read write', state: 'st', codeVerifier };
  const url = new URL(await new World().oauth().authorizeUrl('https://auth.example.org/oauth/authorize', options));
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    response_type: 'code',
    client_id: 'app_1',
    redirect_uri: 'https://example.org/cb',
    scope: 'read write',
    state: 'st',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

test('a code is exchanged and the tokens are kept', async () => {
  const world = new World();
  const saved: Token[] = [];
  const oauth = world.oauth({ store: { load: () => saved.at(-1), save: (token) => void saved.push(token) } });
  assert.equal(await oauth.exchange('c0de', { redirectUri: 'https://example.org/cb', codeVerifier: 'v' }), 'at_1');
  assert.deepEqual(world.asked[0]?.form, {
    grant_type: 'authorization_code',
    code: 'c0de',
    redirect_uri: 'https://example.org/cb',
    code_verifier: 'v',
  });
  assert.equal(world.asked[0]?.headers['Authorization'], `Basic ${btoa('app_1:s%2Bcret')}`);
  assert.deepEqual([saved[0]?.refreshToken, saved[0]?.expiresAt, saved[0]?.scope], ['rt_1', world.now + 3_600_000, 'read']);
  assert.equal(await oauth.token(), 'at_1');
});

test('many calls wait for one renewal, shortly before the end', async () => {
  const world = new World();
  const oauth = world.oauth();
  await oauth.exchange('c0de', { redirectUri: 'https://example.org/cb' });
  const client = world.client(oauth);
  await client.deals.retrieve('deal_1');
  world.now += 3_541_000;
  await Promise.all(Array.from({ length: 20 }, () => client.deals.retrieve('deal_1')));
  assert.deepEqual(world.asked.map(({ form }) => form['grant_type']), ['authorization_code', 'refresh_token']);
  assert.equal(world.asked[1]?.form['refresh_token'], 'rt_1');
});

test('a 401 leads to one new token, and a second one is an error', async () => {
  const world = new World();
  const client = world.client(world.oauth());
  await client.deals.retrieve('deal_1');
  world.good = 'revoked';
  await client.deals.retrieve('deal_1');
  assert.deepEqual(world.calls, ['Bearer at_1', 'Bearer at_1', 'Bearer at_2']);
  world.answer = { access_token: 'wrong' };
  world.good = 'other';
  await assert.rejects(client.deals.retrieve('deal_1'), AuthenticationError);
  assert.equal(world.asked.length, 3);
});

test('an application has tokens of its own; a public client needs a person', async () => {
  const world = new World();
  assert.equal(await world.oauth().token(), 'at_1');
  assert.deepEqual(world.asked[0]?.form, { grant_type: 'client_credentials' });
  await assert.rejects(world.oauth({ clientSecret: undefined }).token(), ConfigurationError);
  await world.oauth({ clientSecret: undefined }).exchange('c', { redirectUri: 'https://example.org/cb' });
  assert.equal(world.asked[1]?.form['client_id'], 'app_1');
});

test('what the token endpoint says is told; after a failure the next call asks again', async () => {
  const world = new World();
  const oauth = world.oauth();
  world.answer = { error: 'invalid_grant', error_description: 'used twice' };
  world.status = 400;
  await assert.rejects(oauth.token(), (error: AuthenticationError) => {
    assert.ok(error instanceof AuthenticationError);
    assert.deepEqual([error.code, error.message], ['invalid_grant', 'invalid_grant: used twice']);
    return true;
  });
  world.answer = {};
  world.status = 200;
  await assert.rejects(oauth.token(), ResponseParseError);
  world.answer = undefined;
  assert.equal(await oauth.token(), 'at_1');
});
