/** Controllers that may have hierarchies of their own, with their bits of eyas_controller in bpf/shared.h. */
const controllerBits: Readonly<Record<string, number>> = { memory: 1, pids: 2, cpu: 4, cpuset: 8 }

/** Which controllers are on cgroup v1, out of the text of /proc/cgroups: those whose hierarchy is not 0, the unified one. */
export function v1Controllers(cgroups: string): number {
  let bits = 0
  for (const line of cgroups.split('\n')) {
    const [name, hierarchy] = line.split('\t')
    if (name !== undefined && hierarchy !== undefined && Number(hierarchy) > 0) bits |= controllerBits[name] ?? 0
  }
  return bits
}
