async function* syncAllDeals() {
  let cursor: string | undefined;
  
  do {
    const response = await fetch(
      `/deals?limit=100${cursor ? `&cursor=${cursor}` : ''}`
    );
    const data = await response.json();
    
    yield data.data;
    
    cursor = data.pagination.cursor;
  } while (cursor);
}

// Usage
for await (const batch of syncAllDeals()) {
  await processBatch(batch);
}
