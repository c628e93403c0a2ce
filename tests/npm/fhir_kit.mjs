// fhir-kit-client as it is: https://github.com/Vermonster/fhir-kit-client
import assert from 'node:assert/strict'
import { Client } from 'fhir-kit-client'
import { aGoal, goalAndPlan, numbered, run, said, thrown } from './journeys.mjs'

const client = new Client({ baseUrl: said.url, bearerToken: said.token })
const stranger = new Client({ baseUrl: said.url })
const [, person] = said.patient.split('/')
const made = () => client.create({ resourceType: 'Goal', body: aGoal() })
const of = ({ id }) => ({ resourceType: 'Goal', id })

run({
  'without a token it learns that it has no access': async () => {
    const { response } = await thrown(stranger.read({ resourceType: 'Patient', id: person }))
    assert.equal(response.status, 401)
    assert.equal(response.data.issue[0].code, 'login')
  },
  'it connects and reads which FHIR is spoken': async () => {
    const statement = await client.capabilityStatement()
    assert.equal(statement.fhirVersion, '4.0.1')
  },
  'it finds where tokens are given': async () => {
    const { tokenUrl } = await client.smartAuthMetadata()
    assert.equal(tokenUrl.href, said.url.replace('/fhir', '/auth/token'))
  },
  'what it creates has an id and is read back': async () => {
    const created = await made()
    assert.deepEqual(await client.read(of(created)), created)
  },
  'what it creates on a condition is there once': async () => {
    const body = aGoal()
    const headers = { 'If-None-Exist': new URLSearchParams(numbered(body)).toString() }
    const first = await client.create({ resourceType: 'Goal', body, options: { headers } })
    const second = await client.create({ resourceType: 'Goal', body, options: { headers } })
    assert.equal(second.id, first.id)
    const found = await client.search({ resourceType: 'Goal', searchParams: numbered(body) })
    assert.equal(found.total, 1)
  },
  'what it updates by what it is found by is made, then changed': async () => {
    const body = aGoal()
    const searchParams = numbered(body)
    const first = await client.update({ resourceType: 'Goal', searchParams, body })
    const note = [{ text: 'Op maandag' }]
    const second = await client.update({ resourceType: 'Goal', searchParams, body: { ...body, note } })
    assert.deepEqual([second.id, second.meta.versionId, second.note], [first.id, '2', note])
  },
  'it goes through all of many pages, and back': async () => {
    const searchParams = { patient: said.patient, _count: 50 }
    let bundle = await client.search({ resourceType: 'Flag', searchParams })
    const names = new Set()
    let pages = 0
    for (; bundle; bundle = await client.nextPage({ bundle })) {
      bundle.entry.forEach(({ resource }) => names.add(resource.id))
      pages += 1
    }
    assert.deepEqual([names.size, pages], [said.many, 3])
  },
  'it searches by a form': async () => {
    const searchParams = numbered(await made())
    const options = { postSearch: true }
    const found = await client.search({ resourceType: 'Goal', searchParams, options })
    assert.equal(found.total, 1)
  },
  'it searches in the compartment of its inhabitant': async () => {
    const { identifier } = numbered(await made())
    const compartment = { resourceType: 'Patient', id: person }
    const found = await client.search({ resourceType: 'Goal', compartment, searchParams: { identifier } })
    assert.equal(found.total, 1)
  },
  'it searches with what is referred to, and resolves it': async () => {
    const { id } = await made()
    const searchParams = { _id: id, _include: 'Goal:patient' }
    const bundle = await client.search({ resourceType: 'Goal', searchParams })
    const reference = bundle.entry[0].resource.subject.reference
    const found = await client.resolve({ reference, context: bundle })
    assert.equal(found.resourceType, 'Patient')
    assert.deepEqual(bundle.entry.map(({ search }) => search.mode), ['match', 'include'])
  },
  'it sends a transaction whose parts name each other': async () => {
    const { entry } = await client.transaction({ body: goalAndPlan() })
    const [goal, plan] = entry.map(({ response }) => response.location.split('/').slice(0, 2))
    const read = await client.read({ resourceType: 'CarePlan', id: plan[1] })
    assert.equal(read.goal[0].reference, goal.join('/'))
  },
  'it sends a batch of which one part is refused': async () => {
    const entry = [
      { request: { method: 'GET', url: said.patient } },
      { request: { method: 'GET', url: 'Goal/not-there' } },
    ]
    const answer = await client.batch({ body: { resourceType: 'Bundle', type: 'batch', entry } })
    assert.deepEqual(answer.entry.map(({ response }) => response.status.slice(0, 3)), ['200', '404'])
  },
  'what it patches is changed in that alone': async () => {
    const created = await made()
    const jsonPatch = [{ op: 'replace', path: '/lifecycleStatus', value: 'completed' }]
    const patched = await client.patch({ ...of(created), jsonPatch })
    const { meta, ...rest } = patched
    const { meta: before, ...was } = created
    assert.deepEqual(rest, { ...was, lifecycleStatus: 'completed' })
    assert.deepEqual([before.versionId, meta.versionId], ['1', '2'])
  },
  'a patch of what is tested to be otherwise changes nothing': async () => {
    const created = await made()
    const jsonPatch = [
      { op: 'test', path: '/lifecycleStatus', value: 'cancelled' },
      { op: 'replace', path: '/lifecycleStatus', value: 'completed' },
    ]
    const { response } = await thrown(client.patch({ ...of(created), jsonPatch }))
    assert.ok(response.status >= 400 && response.status < 500)
    assert.deepEqual(await client.read(of(created)), created)
  },
  'it reads what was before': async () => {
    const created = await made()
    await client.update({ ...of(created), body: { ...created, note: [{ text: 'Op maandag' }] } })
    const { entry } = await client.history(of(created))
    assert.deepEqual(entry.map(({ resource }) => resource.meta.versionId), ['2', '1'])
    assert.deepEqual(await client.vread({ ...of(created), version: '1' }), created)
  },
  'what it deletes is gone': async () => {
    const created = await made()
    await client.delete(of(created))
    const { response } = await thrown(client.read(of(created)))
    assert.equal(response.status, 410)
  },
  'what it may not create is said as an outcome': async () => {
    const body = aGoal({ lifecycleStatus: 'somewhen' })
    const { response } = await thrown(client.create({ resourceType: 'Goal', body }))
    assert.equal(response.status, 422)
    assert.deepEqual(response.data.issue[0].expression, ['Goal.lifecycleStatus'])
  },
  'of two that change one the second is told': async () => {
    const created = await made()
    const options = { headers: { 'If-Match': 'W/"1"' } }
    const body = { ...created, note: [{ text: 'Op maandag' }] }
    await client.update({ ...of(created), body, options })
    const later = { ...created, note: [{ text: 'Op dinsdag' }] }
    const { response } = await thrown(client.update({ ...of(created), body: later, options }))
    assert.equal(response.status, 412)
    assert.equal(response.data.issue[0].code, 'conflict')
  },
  'it has everything of its inhabitant': async () => {
    const asked = { name: 'everything', resourceType: 'Patient', id: person, method: 'GET' }
    let bundle = await client.operation(asked)
    const kinds = {}
    for (; bundle; bundle = await client.nextPage({ bundle }))
      for (const { resource } of bundle.entry)
        kinds[resource.resourceType] = (kinds[resource.resourceType] ?? 0) + 1
    assert.deepEqual([kinds.Patient, kinds.Flag], [1, said.many])
  },
})
