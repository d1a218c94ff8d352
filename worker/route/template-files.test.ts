import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { notification, startsMs } from '../fixtures/notifications.ts'
import { readRouting } from './read-routing.ts'
import { withTemplateFiles } from './template-files.ts'

const base = `templates: ['/etc/alertmanager/*.tmpl']
route: {receiver: team}
receivers:
- name: team
  slack_configs: [{api_url: 'https://hooks.example', title: '{{ template "team.title" . }}'}]
`
const read = (text: string) => {
  const findings = new Findings()
  return { routing: readRouting(text, findings), findings }
}

test('templates that come along are called by settings, and call each other', async () => {
  const text = withTemplateFiles(base, {
    'a.tmpl': '{{ define "team.title" }}{{ template "team.name" . }}: {{ .CommonLabels.alertname }}{{ end }}',
    'b.tmpl': '{{ define "team.name" }}Sec "x"{{ end }}{{ define "slack.default.text" }}mine{{ end }}',
  })
  const { routing, findings } = read(text)
  expect(findings).toMatchObject({ faults: [], ignored: [] })
  const [integration] = routing?.receivers.get('team') ?? []
  const [request] = (await integration?.requests(notification(), startsMs)) ?? []
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ attachments: [{ title: 'Sec "x": Shell', text: 'mine' }] })
})

test('without them the paths are named, and what is called is missing', () => {
  const { findings } = read(base)
  expect(findings.ignored.map(({ place }) => place)).toEqual(['templates'])
  expect(findings.faults).toMatchObject([{ code: 'not_a_template', hint: 'template team.title is not known' }])
})

test('a file that does not read is a fault in its place', () => {
  const { findings } = read(
    withTemplateFiles(base, { 'a.tmpl': '{{ define "team.title" }}', 'b.tmpl': '{{ nonsense }}' }),
  )
  expect(findings.faults.map(({ place }) => place)).toContain('template_files.a.tmpl')
  expect(findings.faults.map(({ place }) => place)).toContain('template_files.b.tmpl')
})
