/**
 * `webhook_configs`: Alertmanager's JSON, version 4. With `hmac_secret` the request is signed:
 *
 *     eyas-timestamp: <seconds since 1970>
 *     eyas-signature: v1=<hex of HMAC-SHA256 over "<timestamp>.<body>">
 *     idempotency-key: <the same for every attempt of one notification>
 */
import type { Section } from '../../config/section.ts'
import { hexOf } from '../../digest/hex.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { commonOf, linkOf, type Notification, noTime, statusOf, timeJson } from '../notification.ts'
import { jsonHeaders, readUrl } from '../read-settings.ts'

/** A signed webhook. */
export const webhook: ReceiverKind = {
  key: 'webhook_configs',
  read(section: Section, globals) {
    const url = readUrl(section, 'url')
    const headers = readHttp(section, globals)
    const sendResolved = section.flag('send_resolved', true)
    const maxAlerts = section.item('max_alerts')?.number(0) ?? 0
    const secret = section.secret('hmac_secret')
    section.duration('timeout', 0)
    return {
      kind: 'webhook',
      sendResolved,
      judge: judgeStatus,
      async requests(notification, nowMs) {
        const body = JSON.stringify(webhookBody(notification, maxAlerts))
        const own = { ...jsonHeaders, 'idempotency-key': notification.id, ...headers }
        const signed = secret === undefined ? {} : await signature(secret, body, nowMs)
        return [{ url, method: 'POST', headers: { ...own, ...signed }, body }]
      },
    }
  },
}

/** The body of a webhook; at most `maxAlerts` alerts, 0 being all. */
export const webhookBody = (notification: Notification, maxAlerts = 0): object => {
  const shown = maxAlerts > 0 ? notification.alerts.slice(0, maxAlerts) : notification.alerts
  return {
    version: '4',
    groupKey: notification.groupKey,
    truncatedAlerts: notification.truncatedAlerts + notification.alerts.length - shown.length,
    status: statusOf(notification),
    receiver: notification.receiver,
    groupLabels: notification.groupLabels,
    commonLabels: commonOf(shown.map((alert) => alert.labels)),
    commonAnnotations: commonOf(shown.map((alert) => alert.annotations)),
    externalURL: notification.externalUrl,
    alerts: shown.map((alert) => ({
      status: alert.status,
      labels: alert.labels,
      annotations: alert.annotations,
      startsAt: timeJson(alert.startsMs),
      endsAt: alert.status === 'firing' ? noTime : timeJson(alert.endsMs),
      generatorURL: linkOf(notification.externalUrl, alert),
      fingerprint: alert.fingerprint,
    })),
  }
}

const signature = async (secret: string, body: string, nowMs: number): Promise<Readonly<Record<string, string>>> => {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const timestamp = String(Math.floor(nowMs / 1000))
  const digest = await crypto.subtle.sign('HMAC', key, encoder.encode(`${timestamp}.${body}`))
  return { 'eyas-timestamp': timestamp, 'eyas-signature': `v1=${hexOf(new Uint8Array(digest))}` }
}
