import { expect, test } from 'vitest'
import { v1Controllers } from './cgroup.ts'

const line = (name: string, hierarchy: number): string => `${name}\t${hierarchy}\t1\t1\n`

test.each([
  {
    name: 'all on v2',
    text: `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${line('memory', 0)}${line('cpu', 0)}`,
    bits: 0,
  },
  { name: 'all on v1', text: line('memory', 4) + line('pids', 8) + line('cpu', 1) + line('cpuset', 3), bits: 15 },
  { name: 'only pids on v1', text: line('memory', 0) + line('pids', 2), bits: 2 },
  { name: 'a controller that names no container', text: line('blkio', 7), bits: 0 },
])('$name: the controllers with hierarchies of their own are known', ({ text, bits }) => {
  expect(v1Controllers(text)).toBe(bits)
})
