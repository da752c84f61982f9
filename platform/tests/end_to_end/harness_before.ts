// What an integrator's application brings along: where the platform is, how to wait, what to do with a batch.
// The playbook's code follows, unchanged; it asks for relative addresses, and `syncAllDeals` knows no rate limits.

const base = process.env.BASE as string;
const headers = {
  Authorization: `Bearer ${process.env.KEY}`,
  'X-Workspace-ID': process.env.WORKSPACE as string,
};
const seen = new Map<string, number>();
const counted = { batches: 0, requests: 0, refused: 0 };

async function sleep(milliseconds: number) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function processBatch(batch: { id: string }[]) {
  counted.batches += 1;
  for (const deal of batch) seen.set(deal.id, (seen.get(deal.id) ?? 0) + 1);
}

const send = globalThis.fetch;
globalThis.fetch = async (url, options) => {
  // `syncAllDeals` gives no options: it is sent by way of `fetchWithRetry`, which does.
  if (options === undefined) return fetchWithRetry(`${base}${url}`, { headers });
  const response = await send(url, options);
  counted.requests += 1;
  if (response.status === 429) counted.refused += 1;
  return response;
};

