
console.log(JSON.stringify({ ...counted, deals: seen.size, most: Math.max(...seen.values()) }));
