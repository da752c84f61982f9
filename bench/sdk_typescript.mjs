// CPU of the TypeScript client beside bare fetch, against the same local server: `node bench/sdk_typescript.mjs`.
// The two take turns; what is shown is the least CPU a call over all rounds, which is what a shared machine leaves intact.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const ROUNDS = 7;
const CALLS = 300;

const deal = (number) => ({ id: `deal_${number}`, name: `Deal ${number}`, value: number, status: 'open', version: 1 });
const page = (size) =>
  JSON.stringify({ data: Array.from({ length: size }, (_, number) => deal(number)), pagination: { cursor: null, hasMore: false } });

if (process.argv[2] === 'server') {
  const bodies = { 1: page(1), 100: page(100) };
  const server = createServer((request, response) => {
    const size = new URL(request.url, 'http://x').searchParams.get('limit');
    response.writeHead(200, { 'content-type': 'application/json' }).end(bodies[size]);
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  const server = spawn(process.execPath, [fileURLToPath(import.meta.url), 'server'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(Number(data))));
  const baseUrl = `http://127.0.0.1:${port}`;
  const { GhxstshipClient } = await import('../sdk/typescript/dist/esm/index.js');
  const client = new GhxstshipClient({ apiKey: 'ghx_test_bench', baseUrl, platform: 'atlvs' });
  const headers = { Authorization: 'Bearer ghx_test_bench' };
  const candidates = {
    'bare fetch': async (limit) => (await (await fetch(`${baseUrl}/atlvs/v1/deals?limit=${limit}`, { headers })).json()).data,
    '@ghxstship/sdk': async (limit) => (await client.deals.list({ limit })).data,
  };
  for (const limit of [1, 100]) {
    const least = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, read] of Object.entries(candidates)) {
        const start = process.cpuUsage();
        let sum = 0;
        for (let call = 0; call < CALLS; call += 1) for (const one of await read(limit)) sum += one.value + one.name.length + one.id.length;
        const { user, system } = process.cpuUsage(start);
        if (sum === 0) throw new Error(`${name} read nothing`);
        least[name] = Math.min(least[name] ?? Infinity, (user + system) / CALLS);
      }
    }
    for (const [name, cpu] of Object.entries(least)) console.log(`${String(limit).padStart(3)} records  ${name.padEnd(15)} ${cpu.toFixed(0)} µs CPU a call`);
  }
  server.kill();
}
