import { expect, test } from 'vitest'
import { escapeHtml } from './functions.ts'
import { parseTemplate } from './parse.ts'
import { render, TemplateError, templateFault } from './render.ts'
import { Pairs, Time } from './values.ts'

const one = (Status: string, name: string) => ({
  Status,
  Labels: new Pairs({ alertname: name, node: 'web-1' }),
  Annotations: new Pairs({ summary: `<${name}>` }),
  StartsAt: new Time(Date.parse('2026-01-31T12:30:45Z')),
})
const data = {
  Status: 'firing',
  Receiver: 'team',
  Alerts: [one('firing', 'Shell'), one('resolved', 'Write')],
  CommonLabels: new Pairs({ node: 'web-1', alertname: 'x', a: 'b' }),
  GroupLabels: new Pairs({}),
}

const rows: readonly { text: string; is: string }[] = [
  { text: 'plain', is: 'plain' },
  { text: '{{ .Status | toUpper }}', is: 'FIRING' },
  {
    text: '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}]',
    is: '[FIRING:1]',
  },
  { text: '{{ range .Alerts }}{{ .Labels.alertname }},{{ end }}', is: 'Shell,Write,' },
  { text: '{{ range $i, $a := .Alerts }}{{ $i }}={{ $a.Status }} {{ end }}', is: '0=firing 1=resolved ' },
  {
    text: '{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}',
    is: 'alertname=x a=b node=web-1 ',
  },
  { text: '{{ range $k, $v := .CommonLabels }}{{ $k }}{{ $v }};{{ end }}', is: 'alertnamex;ab;nodeweb-1;' },
  { text: '{{ (.CommonLabels.Remove (stringSlice "a" "alertname")).Values | join " " }}', is: 'web-1' },
  { text: '{{ .CommonLabels.Names | join "," }}', is: 'alertname,a,node' },
  { text: '{{ if gt (len .CommonLabels) (len .GroupLabels) }}more{{ else }}same{{ end }}', is: 'more' },
  { text: '{{ if .GroupLabels }}a{{ else if .CommonLabels.missing }}b{{ else }}c{{ end }}', is: 'c' },
  { text: '{{ with .Alerts.Resolved }}{{ len . }}{{ else }}none{{ end }}', is: '1' },
  { text: 'a {{- " b " -}}  c', is: 'a b c' },
  { text: 'a{{/* nothing */}}b{{ "}}" }}', is: 'ab}}' },
  { text: '{{ $x := "a" }}{{ if true }}{{ $x = "b" }}{{ end }}{{ $x }}', is: 'b' },
  {
    text: '{{ define "t" }}<{{ .Status }}>{{ end }}{{ template "t" . }}{{ template "t" index .Alerts 1 }}',
    is: '<firing><resolved>',
  },
  { text: '{{ printf "%s-%03d %q %.1f %v" "a" 7 "b" 1.25 .Receiver }}', is: 'a-007 "b" 1.3 team' },
  { text: '{{ (index .Alerts 0).StartsAt.Format "2006-01-02 15:04:05 MST" }}', is: '2026-01-31 12:30:45 UTC' },
  {
    text: '{{ match "^web-\\\\d" .CommonLabels.node }} {{ reReplaceAll "web-(.*)" "db-$1" .CommonLabels.node }}',
    is: 'true db-1',
  },
  { text: '{{ and .Status "x" }}{{ or "" "y" }}{{ not true }}', is: 'xyfalse' },
  { text: '{{ .CommonLabels.missing }}{{ .missing }}', is: '<no value>' },
  { text: '{{ "a b" | title }}{{ trimSpace " c " }}{{ urlquery "a b&c" }}', is: 'A Bca%20b%26c' },
  { text: '{{ .CommonLabels.constructor }}', is: '' },
  { text: '{{ .constructor }}', is: '<no value>' },
]

test.each(rows)('$text', ({ text, is }) => expect(render(text, data)).toBe(is))

test.each(['{{', '{{ end }}', '{{ if .x }}', '{{ .x | }}', '{{ ( }}', '{{ template x }}', '{{ 1 := 2 }}', '{{ "a }}'])(
  '%s is no template',
  (text) => expect(() => parseTemplate(text)).toThrow(TemplateError),
)

test('what a template calls must be there', () => {
  expect(templateFault('{{ nothing . }}', new Map())).toBe('function nothing is not known')
  expect(templateFault('{{ if (template "x") }}{{ end }}', new Map())).toContain('not known')
  expect(templateFault('{{ template "x" . }}', new Map())).toBe('template x is not known')
  expect(templateFault('{{ .Status | toUpper }}', new Map())).toBeUndefined()
})

test('values are escaped where the target needs it, the template’s own text is not', () => {
  const text = '<b>{{ (index .Alerts 0).Annotations.summary }}</b>{{ "<i>" | safeHtml }}'
  expect(render(text, data, new Map(), escapeHtml)).toBe('<b>&#60;Shell&#62;</b><i>')
})

test('nothing runs without end', () => {
  const named = parseTemplate('{{ define "a" }}{{ template "a" . }}{{ end }}').defined
  expect(() => render('{{ template "a" . }}', data, named)).toThrow(TemplateError)
  const many = { list: Array.from({ length: 1000 }, () => 'x'.repeat(100)) }
  expect(() => render('{{ range .list }}{{ range $.list }}{{ . }}{{ end }}{{ end }}', many)).toThrow(TemplateError)
})
