// The flows as panva's oauth4webapi goes through them. A line of JSON says what a person has to do.
import { createInterface } from 'node:readline';
import * as oauth from 'oauth4webapi';

const given = JSON.parse(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const person = async (task) => {
  console.log(JSON.stringify(task));
  return (await lines.next()).value;
};
const http = { [oauth.allowInsecureRequests]: true };
const done = [];

const issuer = new URL(given.issuer);
const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...http });
const server = await oauth.processDiscoveryResponse(issuer, found);
const client = { client_id: given.id };
const proof = oauth.ClientSecretBasic(given.secret);

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const address = new URL(server.authorization_endpoint);
address.search = new URLSearchParams({
  client_id: given.id, redirect_uri: given.callback, response_type: 'code', scope: 'read write', state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
}).toString();
const back = new URL(await person({ open: address.href }));
const parameters = oauth.validateAuthResponse(server, client, back, state);
const exchanged = await oauth.authorizationCodeGrantRequest(
  server, client, proof, parameters, given.callback, verifier, http,
);
const tokens = await oauth.processAuthorizationCodeResponse(server, client, exchanged);
const asked = await oauth.protectedResourceRequest(
  tokens.access_token, 'GET', new URL('/atlvs/v1/deals', issuer), undefined, undefined, http,
);
if (asked.status !== 200) throw new Error(`the API answers ${asked.status}`);
done.push('code');

const refreshed = await oauth.refreshTokenGrantRequest(server, client, proof, tokens.refresh_token, http);
const renewed = await oauth.processRefreshTokenResponse(server, client, refreshed);
done.push('refresh');

const look = async () =>
  oauth.processIntrospectionResponse(
    server, client, await oauth.introspectionRequest(server, client, proof, renewed.access_token, http),
  );
if (!(await look()).active) throw new Error('the token is not active');
done.push('introspect');
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, proof, renewed.refresh_token, http),
);
if ((await look()).active) throw new Error('the token is active');
done.push('revoke');

const own = await oauth.clientCredentialsGrantRequest(server, client, proof, { scope: 'read' }, http);
await oauth.processClientCredentialsResponse(server, client, own);
done.push('client_credentials');

const device = { client_id: given.publicId };
const begun = await oauth.deviceAuthorizationRequest(server, device, oauth.None(), { scope: 'read' }, http);
const codes = await oauth.processDeviceAuthorizationResponse(server, device, begun);
await person({ type: codes.user_code });
const let_in = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), codes.device_code, http);
await oauth.processDeviceCodeResponse(server, device, let_in);
done.push('device');

console.log(JSON.stringify({ done }));
process.exit(0);
