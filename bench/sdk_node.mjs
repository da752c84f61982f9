// CPU of the TypeScript client beside stripe-node and bare fetch: `node bench/sdk_node.mjs CLIENT STRIPE` prints JSON.
// They take turns against one local server; what is kept is the median over the rounds.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROUNDS = 7;
const CALLS = 200;

const deal = (number) => ({ id: `deal_${number}`, object: 'customer', name: `Deal ${number}`, value: number, status: 'open' });
const page = (size) => {
  const list = { object: 'list', has_more: false, url: '/v1/customers', pagination: { cursor: null, hasMore: false } };
  return JSON.stringify({ ...list, data: Array.from({ length: size }, (_, number) => deal(number)) });
};

if (process.argv[2] === 'server') {
  const bodies = { 1: page(1), 100: page(100) };
  const server = createServer((request, response) => {
    const size = new URL(request.url, 'http://x').searchParams.get('limit');
    response.writeHead(200, { 'content-type': 'application/json' }).end(bodies[size]);
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  const [, script, client, stripe] = process.argv;
  const server = spawn(process.execPath, [fileURLToPath(import.meta.url), 'server'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(Number(data))));
  const baseUrl = `http://127.0.0.1:${port}`;
  const { GhxstshipClient } = await import(pathToFileURL(client).href);
  const Stripe = createRequire(script)(stripe);
  const ours = new GhxstshipClient({ apiKey: 'ghx_test_bench', baseUrl, platform: 'atlvs' });
  const theirs = new Stripe('sk_test_bench', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
  const headers = { Authorization: 'Bearer ghx_test_bench' };
  const candidates = {
    '@ghxstship/sdk': async (limit) => (await ours.deals.list({ limit })).data,
    'stripe-node': async (limit) => (await theirs.customers.list({ limit })).data,
    'bare fetch': async (limit) => (await (await fetch(`${baseUrl}/atlvs/v1/deals?limit=${limit}`, { headers })).json()).data,
  };
  const found = {};
  for (const limit of [1, 100]) {
    const taken = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, read] of Object.entries(candidates)) {
        const start = process.cpuUsage();
        let sum = 0;
        for (let call = 0; call < CALLS; call += 1) for (const one of await read(limit)) sum += one.value + one.name.length + one.id.length;
        const { user, system } = process.cpuUsage(start);
        if (sum === 0) throw new Error(`${name} read nothing`);
        if (round > 0) taken[name].push((user + system) / CALLS);
      }
    }
    found[limit] = Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, all.sort((a, b) => a - b)[ROUNDS >> 1]]));
  }
  console.log(JSON.stringify(found));
  server.kill();
}
