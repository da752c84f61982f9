// What the playbook leaves to the receiver: reading our header. With two signatures the first is the newest secret's.
import { readFileSync } from 'fs';

function parseSignatureHeader(header: string): [string, string] {
  const parts = header.split(',').map((part) => part.split('=', 2) as [string, string]);
  const first = (name: string) => parts.find(([key]) => key === name)![1];
  return [first('t'), first('v1')];
}

const cases: { body: string; signature: string; secret: string }[] = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(cases.map((each) => verifyWebhook(each.body, each.signature, each.secret))));
