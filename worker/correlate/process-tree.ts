/**
 * What counts as one process tree: everything under a session or a service.
 *
 *     systemd(1) > sshd(700) > sshd(812) > bash(830) > cat(901)
 *     '---- hosts ----------'  '-- one tree -------------------'
 *
 * The outer end of every lineage is made of processes that merely start others: init, service managers, container
 * shims, the master of a login or job daemon. They have everything as a descendant, so they join nothing. They are
 * only looked for from the outer end inwards, without a break: a process deeper down cannot hide its tree by taking
 * one of these names.
 */
import type { ProcessKey } from '#schema/alert'

/** Start others without end, one under the other even. */
const hosts: ReadonlySet<string> = new Set([
  ...['systemd', 'init', 'launchd', 'openrc-run', 'runsvdir', 'runsv', 's6-svscan', 's6-supervise', 'supervisord'],
  ...['tini', 'dumb-init', 'docker-init', 'catatonit', 'pause', 'dbus-daemon', 'dbus-broker', 'dbus-broker-lau'],
  ...['dockerd', 'containerd', 'containerd-shim', 'conmon', 'crio', 'podman', 'kubelet', 'buildkitd', 'lxc-start'],
  ...['tmux: server', 'screen', 'SCREEN', 'gnome-shell', 'gnome-terminal-', 'gnome-session-b', 'plasmashell'],
  ...['konsole', 'xfce4-session', 'xfce4-terminal', 'lightdm', 'sddm', 'gdm', 'gdm3', 'gdm-session-wor'],
])

/** Daemons whose every child begins a session or a job. The master starts them; the children carry the same name. */
const masters: ReadonlyMap<string, string> = new Map([
  ['sshd', 'an SSH session'],
  ['sshd-session', 'an SSH session'],
  ['dropbear', 'an SSH session'],
  ['login', 'a login session'],
  ['telnetd', 'a login session'],
  ['in.telnetd', 'a login session'],
  ['xinetd', 'a network service'],
  ['inetd', 'a network service'],
  ['cron', 'a cron job'],
  ['crond', 'a cron job'],
  ['anacron', 'a cron job'],
  ['atd', 'an at job'],
])

const isHost = (process: ProcessKey, outer: ProcessKey | undefined): boolean =>
  process.pid <= 2 || outer?.pid === 2 || hosts.has(process.name) || process.name.startsWith('containerd-shim')

/** Length of the part of a lineage that belongs to its tree, from the acting process outwards; at least 1 if there is one. */
export const treeLength = (lineage: readonly ProcessKey[]): number => {
  let length = lineage.length
  while (length > 1) {
    const process = lineage[length - 1]
    if (process === undefined || !isHost(process, lineage[length])) break
    length -= 1
  }
  const outermost = lineage[length - 1]
  // `login` is started per session, so it is the session itself and no master.
  if (length > 1 && outermost && outermost.name !== 'login' && masters.has(outermost.name)) return length - 1
  return length
}

/** The processes of a lineage that belong to its tree, the acting one first. */
export const treeOf = (lineage: readonly ProcessKey[]): readonly ProcessKey[] => lineage.slice(0, treeLength(lineage))

/** What a session is called whose outermost process has this name, or undefined for a service. */
export const sessionName = (name: string): string | undefined => masters.get(name)

/** The identity of a process on its node, across pid reuse. */
export const processId = (process: ProcessKey): string => `${process.pid}.${process.startNs}`

/** A process for a person: `nginx(812)`. */
export const processText = (process: ProcessKey): string => `${process.name || '?'}(${process.pid})`
