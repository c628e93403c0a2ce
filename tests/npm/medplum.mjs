// The client of Medplum as it is: https://www.medplum.com/docs/sdk/core.medplumclient
import assert from 'node:assert/strict'
import { MedplumClient } from '@medplum/core'
import { aGoal, goalAndPlan, numbered, run, said, thrown } from './journeys.mjs'

const baseUrl = said.url.replace(/fhir$/, '')
const connected = () => {
  const client = new MedplumClient({ baseUrl, fhirUrlPath: 'fhir', cacheTime: 0 })
  client.setAccessToken(said.token)
  return client
}
const client = connected()
const [, person] = said.patient.split('/')

run({
  'without a token it learns that it has no access': async () => {
    const stranger = new MedplumClient({ baseUrl, fhirUrlPath: 'fhir' })
    const { outcome } = await thrown(stranger.readResource('Patient', person))
    assert.equal(outcome.id, 'unauthorized')
  },
  'it connects and reads which FHIR is spoken': async () => {
    const statement = await client.get(client.fhirUrl('metadata'))
    assert.equal(statement.fhirVersion, '4.0.1')
  },
  'what it creates has an id and is read back': async () => {
    const created = await client.createResource(aGoal())
    assert.deepEqual(await client.readResource('Goal', created.id), created)
    assert.deepEqual(await client.readReference({ reference: `Goal/${created.id}` }), created)
  },
  'what it creates on a condition is there once': async () => {
    const body = aGoal()
    const query = new URLSearchParams(numbered(body)).toString()
    const first = await client.createResourceIfNoneExist(body, query)
    const second = await client.createResourceIfNoneExist(body, query)
    assert.equal(second.id, first.id)
    assert.equal((await client.searchResources('Goal', numbered(body))).length, 1)
  },
  'what it upserts is made, then changed': async () => {
    const body = aGoal()
    const first = await client.upsertResource(body, numbered(body))
    const note = [{ text: 'Op maandag' }]
    const second = await client.upsertResource({ ...body, note }, numbered(body))
    assert.deepEqual([second.id, second.meta.versionId, second.note], [first.id, '2', note])
  },
  'it goes through all of many pages': async () => {
    const pages = []
    for await (const page of client.searchResourcePages('Flag', { patient: said.patient, _count: 50 }))
      pages.push(page)
    // It asks for as many as it can have from the second page on.
    assert.ok(pages.length > 1)
    assert.equal(new Set(pages.flat().map(({ id }) => id)).size, said.many)
  },
  'it goes through pages of the size that is its own': async () => {
    const names = new Set()
    for await (const page of client.searchResourcePages('Flag', { patient: said.patient }))
      page.forEach(({ id }) => names.add(id))
    assert.equal(names.size, said.many)
  },
  'it finds the one that it looks for': async () => {
    const created = await client.createResource(aGoal())
    assert.deepEqual(await client.searchOne('Goal', numbered(created)), created)
  },
  'it searches with what is referred to': async () => {
    const { id } = await client.createResource(aGoal())
    const { entry } = await client.search('Goal', { _id: id, _include: 'Goal:patient' })
    const found = entry.map(({ resource, search }) => [resource.resourceType, search.mode])
    assert.deepEqual(found, [['Goal', 'match'], ['Patient', 'include']])
  },
  'it sends a transaction whose parts name each other': async () => {
    const { entry } = await client.executeBatch(goalAndPlan())
    const [goal, plan] = entry.map(({ response }) => response.location.split('/').slice(0, 2))
    const read = await client.readResource('CarePlan', plan[1])
    assert.equal(read.goal[0].reference, goal.join('/'))
  },
  'what it reads at one time goes as one batch': async () => {
    const made = [await client.createResource(aGoal()), await client.createResource(aGoal())]
    const batching = new MedplumClient({ baseUrl, fhirUrlPath: 'fhir', autoBatchTime: 20 })
    batching.setAccessToken(said.token)
    const read = await Promise.all(made.map(({ id }) => batching.readResource('Goal', id)))
    assert.deepEqual(read, made)
  },
  'what it patches is changed in that alone': async () => {
    const created = await client.createResource(aGoal())
    const operations = [{ op: 'replace', path: '/lifecycleStatus', value: 'completed' }]
    const { meta, ...rest } = await client.patchResource('Goal', created.id, operations)
    const { meta: before, ...was } = created
    assert.deepEqual(rest, { ...was, lifecycleStatus: 'completed' })
    assert.deepEqual([before.versionId, meta.versionId], ['1', '2'])
  },
  'it reads what was before': async () => {
    const created = await client.createResource(aGoal())
    await client.updateResource({ ...created, note: [{ text: 'Op maandag' }] })
    const { entry } = await client.readHistory('Goal', created.id)
    assert.deepEqual(entry.map(({ resource }) => resource.meta.versionId), ['2', '1'])
    assert.deepEqual(await client.readVersion('Goal', created.id, '1'), created)
  },
  'what it deletes is gone': async () => {
    const { id } = await client.createResource(aGoal())
    await client.deleteResource('Goal', id)
    const { outcome } = await thrown(client.readResource('Goal', id))
    assert.equal(outcome.issue[0].code, 'deleted')
  },
  'what it may not create is said as an outcome': async () => {
    const { outcome } = await thrown(client.createResource(aGoal({ lifecycleStatus: 'somewhen' })))
    assert.deepEqual(outcome.issue[0].expression, ['Goal.lifecycleStatus'])
  },
  'it has what it wrote looked over': async () => {
    const right = await client.validateResource(aGoal())
    assert.ok(right.issue.every(({ severity }) => severity !== 'error'))
    const wrong = await client.validateResource(aGoal({ lifecycleStatus: 'somewhen' }))
    assert.ok(wrong.issue.some(({ severity }) => severity === 'error'))
  },
  'of two that change one the second is told': async () => {
    const created = await client.createResource(aGoal())
    const headers = { 'If-Match': 'W/"1"' }
    await client.updateResource({ ...created, note: [{ text: 'Op maandag' }] }, { headers })
    const later = client.updateResource({ ...created, note: [{ text: 'Op dinsdag' }] }, { headers })
    const { outcome } = await thrown(later)
    assert.equal(outcome.issue[0].code, 'conflict')
  },
  'it has everything of its inhabitant': async () => {
    const { entry } = await client.readPatientEverything(person)
    const kinds = new Set(entry.map(({ resource }) => resource.resourceType))
    assert.ok(kinds.has('Patient') && kinds.has('Flag'))
  },
})
