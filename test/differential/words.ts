/** The small world that random records and random conditions share, so that they meet often. */
import type { Random } from './random.ts'

/** Names of programs. */
export const programs = [
  'sh',
  'bash',
  'cat',
  'nginx',
  'runc',
  'python3',
  'a',
  '',
  'kworker/0:1',
  'Ünïcode',
  'averylongname15',
]

/** Paths, not all of them normal. */
export const paths = [
  '/etc/shadow',
  '/etc/passwd',
  '/etc//passwd',
  '/etc/../etc/./shadow',
  '/tmp/x',
  '/tmp/',
  '/',
  '/home/a/.ssh/id_rsa',
  '/usr/bin/python3.11',
  'shadow',
  './x',
  '../../etc/shadow',
  '..',
  '.',
  '',
  '/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z',
  '/var/lib/docker/overlay2/0123456789abcdef/merged/etc/shadow',
  '/.hidden/..x/...',
]

/** Directories that names are relative to. */
export const directories = ['/', '/root/', '/etc', '/home/a/', '/tmp/deep/er/']

/** Words of command lines and environments. */
export const words = [
  '-c',
  'id',
  '-nt',
  'value',
  '--',
  '--exec',
  'curl http://x',
  'aGVsbG8=',
  'A=1',
  'PATH=/bin:/usr/bin',
  '',
  '-t',
  '*.txt',
  'LD_PRELOAD= x ',
]

/** Patterns for glob, iglob and regex. */
export const patterns = [
  '*',
  '/etc/*',
  '*shadow',
  '?????',
  '*a*b*',
  '/[et]*',
  '[!/]*',
  '/ETC/*',
  '*.[0-9]*',
  'c?t',
  '*\\\\**',
  '[a-c]*t',
  '[',
]

/** Regular expressions. */
export const expressions = [
  '.*',
  '/etc/.*',
  '(ba)?sh',
  'c.t',
  '[a-z]+[0-9]*',
  '/(etc|tmp)/[^/]+',
  '.{3}',
  'a*',
  '[[:alpha:]]+',
  '^/.*x$',
  '(a|b|c)+.*z',
  '.*[^[:space:]].*',
  'Ü.*',
]

export const addresses = [
  '127.0.0.1',
  '10.0.0.1',
  '192.168.1.77',
  '203.0.113.5',
  '0.0.0.0',
  '::1',
  'fe80::1',
  '2001:db8::42',
]

export const nets = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '2001:db8::/32',
  'fe80::/10',
  '192.168.1.64/26',
]

/** A part of a word that may or may not be one. */
export function partOf(random: Random, word: string): string {
  const from = random.below(word.length + 1)
  return word.slice(from, from + random.below(word.length - from + 1))
}

/** Any text of this world, or a part of one. */
export function anyText(random: Random): string {
  const word = random.of([...programs, ...paths, ...words])
  if (random.chance(40)) return partOf(random, word)
  return random.chance(10) ? word.toUpperCase() : word
}
