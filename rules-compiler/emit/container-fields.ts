/** container.* and k8s.* as generated code. */
import { containerRecord } from '#schema/container'
import { columnOf } from '#schema/layout'
import type { Emit } from './fields.ts'
import { booleanValue, textValue, unsignedValue } from './value.ts'

/** Digits of the short id. */
const shortIdDigits = 12

const at = (column: string): number => columnOf(containerRecord, column).offset

/** A text that the runtime tells; the host has `host`, or nothing. */
const told =
  (column: string, host?: string): Emit =>
  ({ program: { tables } }) =>
    textValue(`container_text(self(e), ${at(column)}, ${host === undefined ? '0' : tables.text(host)})`)

const flag =
  (name: string): Emit =>
  () =>
    booleanValue(`container_flag(self(e), layout.CONTAINER_${name})`, '(onHost(self(e)) || told(self(e)) != 0)')

const label =
  (column: string): Emit =>
  ({ program: { tables }, argument }) =>
    textValue(`container_label(self(e), ${at(column)}, ${tables.text(String(argument))})`)

/** Annotations and what the kubelet adds for itself are left out. */
const labels =
  (column: string): Emit =>
  ({ program: { tables } }) =>
    textValue(
      `container_labels(self(e), ${at(column)}, ${[', ', 'annotation.', 'io.kubernetes.', ''].map((text) => tables.text(text)).join(', ')})`,
    )

const parts = { source: 0, dest: 1, mode: 2, rdwr: 3, propagation: 4, all: -1 } as const

/** By number, or by a glob of the source; the source itself by a glob of the destination. */
const mount =
  (part: keyof typeof parts): Emit =>
  ({ program: { tables }, argument }) => {
    const key = String(argument)
    if (/^\d{1,9}$/.test(key)) return textValue(`container_mount_number(self(e), ${Number(key)}, ${parts[part]})`)
    const by = part === 'source' ? parts.dest : parts.source
    return textValue(`container_mount(self(e), ${by}, ${tables.text(key)}, ${parts[part]})`)
  }

const now = 'layout.header_timestamp_ns(e)'

/** The fields of the container and the pod. */
export const containerEmitters: Readonly<Record<string, Emit>> = {
  'container.id': ({ program }) => textValue(`container_id(self(e), ${program.tables.text('host')})`),
  'container.full_id': ({ program }) => textValue(`container_full_id(self(e), ${program.tables.text('host')})`),
  'container.name': told('name', 'host'),
  'container.image': told('image', ''),
  'container.image.id': told('image_id', ''),
  'container.image.repository': told('image_repository', ''),
  'container.image.tag': told('image_tag', ''),
  'container.image.digest': told('image_digest', ''),
  'container.type': told('type', 'host'),
  'container.ip': told('ip', ''),
  'container.cni.json': told('cni_json', ''),
  'container.privileged': flag('PRIVILEGED'),
  'container.host_pid': flag('HOST_PID'),
  'container.host_network': flag('HOST_NETWORK'),
  'container.host_ipc': flag('HOST_IPC'),
  'container.mounts': ({ program }) => textValue(`container_mounts(self(e), ${program.tables.text('')})`),
  'container.mount': mount('all'),
  'container.mount.source': mount('source'),
  'container.mount.dest': mount('dest'),
  'container.mount.mode': mount('mode'),
  'container.mount.rdwr': mount('rdwr'),
  'container.mount.propagation': mount('propagation'),
  'container.label': label('labels'),
  'container.labels': labels('labels'),
  'container.start_ts': () => unsignedValue('container_start_ts(self(e))', 'container_start_ts(self(e)) != 0'),
  'container.duration': () =>
    unsignedValue(
      `${now} - container_start_ts(self(e))`,
      `container_start_ts(self(e)) != 0 && ${now} >= container_start_ts(self(e))`,
    ),
  'k8s.pod.name': told('pod_name'),
  'k8s.ns.name': told('pod_namespace'),
  'k8s.pod.id': told('pod_uid'),
  'k8s.pod.uid': told('pod_uid'),
  'k8s.pod.sandbox_id': ({ program }) =>
    textValue(`cutText(container_text(self(e), ${at('sandbox_id')}, ${program.tables.text('')}), ${shortIdDigits})`),
  'k8s.pod.full_sandbox_id': told('sandbox_id', ''),
  'k8s.pod.label': label('pod_labels'),
  'k8s.pod.labels': labels('pod_labels'),
  'k8s.pod.ip': told('pod_ip'),
  'k8s.pod.cni.json': told('pod_cni_json'),
  'proc.pidns_init_start_ts': () => unsignedValue('pidns_init_start_ts(self(e))', 'pidns_init_start_ts(self(e)) != 0'),
  'proc.exe_ino.ctime_duration_pidns_start': () =>
    unsignedValue(
      'layout.process_exe_ctime_ns(self(e)) - pidns_init_start_ts(self(e))',
      'pidns_init_start_ts(self(e)) != 0 && layout.process_exe_ctime_ns(self(e)) > pidns_init_start_ts(self(e))',
    ),
}
