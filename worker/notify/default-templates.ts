/** The templates that an alertmanager.yml may call without defining them, in our own words under its names. */
import { type Nodes, parseTemplate } from '../template/parse.ts'

const text = `
{{- define "eyas.subject" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ if .CommonLabels.alertname }}{{ .CommonLabels.alertname }}{{ else }}{{ len .Alerts }} alerts{{ end }}{{ if .CommonLabels.hostname }} on {{ .CommonLabels.hostname }}{{ end }}
{{- end -}}
{{- define "eyas.line" -}}
{{ if .Annotations.description }}{{ .Annotations.description }}{{ else if .Annotations.summary }}{{ .Annotations.summary }}{{ else }}{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}{{ end }}
{{- end -}}
{{- define "eyas.list" -}}
{{ range .Alerts.Firing }}• {{ template "eyas.line" . }}
{{ end }}{{ if .Alerts.Resolved }}resolved:
{{ range .Alerts.Resolved }}• {{ template "eyas.line" . }}
{{ end }}{{ end }}
{{- end -}}
{{- define "eyas.html" -}}
<h2>{{ template "eyas.subject" . }}</h2>
<ul>{{ range .Alerts }}<li><b>{{ .Status | toUpper }}</b> <a href="{{ .GeneratorURL }}">{{ .Labels.alertname }}</a><br>{{ template "eyas.line" . }}<br><small>{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}</small></li>{{ end }}</ul>
{{- end -}}
{{- define "eyas.link" -}}{{ with index .Alerts 0 }}{{ .GeneratorURL }}{{ end }}{{- end -}}
`

/** Names that shipped configurations use, each with ours behind it. */
const aliases: Readonly<Record<string, string>> = {
  __subject: 'eyas.subject',
  __text_alert_list: 'eyas.list',
  __alertmanagerURL: 'eyas.link',
  __alertmanager: 'eyas.link',
  __description: 'eyas.subject',
  ...named('slack', {
    title: 'subject',
    text: 'list',
    fallback: 'subject',
    pretext: '',
    titlelink: 'link',
    callbackid: '',
    color: '',
    footer: '',
    iconemoji: '',
    iconurl: '',
    username: 'name',
  }),
  ...named('pagerduty', { description: 'subject', client: 'name', clientURL: 'link', instances: 'list' }),
  ...named('opsgenie', { message: 'subject', description: 'list', source: 'link' }),
  ...named('msteams', { title: 'subject', summary: 'subject', text: 'list' }),
  ...named('msteamsv2', { title: 'subject', text: 'list' }),
  ...named('discord', { title: 'subject', message: 'list', content: '' }),
  ...named('telegram', { message: 'list' }),
  ...named('mattermost', { text: 'list' }),
  ...named('email', { subject: 'subject', html: 'html', text: 'list' }),
  ...named('sns', { subject: 'subject', message: 'list' }),
  ...named('victorops', { state_message: 'list', entity_display_name: 'subject', monitoring_tool: 'name' }),
  ...named('pushover', { title: 'subject', message: 'list', url: 'link' }),
  ...named('webex', { message: 'list' }),
  ...named('rocketchat', { title: 'subject', titlelink: 'link', text: 'list' }),
  ...named('googlechat', { title: 'subject', message: 'list' }),
  ...named('jira', { summary: 'subject', description: 'list', priority: '' }),
  ...named('github', { title: 'subject', body: 'list' }),
}

function named(kind: string, parts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, ours]) => [`${kind}.default.${part}`, ours === '' ? '' : `eyas.${ours}`]),
  )
}

const own = parseTemplate(`${text}{{ define "eyas.name" }}eyas{{ end }}{{ define "eyas.empty" }}{{ end }}`).defined

/** Every built-in template by name. */
export const defaultTemplates: ReadonlyMap<string, Nodes> = new Map([
  ...own,
  ...Object.entries(aliases).map(([name, ours]) => [name, own.get(ours) ?? []] as const),
])
