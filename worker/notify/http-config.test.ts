import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { redact } from '../config/redact.ts'
import { openYaml } from '../config/section.ts'
import { readHttp } from './http-config.ts'

const read = (settings: string) => {
  const findings = new Findings()
  const text = `http_config: {${settings}}`
  const root = openYaml(text, findings)
  return { headers: root && readHttp(root, { headers: {} }), findings, shown: redact(text, findings.secrets) }
}

const rows: readonly { name: string; settings: string; headers: object }[] = [
  { name: 'a token', settings: 'authorization: {credentials: hush}', headers: { authorization: 'Bearer hush' } },
  {
    name: 'another scheme',
    settings: 'authorization: {type: Key, credentials: hush}',
    headers: { authorization: 'Key hush' },
  },
  { name: 'the older token', settings: 'bearer_token: hush', headers: { authorization: 'Bearer hush' } },
  {
    name: 'a name and a password',
    settings: 'basic_auth: {username: ä, password: hush}',
    headers: { authorization: `Basic ${Buffer.from('ä:hush').toString('base64')}` },
  },
  {
    name: 'other headers',
    settings: 'http_headers: {X-Team: {values: [a]}, X-Key: {secrets: [hush]}}',
    headers: { 'x-team': 'a', 'x-key': 'hush' },
  },
]

test.each(rows)('$name goes with every request and is not shown', ({ settings, headers }) => {
  const found = read(settings)
  expect(found.findings.faults).toEqual([])
  expect(found.headers).toEqual(headers)
  expect(found.shown).not.toContain('hush')
})

test('what cannot be done is refused, what makes no difference is named', () => {
  const { findings } = read(
    'oauth2: {token_url: x}, follow_redirects: true, bearer_token_file: /x, basic_auth: {password_file: /y}',
  )
  expect(findings.faults.map(({ place }) => place).sort()).toEqual([
    'http_config.basic_auth.password_file',
    'http_config.bearer_token_file',
    'http_config.oauth2',
    'http_config.oauth2.client_id',
    'http_config.oauth2.client_secret',
    'http_config.oauth2.token_url',
  ])
  expect(findings.ignored.map(({ place }) => place)).toEqual(['http_config.follow_redirects'])
})
