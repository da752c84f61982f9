/** The nodes in n8n's engine, against a running platform (`GHXSTSHIP_BASE_URL`, `GHXSTSHIP_API_KEY`). */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';

import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { Bench, CREDENTIALS, NODES, serve, type Setting } from './engine.ts';

const setting: Setting = { baseUrl: process.env.GHXSTSHIP_BASE_URL!, apiKey: process.env.GHXSTSHIP_API_KEY! };

async function api(method: string, path: string, body?: IDataObject): Promise<IDataObject> {
	const answer = await fetch(setting.baseUrl + path, {
		method,
		headers: { Authorization: `Bearer ${setting.apiKey}`, 'Content-Type': 'application/json' },
		body: body && JSON.stringify(body),
	});
	const text = await answer.text();
	return text === '' ? {} : (JSON.parse(text) as IDataObject);
}

async function run(parameters: IDataObject, items: IDataObject[] = [{}], more: Partial<Setting> = {}, settings = {}) {
	return await new Bench('ghxstship', parameters, { ...setting, ...more }, settings).run(items);
}

test('a record is created, read, changed, cleared and deleted', async () => {
	const made = await run({
		resource: 'atlvs.deals', operation: 'create', name: '={{ $json.title }}', value: 1500.5,
		fields: { notes: 'from a workflow', expected_close_date: '2027-06-30T00:00:00.000Z', metadata: '{"source": "n8n"}' },
	}, [{ title: 'Harbor "Lights"\n2027' }]);
	assert.equal(made.error, undefined);
	const [deal] = made.items;
	assert.equal(deal.name, 'Harbor "Lights"\n2027');
	assert.equal(deal.expected_close_date, '2027-06-30');
	assert.deepEqual(deal.metadata, { source: 'n8n' });

	const id = deal.id as string;
	const changed = await run({
		resource: 'atlvs.deals', operation: 'update', id, fields: { stage: 'proposal', notes: 'gone' }, clear: ['notes'],
	});
	assert.deepEqual([changed.items[0].stage, changed.items[0].notes, changed.items[0].version], ['proposal', null, 2]);
	const read = await run({ resource: 'atlvs.deals', operation: 'retrieve', id });
	assert.equal(read.items[0].version, 2);
	const gone = await run({ resource: 'atlvs.deals', operation: 'delete', id });
	assert.deepEqual(gone.items, [{ id, deleted: true }]);
	assert.equal(((await api('GET', `/atlvs/v1/deals/${id}`)).error as IDataObject).code, 'NOT_FOUND');
});

test('all pages are walked, and a limit holds', async () => {
	const { pagination } = await api('GET', '/gvteway/v1/customers?limit=1');
	const { total } = pagination as { total: number };
	assert.ok(total > 250, 'the demo has more than two pages');
	const all = await run({ resource: 'gvteway.customers', operation: 'list', returnAll: true });
	assert.equal(new Set(all.items.map((one) => one.id)).size, total);
	const some = await run({ resource: 'gvteway.customers', operation: 'list', returnAll: false, limit: 130 });
	assert.equal(some.items.length, 130);
});

test('filters go with the request, lists of values too', async () => {
	const open = await run({
		resource: 'atlvs.deals', operation: 'list', returnAll: true, filters: { status: ['won', 'lost'] },
	});
	assert.deepEqual([...new Set(open.items.map((deal) => deal.status))].sort(), ['lost', 'won']);
});

test('an action, a batch, and a resource without pages', async () => {
	const made = await run({
		resource: 'gvteway.venues', operation: 'batch',
		items: JSON.stringify([{ name: 'A', external_id: 'n8n-a' }, { name: 'B', external_id: 'n8n-b' }]),
	});
	assert.equal(made.error, undefined);
	assert.equal((made.items[0].data as IDataObject[]).length, 2);
	const types = await run({ resource: 'workspace.event_types', operation: 'list' });
	assert.ok(types.items.some((type) => type.name === 'deal.won'));
	const company = await api('POST', '/atlvs/v1/companies', { name: 'Payer' });
	const invoice = await api('POST', '/atlvs/v1/invoices', {
		company_id: company.id, lines: [{ description: 'Stage', quantity: 1, unit_price: 10 }],
	});
	const sent = await run({ resource: 'atlvs.invoices', operation: 'send', id: invoice.id as string });
	assert.equal(sent.items[0].status, 'sent');
});

test('an error names the fields, the request and the page about it', async () => {
	const { error } = await run({ resource: 'atlvs.deals', operation: 'create', name: '={{ "" }}', value: -1 });
	assert.equal(error!.name, 'NodeApiError');
	assert.match(error!.message, /VALIDATION_ERROR/);
	assert.match(String(error!.description), /name: .*\nvalue: .*\nRequest req_.*\/errors\/VALIDATION_ERROR/s);
});

test('input that cannot be sent is told by its name', async () => {
	const cases: Array<[IDataObject, RegExp]> = [
		[{ resource: 'atlvs.deals', operation: 'create', name: 'x', value: 1, fields: { metadata: '{' } }, /metadata: .*JSON/],
		[{ resource: 'atlvs.deals', operation: 'list', limit: 1, filters: { updated_after: 'yesterday' } }, /updated_after/],
		[{ resource: 'atlvs.deals', operation: 'retrieve', id: ' ' }, /id is empty/],
		[{ resource: 'atlvs.deals', operation: 'fly' }, /no operation fly; it has list, create/],
	];
	for (const [parameters, message] of cases) {
		const { error } = await run(parameters);
		assert.match(`${error?.message} ${String(error?.description)}`, message);
	}
});

test('with "continue on fail" the other items go on', async () => {
	const { items, error } = await run(
		{ resource: 'atlvs.companies', operation: 'create', name: '={{ $json.name }}' },
		[{ name: 'One' }, { name: '' }, { name: 'Three' }], {}, { onError: 'continueRegularOutput' },
	);
	assert.equal(error, undefined);
	assert.deepEqual(items.map((one) => one.name ?? 'failed'), ['One', 'failed', 'Three']);
});

test('a repeat within an execution writes nothing twice, another execution writes again', async () => {
	const create = { resource: 'atlvs.companies', operation: 'create', name: 'Once' };
	const first = await run(create, [{}, {}], { executionId: 'e1' });
	const again = await run(create, [{}, {}], { executionId: 'e1' });
	const other = await run(create, [{}], { executionId: 'e2' });
	assert.deepEqual(again.items.map((one) => one.id), first.items.map((one) => one.id));
	assert.equal(new Set([...first.items, ...other.items].map((one) => one.id)).size, 3);
});

test('a refused request is repeated after Retry-After, with the same key', async () => {
	const keys: unknown[] = [];
	const busy = await serve((request, response) => {
		keys.push(request.headers['idempotency-key']);
		if (keys.length < 3) response.writeHead(429, { 'Retry-After': '0' }).end('{}');
		else response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"id": "company_1"}');
	});
	after(busy.close);
	const { items } = await run({ resource: 'atlvs.companies', operation: 'create', name: 'x' }, [{}], { baseUrl: `${busy.url}/` });
	assert.deepEqual(items, [{ id: 'company_1' }]);
	assert.equal(keys.length, 3);
	assert.equal(new Set(keys).size, 1);
});

test('it gives up on one that stays refused, or asks to wait too long', async () => {
	for (const [wait, tries] of [['0', 5], ['3600', 1]] as const) {
		let asked = 0;
		const busy = await serve((_, response) => {
			asked++;
			response.writeHead(503, { 'Retry-After': wait }).end('');
		});
		after(busy.close);
		const { error } = await run({ resource: 'atlvs.companies', operation: 'list', limit: 1 }, [{}], { baseUrl: busy.url });
		assert.match(error!.message, /503/);
		assert.equal(asked, tries);
	}
});

test('the trigger registers an endpoint, starts for signed events only, once each, and removes the endpoint', async () => {
	const started: IDataObject[] = [];
	let arrived: (() => void) | undefined;
	const n8n = await serve(async (request, response) => {
		const event = await bench.receive(request, response);
		if (event !== undefined) started.push(event);
		arrived?.();
	});
	after(n8n.close);
	const parameters = { events: ['company.created'], options: { filter: '{"data.name": "Wanted"}' } };
	const bench = new Bench('ghxstshipTrigger', parameters, { ...setting, webhookUrl: n8n.url });

	assert.equal(await bench.hook('checkExists'), false);
	assert.equal(await bench.hook('create'), true);
	assert.equal(await bench.hook('checkExists'), true);
	const endpoints = async () =>
		((await api('GET', '/workspace/v1/webhook-endpoints?limit=100')).data as IDataObject[])
			.filter((one) => String(one.url).startsWith(n8n.url));
	assert.deepEqual((await endpoints()).map((one) => [one.events, one.status]), [[['company.created'], 'enabled']]);
	// Activated once more, as after a crash of n8n: there is still one endpoint.
	await bench.hook('create');
	assert.equal((await endpoints()).length, 1);

	const arrival = new Promise<void>((resolve) => (arrived = resolve));
	await api('POST', '/atlvs/v1/companies', { name: 'Unwanted' });
	await api('POST', '/atlvs/v1/companies', { name: 'Wanted' });
	await arrival;
	assert.deepEqual(started.map((event) => [event.event, (event.data as IDataObject).name]), [['company.created', 'Wanted']]);

	const url = String((await endpoints())[0].url);
	const body = JSON.stringify({ ...started[0], id: 'msg_forged' });
	const now = Math.floor(Date.now() / 1000);
	const sign = (secret: string, time: number, text = body) =>
		`t=${time},v1=${createHmac('sha256', secret).update(`${time}.${text}`).digest('hex')}`;
	const post = async (signature: string, text = body) =>
		(await fetch(url, { method: 'POST', headers: { 'X-GHXSTSHIP-Signature': signature }, body: text })).status;
	const secret = String(bench.kept.secret);
	for (const bad of ['', 'v1=00', sign('whsec_other', now), sign(secret, now - 301), sign(secret, now + 301), sign(secret, now, '{}')]) {
		assert.equal(await post(bad), 401);
	}
	assert.equal(started.length, 1);
	const both = `t=${now},v1=${'0'.repeat(64)},v1=${sign(secret, now).split('v1=')[1]}`;
	assert.equal(await post(both), 200, 'one of two signatures is enough while a secret is replaced');
	assert.equal(await post(sign(secret, now)), 200);
	assert.equal(started.length, 2, 'what arrives twice starts the workflow once');

	// The secret is rotated in the portal, and the old one does not count any more.
	const [endpoint] = await endpoints();
	const path = `/workspace/v1/webhook-endpoints/${String(endpoint.id)}`;
	await api('POST', `${path}/rotate-secret`, { overlap_seconds: 0 });
	bench.kept.lookedAt = 0; // the forged ones above were more than a minute ago
	const next = new Promise<void>((resolve) => (arrived = resolve));
	await api('POST', '/atlvs/v1/companies', { name: 'Wanted' });
	await next;
	assert.equal(started.length, 3, 'the node has fetched the new secret');
	assert.notEqual(bench.kept.secret, secret);
	assert.equal(await post(sign(secret, now), body.replace('forged', 'old')), 401, 'the old one is over');
	const shown = async () => ((await api('GET', '/workspace/v1/events?limit=100&types=webhook_endpoint.secret_revealed'))
		.data as IDataObject[]).filter((event) => (event.data as IDataObject).id === endpoint.id).length;
	assert.equal(await shown(), 1);
	bench.kept.lookedAt = 0;
	assert.equal(await post(sign('whsec_other', now)), 401);
	assert.equal(await shown(), 1, 'whoever forges a signature does not have the secret shown');
	bench.kept.lookedAt = 0;
	bench.credentials.values.apiKey = 'none';
	assert.equal(await post(sign('whsec_other', now)), 401, 'and learns nothing of a platform that cannot be asked');
	bench.credentials.values.apiKey = setting.apiKey;

	assert.equal(await bench.hook('delete'), true);
	assert.equal((await endpoints()).length, 0);
	assert.equal(await bench.hook('delete'), true, 'one that has gone already is no failure');
	assert.equal(bench.kept.secret, undefined);
});

test('every resource is read from a running platform', async () => {
	const { properties } = NODES.get('ghxstship')!.description;
	const resources = properties.find((one) => one.name === 'resource')!.options as INodePropertyOptions[];
	let read = 0;
	for (const { value: resource } of resources) {
		const operations = properties
			.find((one) => one.name === 'operation' && one.displayOptions!.show!.resource!.includes(resource))!
			.options as INodePropertyOptions[];
		if (!operations.some((one) => one.value === 'list')) continue;
		const { items, error } = await run({ resource, operation: 'list', returnAll: false, limit: 2 });
		assert.equal(error, undefined, `${String(resource)}: ${error?.message}`);
		const one = items.find((item) => typeof item.id === 'string');
		if (one !== undefined && operations.some((each) => each.value === 'retrieve')) {
			const found = await run({ resource, operation: 'retrieve', id: one.id });
			assert.equal(found.items[0]?.id, one.id, `${String(resource)}: ${found.error?.message}`);
			read++;
		}
	}
	assert.ok(read >= 15, `only ${read} were read`);
});

/** An application of the platform, and a token of its own. */
async function application(): Promise<IDataObject> {
	const app = await api('POST', '/workspace/v1/oauth-apps', {
		name: 'n8n', type: 'confidential', scopes: ['read', 'write', 'webhooks'], redirect_uris: ['https://n8n.example.com/cb'],
	});
	const tokens = (await (await fetch(`${setting.baseUrl}/oauth/token`, {
		method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({
			grant_type: 'client_credentials', scope: 'read write webhooks',
			client_id: String(app.client_id), client_secret: String(app.client_secret),
		}),
	})).json()) as IDataObject;
	return { clientId: app.client_id, clientSecret: app.client_secret, oauthTokenData: tokens };
}

test('with OAuth both nodes work, in the name of the application', async () => {
	const oauth = { grantType: 'pkce', accessTokenUrl: `${setting.baseUrl}/oauth/token`, ...(await application()) };
	const made = await run({ resource: 'atlvs.companies', operation: 'create', name: 'By OAuth' }, [{}], { apiKey: 'none', oauth });
	assert.equal(made.error, undefined);
	assert.equal(made.items[0].name, 'By OAuth');
	const bench = new Bench('ghxstshipTrigger', { events: ['deal.won'], options: {} }, {
		...setting, apiKey: 'none', oauth, webhookUrl: 'http://127.0.0.1:9',
	});
	assert.equal(await bench.hook('create'), true);
	assert.equal(await bench.hook('checkExists'), true);
	assert.equal(await bench.hook('delete'), true);
});

test('an access token that has expired is renewed, and the new ones are kept', async () => {
	const seen: string[] = [];
	const platform = await serve((request, response) => {
		const json = (status: number, body: object) =>
			response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
		if (request.url === '/oauth/token') {
			seen.push('renewed');
			json(200, { access_token: 'new', refresh_token: 'next', token_type: 'Bearer', expires_in: 3600 });
		} else {
			seen.push(String(request.headers.authorization));
			if (request.headers.authorization === 'Bearer new') json(201, { id: 'company_1' });
			else json(401, { error: { code: 'UNAUTHORIZED', message: 'The token has expired', request_id: 'req_1', details: [] } });
		}
	});
	after(platform.close);
	const oauth = {
		grantType: 'pkce', accessTokenUrl: `${platform.url}/oauth/token`, clientId: 'app', clientSecret: 'secret',
		authentication: 'header', oauthTokenData: { access_token: 'old', refresh_token: 'first', token_type: 'Bearer' },
	};
	const create = { resource: 'atlvs.companies', operation: 'create', name: 'x' };
	const bench = new Bench('ghxstship', create, { apiKey: 'none', baseUrl: platform.url, oauth });
	const { items, error } = await bench.run();
	assert.equal(error, undefined);
	assert.deepEqual(items, [{ id: 'company_1' }]);
	assert.deepEqual(seen, ['Bearer old', 'renewed', 'Bearer new']);
	assert.equal((bench.credentials.kept!.oauthTokenData as IDataObject).refresh_token, 'next');
	const revoked = { ...oauth, accessTokenUrl: `${platform.url}/revoked` };
	const refused = await new Bench('ghxstship', create, { apiKey: 'none', baseUrl: platform.url, oauth: revoked }).run();
	assert.notEqual(refused.error, undefined);
	assert.deepEqual(refused.items, []);
});

test('a key that is not known is told as the platform tells it', async () => {
	const { error } = await run({ resource: 'atlvs.deals', operation: 'list', limit: 1 }, [{}], { apiKey: 'ghx_test_none' });
	assert.match(error!.message, /UNAUTHORIZED/);
	assert.match(String(error!.description), /Request req_.*\/errors\/UNAUTHORIZED/s);
});

test('a filter that is not JSON is told before anything is registered', async () => {
	const bench = new Bench('ghxstshipTrigger', { events: ['*'], options: { filter: '{' } }, { ...setting, webhookUrl: 'http://127.0.0.1:9' });
	await assert.rejects(bench.hook('create'), /Filter: this is not JSON/);
});

test('every resource and every type of event of the API is offered', () => {
	const resources = NODES.get('ghxstship')!.description.properties.find((one) => one.name === 'resource')!.options!;
	assert.ok(resources.length >= 24);
	const events = NODES.get('ghxstshipTrigger')!.description.properties.find((one) => one.name === 'events')!.options!;
	assert.ok(events.length > 50);
	assert.deepEqual([...CREDENTIALS.keys()], ['ghxstshipApi', 'ghxstshipOAuth2Api']);
	const oauth = CREDENTIALS.get('ghxstshipOAuth2Api')!;
	assert.deepEqual([oauth.extends, oauth.properties.find((one) => one.name === 'grantType')!.default], [['oAuth2Api'], 'pkce']);
});
