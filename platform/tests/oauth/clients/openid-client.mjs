// The flows as panva's openid-client goes through them. A line of JSON says what a person has to do.
import { createInterface } from 'node:readline';
import * as client from 'openid-client';

const given = JSON.parse(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const person = async (task) => {
  console.log(JSON.stringify(task));
  return (await lines.next()).value;
};
const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] };
const done = [];

const config = await client.discovery(
  new URL(given.issuer), given.id, undefined, client.ClientSecretPost(given.secret), options,
);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: given.callback, scope: 'read write', state,
  code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
});
const back = new URL(await person({ open: address.href }));
const tokens = await client.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: verifier, expectedState: state,
});
const asked = await client.fetchProtectedResource(
  config, tokens.access_token, new URL('/atlvs/v1/deals', given.issuer), 'GET',
);
if (asked.status !== 200) throw new Error(`the API answers ${asked.status}`);
done.push('code');

const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
done.push('refresh');
if (!(await client.tokenIntrospection(config, renewed.access_token)).active) throw new Error('is not active');
done.push('introspect');
await client.tokenRevocation(config, renewed.refresh_token);
if ((await client.tokenIntrospection(config, renewed.access_token)).active) throw new Error('is active');
done.push('revoke');
await client.clientCredentialsGrant(config, { scope: 'read' });
done.push('client_credentials');

const device = await client.discovery(
  new URL(given.issuer), given.publicId, undefined, client.None(), options,
);
const codes = await client.initiateDeviceAuthorization(device, { scope: 'read' });
await person({ type: codes.user_code });
await client.pollDeviceAuthorizationGrant(device, { ...codes, interval: 0.1 });
done.push('device');

console.log(JSON.stringify({ done }));
process.exit(0);
