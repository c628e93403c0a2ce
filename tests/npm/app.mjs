// An app of somebody else's making at the hub: openid-client as it is, with PAR, PKCE, DPoP and private_key_jwt.
import { createInterface } from 'node:readline'
import * as client from 'openid-client'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const heard = async () => (await lines.next()).value
const tell = (said) => process.stdout.write(`${JSON.stringify(said)}\n`)

const { issuer, client_id, redirect_uri, jwk, scope, algorithm, read, more } = JSON.parse(await heard())

try {
  const key = await crypto.subtle.importKey(
    'jwk',
    jwk,
    { name: 'ECDSA', namedCurve: jwk.crv },
    false,
    ['sign'],
  )
  const config = await client.discovery(
    new URL(issuer),
    client_id,
    // As the hub signs; RFC 8414 has no place to say it.
    { id_token_signed_response_alg: 'ES256' },
    client.PrivateKeyJwt({ key, kid: jwk.kid }),
    // The hub of a demo is on this machine, without TLS.
    { algorithm, execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  )
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = await client.buildAuthorizationUrlWithPAR(
    config,
    {
      redirect_uri,
      scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...more,
    },
    { DPoP },
  )
  tell({ url: url.href })

  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, maxAge: 60 }
  const back = new URL(await heard())
  const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
  const address = new URL(`${read}/Patient/${tokens.patient}`)
  const ask = (token) =>
    client.fetchProtectedResource(config, token, address, 'GET', undefined, undefined, { DPoP })
  const first = await ask(tokens.access_token)
  const again = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
  const second = await ask(again.access_token)
  const known = await client.tokenIntrospection(config, again.refresh_token)
  await client.tokenRevocation(config, again.refresh_token)
  const gone = await client.tokenIntrospection(config, again.refresh_token)
  tell({
    claims: tokens.claims(),
    patient: tokens.patient,
    token_type: tokens.token_type,
    read: [first.status, second.status],
    resource: (await second.json()).resourceType,
    active: [known.active, gone.active],
  })
} catch (error) {
  tell({ refused: error.error ?? error.cause?.error ?? error.code ?? error.name })
}
process.exit(0)
