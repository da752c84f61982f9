// Nothing that is secret is told: one call for each kind of secret, and every text that may come of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { GhxstshipClient, isGhxstshipError, type ClientOptions } from '../src/index.js';
import { OAuth, type OAuthOptions } from '../src/oauth.js';
import { signWebhook } from '../src/testing.js';
import { verifyWebhook } from '../src/webhooks.js';
import { error, FaultServer, reset, type Act } from './fault-server.js';

const SECRET = 's3cr3t0Value';
const KEY = `ghx_test_${SECRET}`;
const WHSEC = `whsec_${SECRET}`;

type Made = GhxstshipClient<'atlvs'>;
type Case = [name: string, options: ClientOptions<'atlvs'>, call: (client: Made) => PromiseLike<unknown>];

const CALLS: Case[] = [
  ['an API key', { apiKey: KEY }, (client) => client.deals.retrieve('deal_1')],
  ['an API key of a copy', { apiKey: KEY }, (client) => client.withOptions({ maxRetries: 0 }).deals.retrieve('deal_1')],
  ['a custom header', { headers: { 'X-Gateway-Pass': SECRET } }, (client) => client.deals.retrieve('deal_1')],
  ['a header of the call', {}, (client) => client.deals.delete('deal_1', { headers: { Cookie: SECRET } })],
  ['a header with a line break', { headers: { 'X-Pass': `a\n${SECRET}` } }, (client) => client.deals.retrieve('deal_1')],
  [
    "a webhook endpoint's headers",
    {},
    (client) => client.workspace.webhookEndpoints.create({ url: 'https://a.example', events: ['*'], headers: { 'X-Auth': SECRET } }),
  ],
  ['a secret', {}, (client) => client.request('POST', '/x', { body: { items: [{ secret: SECRET }] } })],
  ['a password', {}, (client) => client.request('PATCH', '/x', { body: { user: { password: [SECRET] } } })],
  ['a token', {}, (client) => client.request('POST', '/x', { body: { accessToken: SECRET, 'Api-Key': SECRET } })],
  ['a webhook secret', {}, (client) => client.deals.update('deal_1', { metadata: { note: `see ${WHSEC}` } })],
  [
    'a password in an address',
    {},
    (client) => client.workspace.webhookEndpoints.create({ url: `https://a:${SECRET}@b.example`, events: ['*'] }),
  ],
  ['a token in a query', {}, (client) => client.request('GET', '/x', { query: { token: SECRET } })],
  ['a key in the place of an id', {}, (client) => client.deals.retrieve({ secret: SECRET } as unknown as string)],
  [
    'an access token with a line break',
    { auth: { identity: 'app', token: () => Promise.resolve(`a\n${SECRET}`) } },
    (client) => client.deals.retrieve('deal_1'),
  ],
];

const GRANTS: [name: string, options: Partial<OAuthOptions>, call: (auth: OAuth) => Promise<unknown>][] = [
  ['a client secret', { clientSecret: SECRET }, (auth) => auth.token()],
  ['a refresh token', { store: stored({ refreshToken: SECRET }) }, (auth) => auth.token()],
  ['an access token', { store: stored({ accessToken: SECRET, refreshToken: 'r' }) }, (auth) => auth.token(SECRET)],
  ['a code', {}, (auth) => auth.exchange(SECRET, { redirectUri: 'https://a.example' })],
  ['a PKCE verifier', {}, (auth) => auth.exchange('c', { redirectUri: 'https://a.example', codeVerifier: SECRET })],
];

const ANSWERS: [string, Act][] = [
  ['unreachable', reset],
  ['failing', error(500, 'INTERNAL_ERROR')],
];

function stored(token: { accessToken?: string; refreshToken?: string }): OAuthOptions['store'] & object {
  return { load: () => ({ accessToken: 'a', expiresAt: 0, renewAt: 0, ...token }), save: () => undefined };
}

const server = new FaultServer();
before(() => server.start());
after(() => server.close());

async function failure(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (thrown) {
    assert.ok(thrown instanceof Error);
    return thrown;
  }
  return assert.fail('it was no failure');
}

/** Every text that a caller's code or its logs may keep of something. */
function texts(...all: unknown[]): string {
  return all
    .flatMap((one) => [
      inspect(one, { depth: 9 }),
      JSON.stringify(one),
      ...(one instanceof Error ? [String(one), one.stack, inspect(one.cause)] : []),
      ...(isGhxstshipError(one) ? [one.curl(), inspect(one.request), JSON.stringify(one.request)] : []),
    ])
    .join('\n');
}

for (const [kind, act] of ANSWERS) {
  for (const [name, options, call] of CALLS) {
    test(`a call that is ${kind} does not tell ${name}`, async () => {
      server.script(act);
      const told: unknown[] = [];
      // A printed `Response` shows its address, with the query as it was sent.
      const note = ({ response, ...event }: { response?: Response; request?: unknown; waitMs?: number }): void => void told.push(event, response?.status);
      const client = new GhxstshipClient({
        apiKey: KEY,
        platform: 'atlvs',
        baseUrl: server.url,
        pacing: false,
        maxRetries: 1,
        sleep: () => Promise.resolve(),
        hooks: { request: note, response: note, retry: note, wait: note },
        logger: { debug: (message) => void told.push(message) },
        ...options,
      });
      const thrown = await failure((async () => call(client))());
      assert.ok(!texts(thrown, client, ...told).includes(SECRET), texts(thrown, client, ...told));
    });
  }
  for (const [name, options, call] of GRANTS) {
    test(`a token endpoint that is ${kind} does not tell ${name}`, async () => {
      server.script(act);
      const auth = new OAuth({ clientId: 'app', tokenUrl: `${server.url}/oauth/token`, ...options });
      assert.ok(!texts(await failure(call(auth)), auth).includes(SECRET));
    });
  }
}

test('a credential in the wrong place is not told', () => {
  const wrong: ClientOptions[] = [
    { apiKey: KEY, baseUrl: KEY },
    { apiKey: KEY, baseUrl: `https://user:${SECRET}@api.example` },
    { apiKey: KEY, baseUrl: `ftp://user:${SECRET}@api.example` },
    { apiKey: `${SECRET} ${SECRET}` },
  ];
  for (const options of wrong) {
    assert.throws(
      () => new GhxstshipClient(options),
      (thrown) => isGhxstshipError(thrown) && !texts(thrown).includes(SECRET),
    );
  }
});

test('a webhook secret is not told', async () => {
  const { body, headers } = await signWebhook('deal.won', { id: 'deal_1' }, `whsec_${btoa('another'.repeat(5))}`);
  const request = new Request('https://a.example', { method: 'POST', body, headers });
  for (const secret of [WHSEC, `${WHSEC}!`, [WHSEC, '']]) {
    const thrown = await failure(verifyWebhook(request.clone(), { secret }));
    assert.ok(!texts(thrown).includes(SECRET), texts(thrown));
  }
});

test('what is not secret is shown as it was sent', async () => {
  server.script(reset);
  const client = new GhxstshipClient({ apiKey: KEY, platform: 'atlvs', baseUrl: server.url, workspaceId: 'ws_1', pacing: false });
  const options = { idempotencyKey: 'k1', ifMatch: 3, maxRetries: 0 };
  const thrown = await failure(client.invoices.create({ deal_id: 'deal_1', due_date: '2026-12-01', notes: "it's", lines: [] }, options));
  assert.ok(isGhxstshipError(thrown));
  const agent = thrown.request?.headers['User-Agent'];
  const expected =
    `curl -X POST '${server.url}/atlvs/v1/invoices' -H "Authorization: Bearer $GHXSTSHIP_API_KEY" -H 'Accept: application/json'` +
    ` -H 'User-Agent: ${agent}' -H 'X-Workspace-ID: ws_1' -H 'Content-Type: application/json' -H 'If-Match: "3"'` +
    ` -H 'Idempotency-Key: k1' --data-raw '{"deal_id":"deal_1","due_date":"2026-12-01","notes":"it'\\''s","lines":[]}'`;
  assert.equal(thrown.curl(), expected);
});
