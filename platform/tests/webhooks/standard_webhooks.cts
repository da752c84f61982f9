// Says of each case on the standard input whether the library accepts it.
const { readFileSync } = require('fs');
const { Webhook } = require('standardwebhooks');

type Case = { secret: string; headers: Record<string, string>; body: string };

const cases: Case[] = JSON.parse(readFileSync(0, 'utf8'));
const verdicts = cases.map(({ secret, headers, body }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
});
console.log(JSON.stringify(verdicts));
