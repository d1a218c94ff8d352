import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'

/** Whether a program is on PATH or where Debian keeps tools for root. */
function hasProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some((folder) => folder !== '' && isExecutable(`${folder}/${name}`))
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const library = (file) => [`/usr/lib/x86_64-linux-gnu/${file}`, `/usr/lib/aarch64-linux-gnu/${file}`].some(existsSync)

/** Debian's packages, the purposes they serve, and how to see that one is there. */
const packages = [
  { name: 'gcc', for: ['build', 'test'], present: () => hasProgram('gcc') },
  { name: 'g++', for: ['build', 'test'], present: () => hasProgram('g++') },
  { name: 'clang', for: ['build', 'test'], present: () => hasProgram('clang') },
  { name: 'libbpf-dev', for: ['build', 'test'], present: () => existsSync('/usr/include/bpf/libbpf.h') },
  { name: 'libelf-dev', for: ['build', 'test'], present: () => existsSync('/usr/include/libelf.h') },
  { name: 'zlib1g-dev', for: ['build', 'test'], present: () => library('libz.so') },
  // amtool and the daemon itself: the edge is held against both.
  { name: 'prometheus-alertmanager', for: ['test'], present: () => hasProgram('amtool') },
  // Real containers and their runtimes, to be watched and asked.
  { name: 'runc', for: ['test'], present: () => hasProgram('runc') },
  { name: 'containerd', for: ['test'], present: () => hasProgram('containerd') },
  { name: 'podman', for: ['test'], present: () => hasProgram('podman') },
  { name: 'busybox-static', for: ['test'], present: () => hasProgram('busybox') },
  // The console is tried out in a real browser.
  { name: 'chromium', for: ['test'], present: () => hasProgram('chromium') },
  { name: bpftoolPackage(), for: ['build', 'test'], present: () => hasProgram('bpftool') },
]

/** Ubuntu ships bpftool with the kernel's tools, Debian as a package of its own. */
function bpftoolPackage() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  return /^ID=ubuntu$/m.test(system) ? 'linux-tools-common linux-tools-generic' : 'bpftool'
}

/** Installs what `purpose` needs and is not there; throws with the command to run where it may not install. */
export async function installDebianPackages(purpose) {
  const missing = packages.filter((one) => one.for.includes(purpose) && !one.present()).map((one) => one.name)
  if (missing.length === 0) return
  const names = missing.join(' ')
  const byHand = `run this once, then try again:\n  sudo apt-get update && sudo apt-get install -y ${names}\nor judge recorded events, which needs none of them:\n  npm start -- --recorded sample`
  if (!hasProgram('apt-get')) throw new Error(`these packages are missing (Debian names): ${names}`)
  const asRoot = process.getuid?.() === 0 ? [] : passwordlessSudo()
  if (asRoot === undefined) throw new Error(byHand)
  console.error(`eyas: installing ${names}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const steps = [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names.split(' ')],
  ]
  for (const step of steps) {
    const [program, ...words] = [...asRoot, ...step]
    const { status, stdout, stderr } = spawnSync(program, words, { env: environment, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${step.join(' ')} failed:\n${`${stdout}${stderr}`.slice(-2000)}\n${byHand}`)
  }
}

function passwordlessSudo() {
  if (!hasProgram('sudo')) return undefined
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n', '-E'] : undefined
}
