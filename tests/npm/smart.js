// The page of an app, at another origin than the hub: SMART's own library as it is, which an EHR opened.
/* global FHIR, SAID */
const same = (left, right) => {
  if (JSON.stringify(left) !== JSON.stringify(right))
    throw new Error(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`)
}
const thrown = (promise) =>
  promise.then(
    () => { throw new Error('nothing was refused') },
    (error) => error,
  )
const journeys = {
  'it reads whom it was opened for': async (client) => {
    const { resourceType, id } = await client.patient.read()
    same([resourceType, id], ['Patient', SAID.person])
  },
  'it reads which FHIR is spoken': async (client) => {
    const { fhirVersion } = await client.request('metadata')
    same(fhirVersion, '4.0.1')
  },
  'it fetches all of many pages': async (client) => {
    const asked = `Flag?patient=${client.patient.id}&_count=50`
    const pages = await client.request(asked, { pageLimit: 0 })
    const all = await client.request(asked, { pageLimit: 0, flat: true })
    same([pages.length, new Set(all.map(({ id }) => id)).size], [3, SAID.many])
  },
  'it asks what is known of its patient without naming him': async (client) => {
    const found = await client.patient.request('Flag?_count=10', { flat: true })
    same(found.length, 10)
  },
  'it resolves what is referred to': async (client) => {
    const asked = { resolveReferences: ['subject'] }
    const { entry } = await client.request(`Flag?patient=${client.patient.id}&_count=1`, asked)
    same(entry[0].resource.subject.resourceType, 'Patient')
  },
  'what is not there is an error in words': async (client) => {
    const error = await thrown(client.request('Flag/not-there'))
    same([error.status, error.message.includes('Not Found')], [404, true])
  },
  'of another inhabitant there is nothing': async (client) => {
    const error = await thrown(client.request(`Patient/${SAID.other}`))
    same(error.status, 404)
  },
  'what it has still it is told to keep': async (client) => {
    const url = `${client.state.serverUrl}/Patient/${client.patient.id}`
    const Authorization = client.getAuthorizationHeader()
    const first = await fetch(url, { headers: { Authorization } })
    const asked = { Authorization, 'If-None-Match': first.headers.get('ETag') }
    const second = await fetch(url, { headers: asked, cache: 'no-store' })
    same([first.status, second.status], [200, 304])
  },
  'it searches by a form': async (client) => {
    const url = `${client.state.serverUrl}/Flag/_search`
    const headers = { Authorization: client.getAuthorizationHeader() }
    const body = new URLSearchParams({ patient: client.patient.id, _count: '7' })
    const { entry } = await (await fetch(url, { method: 'POST', headers, body })).json()
    same(entry.length, 7)
  },
  'once its token is old it gets another': async (client) => {
    const before = client.state.tokenResponse.access_token
    const { tokenResponse } = await client.refresh()
    same(tokenResponse.access_token === before, false)
    same((await client.patient.read()).id, SAID.person)
  },
}
const told = (title, what) => {
  document.getElementById('told').textContent = JSON.stringify(what)
  document.title = title
}
const walked = async (client) => {
  const found = {}
  for (const [name, journey] of Object.entries(journeys))
    found[name] = await journey(client).then(() => 'done', (error) => String(error.stack))
  told('done', found)
}
const refused = (error) => told('refused', { why: error.message })
addEventListener('DOMContentLoaded', () =>
  location.pathname === '/cb'
    ? FHIR.oauth2.ready().then(walked).catch(refused)
    : FHIR.oauth2.authorize({ ...SAID.app, redirectUri: '/cb' }).catch(refused),
)
