import { expect, test } from 'vitest'
import { lineage } from '../fixtures/alerts.ts'
import { treeOf } from './process-tree.ts'

const rows: readonly { name: string; lineage: string; tree: readonly number[] }[] = [
  {
    name: 'an SSH session ends below its master',
    lineage: 'cat 9 < bash 8 < sshd 7 < sshd 6 < systemd 1',
    tree: [9, 8, 7],
  },
  {
    name: 'so it does where sessions have a program of their own',
    lineage: 'cat 9 < bash 8 < sshd-session 7 < sshd 6 < systemd 1',
    tree: [9, 8, 7],
  },
  {
    name: 'a service is its tree from its own root',
    lineage: 'cat 9 < sh 8 < nginx 7 < nginx 6 < systemd 1',
    tree: [9, 8, 7, 6],
  },
  { name: 'a cron job ends below its master', lineage: 'sh 9 < cron 8 < cron 7 < systemd 1', tree: [9, 8] },
  {
    name: 'a login on a terminal is a session itself',
    lineage: 'cat 9 < bash 8 < login 7 < systemd 1',
    tree: [9, 8, 7],
  },
  {
    name: 'a container ends below its shim',
    lineage: 'sh 9 < node 8 < containerd-shim-runc-v2 7 < systemd 1',
    tree: [9, 8],
  },
  {
    name: 'a user manager is no root',
    lineage: 'cat 9 < bash 8 < gnome-terminal- 7 < systemd 6 < systemd 1',
    tree: [9, 8],
  },
  { name: 'panes of one multiplexer are apart', lineage: 'cat 9 < bash 8 < tmux: server 7 < systemd 1', tree: [9, 8] },
  { name: 'a helper of the kernel stands alone', lineage: 'modprobe 9 < kworker/u8:1 8 < kthreadd 2', tree: [9] },
  { name: 'a command of init stands alone', lineage: 'cat 9 < process_api 1', tree: [9] },
  { name: 'the acting process is always in its tree', lineage: 'systemd 1', tree: [1] },
  { name: 'a master that acts itself is its own tree', lineage: 'sshd 6 < systemd 1', tree: [6] },
  {
    name: 'a daemon name deeper down hides nothing',
    lineage: 'cat 9 < systemd 8 < sshd 7 < nginx 6 < systemd 1',
    tree: [9, 8, 7, 6],
  },
]

test.each(rows)('$name', (row) => {
  expect(treeOf(lineage(row.lineage)).map((process) => process.pid)).toEqual(row.tree)
})

test('no lineage is no tree', () => expect(treeOf([])).toEqual([]))
