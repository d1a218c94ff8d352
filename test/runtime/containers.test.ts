/** What rules and outputs see of containers: which one a cgroup stands for, and what its runtime says, once it has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { type ContainerMetadata, containerBytes } from '#schema/container'
import type { Bundle } from '#schema/manifest'
import { memoryMap } from '#schema/memory'
import { createRuntime, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'

let stateModule: WebAssembly.Module

beforeAll(async () => {
  stateModule = await WebAssembly.compile(await compileStateModule())
})
afterAll(stopAssembler)

const bundles = new Map<string, Bundle>()

/** A runtime with one rule; rules that are asked for again are not compiled again. */
async function runtimeOf(condition: string, output: string): Promise<Runtime> {
  const text = JSON.stringify([{ rule: 'a', desc: 'd', priority: 'INFO', condition, output }])
  const bundle = bundles.get(text) ?? (await compileBundle(loadRules([{ path: 'r.yaml', text }])))
  bundles.set(text, bundle)
  const runtime = createRuntime({ stateModule, bootTimeNs: 1_000n })
  await runtime.load(bundle)
  return runtime
}

const id = 'ab'.repeat(32)
const other = 'cd'.repeat(32)
const exec = (cgroup: string, more: Omit<RecordObject, 'type'> = {}): RecordObject => ({
  type: 'execve',
  pid: 7,
  start_ns: 50,
  virtual_pid: 1,
  comm: 'x',
  cgroup,
  ...more,
})

const web: ContainerMetadata = {
  name: 'web',
  type: 'docker',
  image: 'registry.example:5000/team/web:1.2',
  imageId: 'feed',
  imageRepository: 'registry.example:5000/team/web',
  imageTag: '1.2',
  imageDigest: `sha256:${'1'.repeat(64)}`,
  ip: '10.0.0.9',
  cniJson: '',
  isPrivileged: true,
  usesHostPid: false,
  usesHostNetwork: true,
  usesHostIpc: false,
  mounts: [
    { source: '/srv/data', destination: '/data', mode: 'z', isWritable: true, propagation: 'rprivate' },
    { source: '/proc', destination: '/host/proc', mode: '', isWritable: false, propagation: 'rslave' },
  ],
  labels: { tier: 'front', empty: '', 'io.kubernetes.pod.name': 'web-0' },
  pod: null,
}

const podWeb: ContainerMetadata = {
  ...web,
  type: 'containerd',
  pod: {
    name: 'web-0',
    namespace: 'shop',
    uid: '3e41dc6b-08a8-44db-bc2a-3724b18ab19a',
    sandboxId: other,
    labels: { app: 'web', 'io.kubernetes.pod.uid': 'x' },
    ip: '10.1.0.3',
    cniJson: '[{"name":"eth0"}]',
  },
}

describe('container.id', () => {
  const burstable = '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod3e41dc6b_08a8.slice'
  test.each([
    { name: 'docker, cgroupfs', cgroup: `/docker/${id}`, runtime: 'docker' },
    { name: 'docker, systemd', cgroup: `/system.slice/docker-${id}.scope`, runtime: 'docker' },
    { name: 'docker, an init inside', cgroup: `/system.slice/docker-${id}.scope/init.scope`, runtime: 'docker' },
    {
      name: 'rootless docker',
      cgroup: `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${id}.scope`,
      runtime: 'docker',
    },
    { name: 'docker in docker', cgroup: `/docker/${other}/docker/${id}`, runtime: 'docker' },
    { name: 'docker through a systemd path', cgroup: `/system.slice:docker:${id}`, runtime: 'docker' },
    { name: 'an ECS task', cgroup: `/ecs/0123456789abcdef/${id}`, runtime: 'docker' },
    { name: 'docker of containerd', cgroup: `/moby/${id}`, runtime: 'docker' },
    { name: 'Kubernetes, cgroupfs, guaranteed', cgroup: `/kubepods/pod3e41dc6b-08a8/${id}`, runtime: 'cri' },
    { name: 'Kubernetes, cgroupfs, burstable', cgroup: `/kubepods/burstable/pod3e41dc6b-08a8/${id}`, runtime: 'cri' },
    { name: 'Kubernetes, cgroupfs, best effort', cgroup: `/kubepods/besteffort/pod3e41/${id}`, runtime: 'cri' },
    { name: 'a directory below a container', cgroup: `/kubepods/besteffort/pod3e41/${id}/sub`, runtime: 'cri' },
    {
      name: 'a directory that a container names like an id',
      cgroup: `/kubepods/besteffort/pod3e41/${id}/${other}`,
      runtime: 'cri',
    },
    { name: 'containerd, systemd', cgroup: `${burstable}/cri-containerd-${id}.scope`, runtime: 'containerd' },
    {
      name: 'containerd, cgroupfs below systemd',
      cgroup: `/system.slice/containerd.service/kubepods-burstable-pod3e41.slice:cri-containerd:${id}`,
      runtime: 'containerd',
    },
    {
      name: 'Kubernetes in docker',
      cgroup: `/docker/${other}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod3e41.slice/cri-containerd-${id}.scope`,
      runtime: 'containerd',
    },
    {
      name: 'Kubernetes in docker, cgroupfs',
      cgroup: `/docker/${other}/kubelet/kubepods/besteffort/pod3e41/${id}`,
      runtime: 'cri',
    },
    { name: 'containerd alone', cgroup: `/default/${id}`, runtime: 'containerd' },
    { name: 'nerdctl', cgroup: `/system.slice/nerdctl-${id}.scope`, runtime: 'containerd' },
    { name: 'CRI-O, systemd', cgroup: `${burstable}/crio-${id}.scope`, runtime: 'crio' },
    { name: 'CRI-O, systemd, nested', cgroup: `${burstable}/crio-${id}.scope/container`, runtime: 'crio' },
    { name: 'CRI-O, cgroupfs', cgroup: `/kubepods/burstable/pod3e41/crio-${id}`, runtime: 'crio' },
    { name: 'cri-dockerd', cgroup: `${burstable}/docker-${id}.scope`, runtime: 'docker' },
    { name: 'podman, systemd', cgroup: `/machine.slice/libpod-${id}.scope`, runtime: 'podman' },
    { name: 'podman, systemd, v2', cgroup: `/machine.slice/libpod-${id}.scope/container`, runtime: 'podman' },
    {
      name: 'a pod of podman',
      cgroup: `/machine.slice/machine-libpod_pod_${other}.slice/libpod-${id}.scope/container`,
      runtime: 'podman',
    },
    { name: 'podman, cgroupfs', cgroup: `/libpod_parent/libpod-${id}`, runtime: 'podman' },
    { name: 'a pod of podman, cgroupfs', cgroup: `/libpod_parent/${other}/libpod-${id}`, runtime: 'podman' },
    {
      name: 'rootless podman',
      cgroup: `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container`,
      runtime: 'podman',
    },
    { name: 'podman below a unit', cgroup: `/system.slice/web.service/libpod-payload-${id}`, runtime: 'podman' },
  ])('$name: $cgroup is a container of $runtime', async ({ cgroup, runtime: expected }) => {
    const runtime = await runtimeOf('evt.type = execve', '%container.id %container.full_id')
    runtime.judgeRecords(writeRecords([exec(cgroup)]))
    expect(runtime.match(0)).toMatchObject({ containerId: 'abababababab', output: `abababababab ${id}` })
    expect(runtime.takeNewContainers()).toEqual([{ id, runtime: expected, pid: 7 }])
  })

  test.each([
    { name: 'a directory that is called like an id', cgroup: `/sneaky/${id}` },
    { name: 'an id alone', cgroup: `/${id}` },
    { name: 'a namespace of containerd further down', cgroup: `/a/default/${id}` },
    { name: 'what is below kubepods and no pod', cgroup: `/kubepods/burstable/${id}` },
    { name: 'a pod of no Kubernetes', cgroup: `/home/pod3e41/${id}` },
    { name: 'what is not directly below docker', cgroup: `/docker/buildkit/${id}` },
    { name: 'the monitor of podman', cgroup: `/machine.slice/libpod-conmon-${id}.scope` },
    { name: 'the monitor of CRI-O', cgroup: `/system.slice/crio-conmon-${id}.scope` },
    { name: 'a pod of podman without its container', cgroup: `/libpod_parent/${other}` },
    { name: 'a unit that has an id for a name', cgroup: `/system.slice/${id}.service` },
    { name: 'a scope that has an id for a name', cgroup: `/docker/${id}.scope` },
    { name: 'a runtime that nobody knows', cgroup: `/system.slice/xdocker-${id}.scope` },
    { name: 'an id that is too short', cgroup: `/docker/${id.slice(1)}` },
    { name: 'an id that is too long', cgroup: `/docker/a${id}` },
    { name: 'large letters', cgroup: `/docker/${id.toUpperCase()}` },
    { name: 'the root', cgroup: '/' },
    { name: 'a slice', cgroup: '/user.slice' },
    { name: 'nothing', cgroup: '' },
  ])('$name: $cgroup is no container', async ({ cgroup }) => {
    const runtime = await runtimeOf('evt.type = execve', '%container.id %container.full_id')
    runtime.judgeRecords(writeRecords([exec(cgroup)]))
    expect(runtime.match(0).containerId).toBe('host')
    expect(runtime.takeNewContainers()).toEqual([])
  })
})

/** What a field is of the container `web`, of the host, and of a container of which nothing is known yet. */
const ofContainers = [
  { field: 'container.full_id', value: id, host: 'host', before: id },
  { field: 'container.name', value: 'web', host: 'host' },
  { field: 'container.type', value: 'docker', host: 'host' },
  { field: 'container.image', value: web.image, host: '' },
  { field: 'container.image.id', value: 'feed', host: '' },
  { field: 'container.image.repository', value: web.imageRepository, host: '' },
  { field: 'container.image.tag', value: '1.2', host: '' },
  { field: 'container.image.digest', value: web.imageDigest, host: '' },
  { field: 'container.ip', value: '10.0.0.9', host: '' },
  { field: 'container.cni.json', value: '', host: '' },
  { field: 'container.privileged', value: true, host: false },
  { field: 'container.host_network', value: true, host: false },
  { field: 'container.host_pid', value: false, host: false },
  { field: 'container.host_ipc', value: false, host: false },
  {
    field: 'container.mounts',
    value: '/srv/data:/data:z:true:rprivate,/proc:/host/proc::false:rslave',
    host: '',
  },
  { field: 'container.mount[1]', value: '/proc:/host/proc::false:rslave', host: null },
  { field: 'container.mount[2]', value: null, host: null },
  { field: 'container.mount[/srv/*]', value: '/srv/data:/data:z:true:rprivate', host: null },
  { field: 'container.mount[/data]', value: null, host: null },
  { field: 'container.mount.source[/host/proc]', value: '/proc', host: null },
  { field: 'container.mount.dest[/proc*]', value: '/host/proc', host: null },
  { field: 'container.mount.mode[0]', value: 'z', host: null },
  { field: 'container.mount.rdwr[/proc]', value: 'false', host: null },
  { field: 'container.mount.propagation[0]', value: 'rprivate', host: null },
  { field: 'container.label.tier', value: 'front', host: null },
  { field: 'container.label[empty]', value: '', host: null },
  { field: 'container.label.none', value: null, host: null },
  { field: 'container.labels', value: 'empty, tier:front', host: '' },
  { field: 'container.start_ts', value: 1050, host: null, before: 1050 },
  { field: 'container.duration', value: 10, host: null, before: 10 },
  { field: 'k8s.pod.name', value: null, host: null },
  { field: 'k8s.pod.sandbox_id', value: '', host: '' },
  { field: 'k8s.pod.labels', value: '', host: '' },
]

const ofPods = [
  { field: 'k8s.pod.name', value: 'web-0' },
  { field: 'k8s.ns.name', value: 'shop' },
  { field: 'k8s.pod.uid', value: '3e41dc6b-08a8-44db-bc2a-3724b18ab19a' },
  { field: 'k8s.pod.id', value: '3e41dc6b-08a8-44db-bc2a-3724b18ab19a' },
  { field: 'k8s.pod.sandbox_id', value: 'cdcdcdcdcdcd' },
  { field: 'k8s.pod.full_sandbox_id', value: other },
  { field: 'k8s.pod.label.app', value: 'web' },
  { field: 'k8s.pod.labels', value: 'app:web' },
  { field: 'k8s.pod.ip', value: '10.1.0.3' },
  { field: 'k8s.pod.cni.json', value: '[{"name":"eth0"}]' },
]

const ofHugeOnes = [{ field: 'container.label.key0000' }, { field: 'container.label.key0399' }]

describe('what a runtime says of a container', () => {
  const fieldOf = async (field: string, metadata: ContainerMetadata | undefined, cgroup = `/docker/${id}`) => {
    const all = [...ofContainers, ...ofPods, ...ofHugeOnes].map((row) => `%${row.field}`).join(' ')
    const runtime = await runtimeOf('evt.type = execve', all)
    if (metadata !== undefined) runtime.setContainer({ id, runtime: 'docker' }, metadata)
    runtime.judgeRecords(writeRecords([exec(cgroup, { timestamp_ns: 1_060n })]))
    return runtime.match(0).fields[field]
  }

  test.each(ofContainers)(
    '$field is $value, $host on the host, and absent before it is known',
    async ({ field, value, host, before = null }) => {
      expect(await fieldOf(field, web)).toBe(value)
      expect(await fieldOf(field, undefined, '/user.slice')).toBe(host)
      expect(await fieldOf(field, undefined)).toBe(before)
    },
  )

  test.each(ofPods)('$field of a pod is $value', async ({ field, value }) => {
    expect(await fieldOf(field, podWeb)).toBe(value)
  })

  test('conditions see it from the next event on, though their verdict on the process was remembered', async () => {
    const runtime = await runtimeOf('evt.type = openat and container.privileged = true and fd.name = /a', 'x')
    const read: RecordObject = { type: 'openat', pid: 7, start_ns: 50, name_raw: '/a' }
    expect(runtime.judgeRecords(writeRecords([exec(`/docker/${id}`), read, read]))).toBe(0)
    const [found] = runtime.takeNewContainers()
    if (found === undefined) throw new Error('no container was found')
    expect(runtime.setContainer(found, web)).toBe(true)
    expect(runtime.judgeRecords(writeRecords([read]))).toBe(1)
    runtime.setContainer(found, { ...web, isPrivileged: false })
    expect(runtime.judgeRecords(writeRecords([read]))).toBe(0)
  })

  test('a container is asked about for its first images, and again when it has come back to life', async () => {
    const runtime = await runtimeOf('evt.type = execve', 'x')
    const cgroup = `/docker/${id}`
    const asked = Array.from({ length: 6 }, (_, i) => {
      runtime.judgeRecords(writeRecords([exec(cgroup), exec(cgroup, { pid: 8 + i, start_ns: 60 })]))
      return runtime.takeNewContainers().length
    })
    expect(asked).toEqual([1, 1, 0, 0, 0, 0])
    const gone = [7, 8, 9, 10, 11, 12, 13].map((pid) => ({
      type: 'procexit',
      pid,
      start_ns: pid === 7 ? 50 : 60,
      timestamp_ns: 10n ** 9n,
    }))
    runtime.judgeRecords(writeRecords(gone))
    runtime.judgeRecords(writeRecords([{ type: 'openat', pid: 1, timestamp_ns: 10n ** 11n }]))
    runtime.judgeRecords(writeRecords([]))
    expect(runtime.takeNewContainers()).toEqual([])
    runtime.judgeRecords(writeRecords([exec(cgroup, { pid: 20, start_ns: 70 })]))
    expect(runtime.takeNewContainers()).toEqual([{ id, runtime: 'docker', pid: 20 }])
  })

  test('users and groups are those of the container, and the machine’s only on the machine', async () => {
    const names = '%user.name %user.homedir %user.shell %group.name %evt.arg.uid'
    const runtime = await runtimeOf('evt.type = execve', names)
    runtime.setUsers([
      { id: 0, name: 'root', homeDirectory: '/root', shell: '/bin/bash' },
      { id: 7, name: 'hosts' },
    ])
    runtime.setGroups([{ id: 7, name: 'hosts' }])
    const seen = (cgroup: string, uid: number): string | undefined => {
      runtime.judgeRecords(writeRecords([exec(cgroup, { uid, gid: uid })]))
      return runtime.match(0).output
    }
    expect(seen('/user.slice', 7)).toBe('hosts   hosts hosts')
    expect(seen(`/docker/${id}`, 7)).toBe('<NA> <NA> <NA> <NA> <NA>')
    expect(seen(`/docker/${id}`, 0)).toBe('root /root <NA> root <NA>')
    const [found] = runtime.takeNewContainers()
    if (found === undefined) throw new Error('no container was found')
    const users = [{ id: 7, name: 'app', homeDirectory: '/srv', shell: '/bin/sh' }]
    runtime.setContainerAccounts(found, users, [{ id: 7, name: 'web' }])
    runtime.setContainer(found, web)
    expect(seen(`/docker/${id}`, 7)).toBe('app /srv /bin/sh web app')
    expect(seen(`/docker/${id}`, 8)).toBe('<NA> <NA> <NA> <NA> <NA>')
    expect(seen('/user.slice', 7)).toBe('hosts   hosts hosts')
  })

  test('more containers than there is room for: those longest without processes make room, and the rest is counted', async () => {
    const places = memoryMap.containers.capacity / containerBytes - 1
    const runtime = await runtimeOf('evt.type = execve', '%container.name')
    const idOf = (number: number): string => number.toString(16).padStart(64, '0')
    for (let i = 0; i < places; i++) expect(runtime.setContainer({ id: idOf(i), runtime: 'docker' }, web)).toBe(true)
    runtime.judgeRecords(writeRecords([exec(`/docker/${idOf(0)}`)]))
    expect(runtime.setContainer({ id: other, runtime: 'docker' }, { ...web, name: 'new' })).toBe(true)
    runtime.judgeRecords(writeRecords([exec(`/docker/${idOf(0)}`)]))
    expect(runtime.match(0).output).toBe('web')
    runtime.judgeRecords(writeRecords([exec(`/docker/${other}`)]))
    expect(runtime.match(0).output).toBe('new')
    runtime.judgeRecords(writeRecords([exec(`/docker/${idOf(1)}`)]))
    expect(runtime.match(0).output).toBe('<NA>')
    expect(runtime.counters().refusedContainers).toBe(0)
  })

  test('texts that do not fit are cut, lists at whole members, and the container keeps its name', async () => {
    const label = (number: number): [string, string] => [`key${String(number).padStart(4, '0')}`, 'v'.repeat(90)]
    const labels = Object.fromEntries(Array.from({ length: 400 }, (_, i) => label(i)))
    const huge: ContainerMetadata = { ...podWeb, cniJson: 'j'.repeat(4096), labels }
    expect(await fieldOf('container.name', huge)).toBe('web')
    expect(await fieldOf('container.label.key0000', huge)).toBe('v'.repeat(90))
    expect(await fieldOf('container.label.key0399', huge)).toBe(null)
    expect(await fieldOf('container.mounts', huge)).toBe('')
  })
})
