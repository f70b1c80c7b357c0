// A real OpenID Connect provider (node-oidc-provider, certified) on this machine, as a province
// would run one: its own sign-in form, its own consent, its own keys. Any name signs in there.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

export const client = { id: 'dondoc', secret: 'khoa-cua-ung-dung 1+1=2' };

/** Keys of both kinds, under a name of their own. */
function keys(name) {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = (key, alg) => ({ ...key.export({ format: 'jwk' }), use: 'sig', alg, kid: `${name}-${alg}` });
  return { keys: [jwk(rsa, 'RS256'), jwk(ec, 'ES256')] };
}

function provider(issuer, origin, name, algorithm) {
  return new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${origin}/sign-in/outside/return`],
        post_logout_redirect_uris: [`${origin}/sign-in`],
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: keys(name),
    cookies: { keys: ['a secret of the test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@tinh.test`, email_verified: id !== 'chua-xac-minh', name: `Người ${id}` }),
    }),
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  });
}

/** Start it; `renew` changes its keys and the way it signs, as a provider does from time to time. */
export async function start(origin) {
  // What it says about being a trial is no matter of these tests.
  const quiet = console.warn;
  console.warn = () => {};
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let answer = provider(issuer, origin, 'one', 'RS256').callback();
  server.on('request', (request, response) => answer(request, response));
  return {
    issuer,
    renew: () => (answer = provider(issuer, origin, 'two', 'ES256').callback()),
    async stop() {
      console.warn = quiet;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
