/** Real containers under a live kernel: which one an event was in, and what its runtime says, in conditions and alerts. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { makeImage } from '../agent/containers/testing/busybox-image.ts'
import { PodmanMachine } from '../agent/containers/testing/podman-machine.ts'
import { whyNoContainers } from '../agent/containers/testing/programs.ts'
import { makeBundle, runInCgroup } from '../agent/containers/testing/runc-container.ts'
import { workshop } from '../agent/containers/testing/workshop.ts'
import type { AlertDraft } from '../agent/hot/messages.ts'
import { whyNotLive } from '../native/testing/live.ts'
import { WatchedMachine } from './watched-machine.ts'

const rules = `
- rule: Shadow read in a container
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/shadow and proc.name = cat
  output: "id=%container.id name=%container.name image=%container.image.repository privileged=%container.privileged user=%user.name %user.uid %user.homedir %group.name"
  priority: WARNING
- rule: Shadow read in a privileged busybox
  desc: d
  condition: >
    evt.type in (open, openat) and fd.name = /etc/shadow and container.privileged = true and
    container.image.repository endswith /team/busy and container.label.tier = front
  output: "%container.name"
  priority: WARNING
`

const obstacle = whyNoContainers('runc', 'podman', 'conmon') ?? (await whyNotLive())
describe.skipIf(obstacle)(`real containers${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const { folder, clear } = obstacle === undefined ? workshop() : { folder: '', clear: () => undefined }
  let podman: PodmanMachine
  let watched: WatchedMachine
  beforeAll(async () => {
    podman = await PodmanMachine.start(`${folder}/podman`, makeImage(folder))
    makeBundle(`${folder}/bundle`)
    watched = await WatchedMachine.start(rules, [{ kind: 'podman', path: podman.socket }])
  })
  afterAll(async () => {
    await watched.stop()
    await podman.stop()
    clear()
    stopAssembler()
  })

  const digits = (): string => randomBytes(32).toString('hex')
  test.each([
    { name: 'docker', cgroup: (id: string) => `/docker/${id}`, isContainer: true },
    { name: 'Kubernetes', cgroup: (id: string) => `/kubepods/burstable/pod3e41dc6b-08a8/${id}`, isContainer: true },
    { name: 'CRI-O', cgroup: (id: string) => `/kubepods/besteffort/pod3e41/crio-${id}`, isContainer: true },
    { name: 'containerd', cgroup: (id: string) => `/pods.slice:cri-containerd:${id}`, isContainer: true },
    { name: 'podman', cgroup: (id: string) => `/libpod_parent/libpod-${id}`, isContainer: true },
    { name: 'nobody', cgroup: (id: string) => `/sneaky/${id}`, isContainer: false },
  ])('runc in a cgroup as $name would name it', async ({ cgroup, isContainer }) => {
    const id = digits()
    runInCgroup(`${folder}/bundle`, `eyas-${id.slice(0, 12)}`, cgroup(id), ['/bin/cat', '/etc/shadow'])
    const expected = isContainer ? id.slice(0, 12) : 'host'
    const alert = await watched.alert(({ containerId, lineage }) =>
      isContainer ? containerId === expected : containerId === 'host' && lineage[1]?.name === 'runc',
    )
    expect(alert.fields['container.id']).toBe(expected)
  })

  test('an alert from the first moments of a container is completed, and conditions see what its runtime says', async () => {
    const options = ['--name', 'web', '--privileged', '--label', 'tier=front']
    const id = await podman.start(options, '/bin/sh', '-c', '/bin/cat /etc/shadow; sleep 600')
    const own = ({ containerId }: AlertDraft): boolean => containerId === id.slice(0, 12)
    const first = await watched.alert((alert) => own(alert) && alert.patches === undefined)
    const whole = { 'container.name': 'web', 'container.privileged': true }
    if (first.patchable !== undefined) {
      expect(first.evidence).toMatchObject({ complete: false, missing: ['container metadata pending'] })
      const patch = await watched.alert((alert) => alert.patches === first.patchable)
      expect(patch).toMatchObject({ fields: whole, evidence: { complete: true }, timeNs: first.timeNs })
      expect(patch.output).toContain('name=web image=registry.example:5000/team/busy privileged=true')
    }
    await podman.run('exec', 'web', 'cat', '/etc/shadow')
    const second = await watched.alert((alert) => own(alert) && alert.rule.endsWith('privileged busybox'))
    expect(second.fields).toMatchObject({ 'container.name': 'web' })
  })

  test('a container that its runtime makes is known before its first process is met', async () => {
    const command = ['registry.example:5000/team/busy:1.0', 'cat', '/etc/shadow']
    // What is heard of it and what it does run side by side; nothing but the alert says which was first.
    for (let wasKnown = false; !wasKnown; ) {
      const id = await podman.run('create', '--label', 'made=first', ...command)
      await podman.run('start', id)
      const own = ({ containerId }: AlertDraft): boolean => containerId === id.slice(0, 12)
      const first = await watched.alert((alert) => own(alert) && alert.patches === undefined)
      wasKnown = first.patchable === undefined && first.fields['container.image.repository'] !== null
      if (wasKnown) expect(first.evidence).toEqual({ complete: true, lostEvents: 0, missing: [] })
    }
  })

  test('users and groups have the names that the container gives them', async () => {
    const id = await podman.start(['--name', 'shop'], '/bin/sleep', '600')
    const own = ({ containerId }: AlertDraft): boolean => containerId === id.slice(0, 12)
    const named = ({ fields }: AlertDraft): boolean => fields['user.name'] === 'shopkeeper'
    const read = (): Promise<string> => podman.run('exec', '--user', 'shopkeeper', 'shop', '/bin/cat', '/etc/shadow')
    // The names are read once the container is met; the first reader may be faster.
    while (!watched.alerts.some((alert) => own(alert) && named(alert))) await read()
    const alert = await watched.alert((one) => own(one) && named(one))
    expect(alert.fields).toMatchObject({ 'user.uid': 4711, 'user.homedir': '/home', 'group.name': 'shop' })
  })

  test('what a runtime says of a container outlives it', async () => {
    await podman.run('run', '--rm', '--name', 'brief', 'registry.example:5000/team/busy:1.0', 'cat', '/etc/shadow')
    const alert = await watched.alert(({ fields }) => fields['container.name'] === 'brief')
    expect(alert.fields['container.image.repository']).toBe('registry.example:5000/team/busy')
  })
})
