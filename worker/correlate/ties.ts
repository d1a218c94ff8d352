/**
 * What ties alerts together: each tie is a key, and two alerts that share one within the gap are of one incident.
 *
 *     lineage     a process of the tree that both descend from, on one node
 *     container   the container, on one node
 *     object      the Kubernetes object; pods are named by alerts of nodes and by the audit log alike
 *     workload    what a pod is one of, by its name as controllers give it
 *     user        who logged in; on any node by name, on one node by number
 *     address     a remote address that is not private, on any node
 *     executable  a program out of a directory that anybody may write to, on any node
 *
 * Ties follow from the content of an alert alone, so incidents do not depend on the order in which alerts come. What
 * nearly everything shares would join nearly everything, so it ties nothing: root, users of the system, private
 * addresses, installed programs.
 */
import type { Alert, ProcessKey } from '#schema/alert'
import type { TieKind } from '#schema/incident'
import type { Entry } from './entry.ts'
import type { Occurrence } from './occurrence.ts'
import { processId, processText, treeOf } from './process-tree.ts'
import { isPublicAddress, publicAddressesIn } from './public-address.ts'

/** One tie of an alert. */
export interface Tie {
  readonly kind: TieKind
  /** The same for all that share it, and for nothing else. */
  readonly key: string
  /** What is shared, for a person. */
  readonly name: string
}

/** Whether a tie holds no more at a time, because somebody split an incident there. */
export type IsCut = (key: string, timeNs: bigint) => boolean

/** Nothing was ever split. */
export const nothingCut: IsCut = () => false

/** The container of an alert, or undefined on the host or where it is not known. */
export const containerOf = (alert: Alert): string | undefined =>
  alert.containerId === '' || alert.containerId === 'host' ? undefined : alert.containerId

/** The key of a process. */
export const processKey = (node: string, process: ProcessKey): string => `p/${node}/${processId(process)}`

/** The ties of an alert, the closest first. */
export const tiesOf = (node: string, alert: Alert): readonly Tie[] => {
  const ties = treeOf(alert.lineage).map((process) => lineageTie(node, process))
  const container = containerOf(alert)
  if (container !== undefined) ties.push({ kind: 'container', key: `c/${node}/${container}`, name: container })
  addObject(alert, ties)
  addUser(node, alert, ties)
  addAddresses(alert, ties)
  addExecutable(alert, ties)
  return ties
}

/** The ties of the first and the newest of repeats. */
export const tiesOfEntry = ({ first, sample: { node, alert } }: Entry): readonly Tie[] => {
  const ties = tiesOf(node, alert)
  const known = new Set(ties.map(({ key }) => key))
  const earlier = treeOf(first.lineage).filter((process) => !known.has(processKey(node, process)))
  return [...ties, ...earlier.map((process) => lineageTie(node, process))]
}

const lineageTie = (node: string, process: ProcessKey): Tie => ({
  kind: 'lineage',
  key: processKey(node, process),
  name: processText(process),
})

/** The keys of an occurrence. An alert without a tie has only its repeats. */
export const keysOf = ({ node, alert, fingerprint }: Occurrence, isCut: IsCut = nothingCut): readonly string[] => {
  const keys = new Set<string>()
  for (const { key } of tiesOf(node, alert)) if (!isCut(key, alert.timeNs)) keys.add(key)
  return keys.size > 0 ? [...keys] : [`f/${fingerprint}`]
}

/** The fields that ties are read from; repeats are folded only where these are the same. */
export const tieFields: readonly string[] = [
  ...[
    'k8s.pod.name',
    'k8smeta.pod.name',
    'ka.target.pod.name',
    'k8s.ns.name',
    'k8smeta.ns.name',
    'ka.target.namespace',
  ],
  ...['ka.target.name', 'ka.target.resource', 'ka.user.name', 'user.loginname', 'user.loginuid'],
  ...['fd.rip', 'fd.cip', 'fd.sip', 'fd.name', 'fd.nameraw', 'ka.sourceips', 'proc.exepath'],
]

const textOf = ({ fields }: Alert, ...names: readonly string[]): string => {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '' && value !== '<NA>') return value
  }
  return ''
}

/** Kinds of objects whose pods carry their name. */
const controllers: ReadonlySet<string> = new Set([
  ...['deployments', 'daemonsets', 'statefulsets', 'replicasets', 'replicationcontrollers', 'jobs', 'cronjobs'],
])

function addObject(alert: Alert, ties: Tie[]): void {
  const pod = textOf(alert, 'k8s.pod.name', 'k8smeta.pod.name', 'ka.target.pod.name')
  const namespace = textOf(alert, 'k8s.ns.name', 'k8smeta.ns.name', 'ka.target.namespace')
  const target = textOf(alert, 'ka.target.name')
  const resource = textOf(alert, 'ka.target.resource')
  if (pod !== '') addNamed('pods', namespace, pod, ties)
  else if (target !== '' && resource !== '') addNamed(resource, namespace, target, ties)
}

function addNamed(resource: string, namespace: string, name: string, ties: Tie[]): void {
  const place = namespace === '' ? name : `${namespace}/${name}`
  ties.push({ kind: 'object', key: `o/${namespace}/${resource}/${name}`, name: `${resource} ${place}` })
  const workload = resource === 'pods' ? workloadOfPod(name) : controllers.has(resource) ? name : undefined
  if (workload === undefined) return
  const whole = namespace === '' ? workload : `${namespace}/${workload}`
  ties.push({ kind: 'workload', key: `w/${namespace}/${workload}`, name: whole })
}

// Kubernetes makes the ends of names from letters that spell no words.
const podOfDeployment = /^(.+)-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}$/
const podOfSet = /^(.+)-(?:[bcdf-hj-np-tv-xz2456789]{5}|\d{1,5})$/

const workloadOfPod = (pod: string): string | undefined => (podOfDeployment.exec(pod) ?? podOfSet.exec(pod))?.[1]

/** The first number of people on Linux; what is below belongs to the system. */
const firstUid = 1000

/** The numbers that say that nobody logged in, and nobody's own. */
const noUids: ReadonlySet<number> = new Set([65_534, 4_294_967_295])

function addUser(node: string, alert: Alert, ties: Tie[]): void {
  const person = textOf(alert, 'ka.user.name')
  if (person !== '' && !person.startsWith('system:'))
    ties.push({ kind: 'user', key: `k/${person}`, name: `${person} of Kubernetes` })
  const login = textOf(alert, 'user.loginname')
  const uid = Number(alert.fields['user.loginuid'] ?? -1)
  const isPerson = Number.isInteger(uid) && uid >= firstUid && !noUids.has(uid)
  if (login !== '' && login !== 'root' && (isPerson || alert.fields['user.loginuid'] === undefined))
    ties.push({ kind: 'user', key: `u/${login}`, name: login })
  else if (isPerson) ties.push({ kind: 'user', key: `u/${node}/${uid}`, name: `uid ${uid}` })
}

/** Fields that hold one address. */
const addressFields = ['fd.rip', 'fd.cip', 'fd.sip'] as const

/** Fields that hold several, or a connection. */
const connectionFields = ['fd.name', 'fd.nameraw', 'ka.sourceips'] as const

function addAddresses(alert: Alert, ties: Tie[]): void {
  const found = new Set<string>()
  for (const field of addressFields) {
    const value = textOf(alert, field)
    if (value !== '' && isPublicAddress(value)) found.add(value)
  }
  for (const field of connectionFields) {
    const value = alert.fields[field]
    const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : ''
    for (const address of publicAddressesIn(text)) found.add(address)
  }
  for (const address of found) ties.push({ kind: 'address', key: `a/${address}`, name: address })
}

const writable = ['/tmp/', '/var/tmp/', '/dev/shm/', '/run/shm/', 'memfd:', '/memfd:'] as const

function addExecutable(alert: Alert, ties: Tie[]): void {
  const path = alert.lineage[0]?.exePath || textOf(alert, 'proc.exepath')
  if (writable.some((start) => path.startsWith(start))) ties.push({ kind: 'executable', key: `x/${path}`, name: path })
}
