// A relying party of somebody else's making: openid-client as it is, told on standard input where to log in.
import { createInterface } from 'node:readline'
import * as client from 'openid-client'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const heard = async () => (await lines.next()).value
const tell = (said) => process.stdout.write(`${JSON.stringify(said)}\n`)

const { issuer, client_id, redirect_uri, jwk, more } = JSON.parse(await heard())

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
    undefined,
    client.PrivateKeyJwt({ key, kid: jwk.kid }),
    // The provider is on this machine, without TLS.
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  )
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  })
  tell({ url: url.href })
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, maxAge: 60 }
  const tokens = await client.authorizationCodeGrant(config, new URL(await heard()), checks)
  tell({ claims: tokens.claims(), token_type: tokens.token_type })
} catch (error) {
  tell({ refused: error.error ?? error.code ?? error.name })
}
process.exit(0)
