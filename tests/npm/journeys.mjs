// Runs the journeys of one library, each by itself, and tells what became of each.
import { readFileSync } from 'node:fs'

export const said = JSON.parse(readFileSync(0, 'utf8'))

/** A goal of the inhabitant, with a number that no other has. */
export const aGoal = (members = {}) => ({
  resourceType: 'Goal',
  identifier: [{ system: 'https://duinroos.example/goals', value: crypto.randomUUID() }],
  lifecycleStatus: 'active',
  description: { text: 'Met de fiets naar het Weerwater' },
  subject: { reference: said.patient },
  ...members,
})

/** By which it is found. */
export const numbered = ({ identifier: [{ system, value }] }) => ({ identifier: `${system}|${value}` })

/** What is thrown, as it must be. */
export const thrown = async (promise) => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}

/** A transaction of a goal, and of a plan that names it. */
export const goalAndPlan = () => {
  const fullUrl = `urn:uuid:${crypto.randomUUID()}`
  const plan = {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject: { reference: said.patient },
    goal: [{ reference: fullUrl }],
  }
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl, resource: aGoal(), request: { method: 'POST', url: 'Goal' } },
      { resource: plan, request: { method: 'POST', url: 'CarePlan' } },
    ],
  }
}

export const run = async (journeys) => {
  const told = {}
  for (const [name, journey] of Object.entries(journeys)) {
    try {
      await journey()
      told[name] = 'done'
    } catch (error) {
      const why = error.response?.data ?? error.outcome ?? ''
      told[name] = `${error.stack} ${JSON.stringify(why)}`
    }
  }
  process.stdout.write(JSON.stringify(told))
}
