/** Alerts as an agent sends them: Falco's usual output fields, a lineage of five, about a kilobyte each. */
import type { Alert, ProcessKey } from '#schema/alert'

/** What a stream of alerts is made of. */
export type Mix = 'repeats' | 'distinct' | 'apart'

const startNs = 1_790_000_000_000_000_000n

/**
 * The alert of that number on a node.
 *
 * `repeats`: one in a hundred is new, the others repeat one of 20. `distinct`: each has a fingerprint and a process of
 * its own, in one of 50 sessions. `apart`: each has a session of its own too, so that each is an incident.
 */
export function alertOf(node: string, index: number, mix: Mix): Alert {
  switch (mix) {
    case 'repeats': {
      const kind = index % 100 === 99 ? 20 + Math.floor(index / 100) : index % 20
      return alert(node, index, { kind, pid: 10_000 + kind, session: 700 + 2 * (kind % 10) })
    }
    case 'distinct':
      return alert(node, index, { kind: index, pid: 10_000 + index, session: 700 + 2 * (index % 50) })
    case 'apart':
      return alert(node, index, { kind: index, pid: 3_000_000 + index, session: 10_000 + 2 * index })
  }
}

const process = (pid: number, name: string, exePath: string, commandLine: string): ProcessKey => ({
  pid,
  startNs: BigInt(pid) * 1_000_000n,
  name,
  exePath,
  commandLine,
})

const clockText = (timeNs: bigint): string => {
  const ns = String(timeNs % 1_000_000_000n).padStart(9, '0')
  return `${new Date(Number(timeNs / 1_000_000n)).toISOString().slice(11, 19)}.${ns}`
}

function alert(node: string, index: number, of: { kind: number; pid: number; session: number }): Alert {
  const path = `/etc/secrets.d/${of.kind}/shadow`
  const rule = `Read sensitive file untrusted ${of.kind % 20}`
  const line = `cat --number ${path}`
  const timeNs = startNs + BigInt(index) * 1_000_000n
  return {
    seq: index + 1,
    timeNs,
    rule,
    priority: of.kind % 3 === 0 ? 'Critical' : 'Warning',
    source: 'syscall',
    tags: ['T1555', 'container', 'filesystem', 'host', 'maturity_stable', 'mitre_credential_access'],
    hostname: `${node}.example`,
    output: `${clockText(timeNs)}: Warning Sensitive file opened for reading by non-trusted program (file=${path} gparent=sshd ggparent=sshd gggparent=systemd evt_type=openat user=deploy user_uid=1000 user_loginuid=1000 process=cat proc_exepath=/usr/bin/cat parent=bash command=${line} terminal=34816 container_id=host container_name=host)`,
    fields: {
      'container.id': 'host',
      'container.name': 'host',
      'evt.time': timeNs,
      'evt.type': 'openat',
      'fd.name': path,
      'proc.aname[2]': 'sshd',
      'proc.aname[3]': 'sshd',
      'proc.aname[4]': 'systemd',
      'proc.cmdline': line,
      'proc.exepath': '/usr/bin/cat',
      'proc.name': 'cat',
      'proc.pname': 'bash',
      'proc.tty': 34_816,
      'user.loginuid': 1000 + of.session,
      'user.name': 'deploy',
      'user.uid': 1000,
    },
    lineage: [
      process(of.pid, 'cat', '/usr/bin/cat', line),
      process(of.session + 1, 'bash', '/usr/bin/bash', 'bash -l'),
      process(of.session, 'sshd', '/usr/sbin/sshd', 'sshd: deploy@pts/0'),
      process(650, 'sshd', '/usr/sbin/sshd', 'sshd: /usr/sbin/sshd -D [listener]'),
      process(1, 'systemd', '/usr/lib/systemd/systemd', '/sbin/init'),
    ],
    containerId: 'host',
    evidence: { complete: true, lostEvents: 0, missing: [] },
  }
}
