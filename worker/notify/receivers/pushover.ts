/** `pushover_configs`: a message to a phone. */
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { readSecret, readTemplate } from '../read-settings.ts'

/** Pushover. */
export const pushover: ReceiverKind = {
  key: 'pushover_configs',
  read(section, globals) {
    const user = readSecret(section, 'user_key')
    const token = readSecret(section, 'token')
    const url = section.text('api_url', 'https://api.pushover.net/1/messages.json')
    const texts = {
      title: readTemplate(section, 'title', '{{ template "pushover.default.title" . }}'),
      message: readTemplate(section, 'message', '{{ template "pushover.default.message" . }}'),
      url: readTemplate(section, 'url', '{{ template "pushover.default.url" . }}'),
      url_title: readTemplate(section, 'url_title'),
      priority: readTemplate(section, 'priority', '{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'),
      device: readTemplate(section, 'device'),
      sound: readTemplate(section, 'sound'),
    }
    const retrySeconds = Math.max(30, section.duration('retry', 60_000) / 1000)
    const expireSeconds = Math.min(10_800, section.duration('expire', 3_600_000) / 1000)
    const seconds = section.duration('ttl', 0) / 1000
    const isHtml = section.flag('html', false)
    const headers = readHttp(section, globals)
    return {
      kind: 'pushover',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const form = new URLSearchParams({ user, token })
        for (const [name, text] of Object.entries(texts)) {
          const value = text(notification).slice(0, limits[name] ?? 1024)
          if (value !== '') form.set(name, value)
        }
        if (form.get('priority') === '2') {
          form.set('retry', String(retrySeconds))
          form.set('expire', String(expireSeconds))
        }
        if (seconds > 0) form.set('ttl', String(seconds))
        if (isHtml) form.set('html', '1')
        if (!form.has('message')) form.set('message', '(no details)')
        const own = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
        return [{ url, method: 'POST', headers: own, body: form.toString() }]
      },
    }
  },
}

/** How long each part may be. */
const limits: Readonly<Record<string, number>> = { title: 250, message: 1024, url: 512, url_title: 100 }
