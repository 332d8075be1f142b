// An authorization server with one client, one resource server and one key, everything in memory.
// server.mjs PORT ALG
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, alg] = process.argv.slice(2);
const audience = 'https://storage.example.com';
const scope = 'archive:write';
const seconds = 60 * 60;

const { privateKey } =
  alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg }] },
  clients: [
    {
      client_id: 'archiver',
      client_secret: '0123456789abcdef0123456789abcdef',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      scope,
    },
  ],
  scopes: [scope],
  ttl: { ClientCredentials: seconds },
  clientDefaults: { id_token_signed_response_alg: alg },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: () => ({
        scope,
        audience,
        accessTokenTTL: seconds,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg } },
      }),
    },
  },
});

// For whoever measures: a request that failed is told nowhere else.
provider.on('server_error', (_, error) => console.error(error));

const server = provider.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
