/** `pagerduty_configs`: events of version 2. One group is one incident there, opened, updated and resolved by its key. */
import { sha256Hex } from '../../digest/sha256.ts'
import { labelOf } from '../../matchers/labels.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { commonOf, type Notification, statusOf } from '../notification.ts'
import { jsonHeaders, readSecret, readTemplate, readTemplates } from '../read-settings.ts'

/** PagerDuty. */
export const pagerduty: ReceiverKind = {
  key: 'pagerduty_configs',
  read(section, globals) {
    const url = section.text('url', globals.text('pagerduty_url') ?? 'https://events.pagerduty.com/v2/enqueue')
    if (section.item('service_key') !== undefined)
      section.fault('not_supported', 'service_key', 'version 1 of the events is not supported; use routing_key')
    section.refuseFile('service_key_file')
    const routingKey = readSecret(section, 'routing_key')
    const headers = readHttp(section, globals)
    const client = readTemplate(section, 'client', '{{ template "pagerduty.default.client" . }}')
    const clientUrl = readTemplate(section, 'client_url', '{{ template "pagerduty.default.clientURL" . }}')
    const description = readTemplate(section, 'description', '{{ template "pagerduty.default.description" . }}')
    const severity = readTemplate(section, 'severity')
    const source = readTemplate(section, 'source')
    const details = readTemplates(section, 'details')
    const parts = ['component', 'class', 'group'].map((name) => [name, readTemplate(section, name)] as const)
    const links = section.items('links').map((item) => readPair(item.section(), ['href', 'text']))
    const images = section.items('images').map((item) => readPair(item.section(), ['src', 'href', 'alt']))
    return {
      kind: 'pagerduty',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const isFiring = statusOf(notification) === 'firing'
        const body = {
          routing_key: routingKey,
          event_action: isFiring ? 'trigger' : 'resolve',
          dedup_key: sha256Hex(notification.groupKey),
          client: client(notification),
          client_url: clientUrl(notification),
          links: links.map((link) => link(notification)),
          images: images.map((image) => image(notification)),
          payload: {
            summary: description(notification).slice(0, 1024) || 'alerts',
            source: source(notification) || hostOf(notification),
            severity: severityOf(severity(notification), notification),
            ...Object.fromEntries(parts.map(([name, text]) => [name, text(notification)])),
            custom_details: { ...defaultDetails(notification), ...details(notification) },
          },
        }
        return [{ url, method: 'POST', headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(body) }]
      },
    }
  },
}

const readPair = (
  section: Parameters<typeof readTemplate>[0],
  names: readonly string[],
): ((notification: Notification) => Readonly<Record<string, string>>) => {
  const texts = names.map((name) => [name, readTemplate(section, name)] as const)
  section.finish()
  return (notification) => Object.fromEntries(texts.map(([name, text]) => [name, text(notification)]))
}

const hostOf = (notification: Notification): string =>
  labelOf(commonOf(notification.alerts.map((alert) => alert.labels)), 'hostname') || notification.externalUrl || 'eyas'

/** The four words that PagerDuty takes; the worst of the group where the configuration names none of them. */
const severityOf = (given: string, notification: Notification): string => {
  if (['critical', 'error', 'warning', 'info'].includes(given)) return given
  const severities = notification.alerts.map((alert) => labelOf(alert.labels, 'severity'))
  return ['critical', 'error', 'warning', 'info'].find((word) => severities.includes(word)) ?? 'error'
}

const defaultDetails = ({ alerts }: Notification): Readonly<Record<string, string>> => ({
  num_firing: String(alerts.filter((alert) => alert.status === 'firing').length),
  num_resolved: String(alerts.filter((alert) => alert.status === 'resolved').length),
  alerts: alerts
    .slice(0, 50)
    .map((alert) => labelOf(alert.annotations, 'description') || labelOf(alert.labels, 'alertname'))
    .join('\n')
    .slice(0, 8000),
})
