/** The small world that random conditions and random events share, so that they meet often. */

/** Names as the kernel and user space have them, and a few that are not normal. */
export const names = [
  '/',
  '/etc/shadow',
  '/etc/passwd',
  '/etc/ssh/sshd_config',
  '/etcetera',
  '/etc',
  '/tmp/x',
  '/tmp',
  '/usr/lib/libc.so',
  '/usr/lib/x.so',
  '/root/.ssh/id_rsa',
  '/home/a/.bashrc',
  '/dev/null',
  '/a/b/...',
]

/** Names that the kernel must not be asked about. */
export const oddNames = ['', 'etc/shadow', '/etc//shadow', '/etc/', '//', '/etc/../etc/shadow', '/tmp/.']

/** What conditions compare names with. */
export const partsOfNames = [
  '/etc',
  '/etc/',
  '/e',
  '/',
  '',
  '/tmp',
  '/usr/lib/',
  'shadow',
  '.so',
  'x',
  '/root/.ssh',
  '/.ssh/',
  '/b/',
  '/lib/',
  '..',
]

/** Patterns of parts for pmatch and glob. */
export const patterns = [
  '/etc',
  '/',
  '/home/*/.bashrc',
  '/etc/*',
  '*shadow',
  '/usr/lib',
  '/[et]*',
  'etc',
  '',
  '/t?p',
  '*..*',
]

/** Directories. */
export const directories = ['/', '/etc', '/etc/', '/tmp', '/usr/lib', '/root']

/** Last parts. */
export const lastParts = ['shadow', 'passwd', '/', 'x', 'libc.so', 'etc', 'null', '.bashrc']

/** Names of programs. */
export const programs = ['sh', 'bash', 'nginx', 'a', '']

/** Addresses; the last ones are of IPv6. */
export const addresses = ['127.0.0.1', '10.0.0.1', '10.0.0.77', '203.0.113.5', '0.0.0.0', '::1', '2001:db8::42', '::2']

/** Nets; some of IPv6 begin as mapped addresses of IPv4 do. */
export const nets = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '10.0.0.64/26',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/1',
  '::/80',
  '203.0.113.5/32',
]

/** Ports. */
export const ports = [0, 22, 80, 443, 40000]
