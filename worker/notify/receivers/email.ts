/**
 * `email_configs`: Alertmanager's settings, over the HTTPS API of a mail service, since a worker cannot open SMTP
 * connections. `provider` names the service; a `smarthost` of SendGrid, Resend or Postmark does, too, so that such
 * configurations work as they are: there the SMTP password is the key of the API.
 */
import type { Section } from '../../config/section.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { readTemplate, readTemplates } from '../read-settings.ts'
import { type MailAccess, type MailService, mailServices, servicesBySmarthost } from './email-services.ts'

const names = [...mailServices.keys()].join(', ')

/** Mail. */
export const email: ReceiverKind = {
  key: 'email_configs',
  without: `the edge cannot open SMTP connections; name a provider, one of ${names}`,
  read(section, globals) {
    const smarthost = section.text('smarthost') || globals.text('smtp_smarthost') || ''
    const password = section.secret('auth_password') ?? globals.text('smtp_auth_password')
    const provider = section.text('provider') || servicesBySmarthost.get(smarthost.replace(/:\d+$/, '')) || ''
    const service = mailServices.get(provider)
    const to = readAddresses(section)
    const from = section.text('from') || globals.text('smtp_from') || ''
    const subject = readTemplate(section, 'subject', '{{ template "email.default.subject" . }}')
    const html = readTemplate(section, 'html', '{{ template "email.default.html" . }}', escapeHtml)
    const text = readTemplate(section, 'text', '{{ template "email.default.text" . }}')
    const headers = readTemplates(section, 'headers')
    const sendResolved = section.flag('send_resolved', false)
    const access = readAccess(section, service, password)
    for (const key of smtpKeys) section.ignore(key, 'the edge sends mail over HTTPS')
    section.refuseFile('auth_password_file')
    if (service === undefined) {
      if (section.item('provider') !== undefined) section.fault('not_a_provider', 'provider', `must be one of ${names}`)
      return undefined
    }
    if (from === '') section.fault('missing', 'from', 'must be given')
    return {
      kind: 'email',
      sendResolved,
      judge: judgeStatus,
      async requests(notification, nowMs) {
        const { Subject, ...others } = headers(notification)
        const letter = {
          from,
          to,
          subject: oneLine(Subject ?? subject(notification)).slice(0, 250),
          text: text(notification),
          html: html(notification),
          headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, oneLine(value)])),
          id: notification.id,
        }
        return [await service.request(letter, access, nowMs)]
      },
    }
  },
}

const smtpKeys = ['hello', 'auth_username', 'auth_secret', 'auth_identity', 'require_tls', 'tls_config', 'threading']

const readAddresses = (section: Section): readonly string[] => {
  const to = section
    .text('to')
    .split(',')
    .map((one) => one.trim())
  if (to.some((one) => !/^[^\s@]+@[^\s@]+$|<[^\s@]+@[^\s@]+>$/.test(one)) || to.length > 50)
    section.fault('not_an_address', 'to', 'must be mail addresses, separated by commas')
  return to
}

const readAccess = (section: Section, service: MailService | undefined, password: string | undefined): MailAccess => {
  const key = section.secret('api_key') ?? section.secret('secret_key') ?? password ?? ''
  const region = section.text('region', 'us-east-1')
  const domain = section.text('domain')
  const accessKey = section.text('access_key')
  const url = section.text('api_url', service?.url({ region }) ?? '').replace(/\/+$/, '')
  if (service !== undefined) {
    if (key === '') section.fault('missing', 'api_key', 'must be given')
    if (service === mailServices.get('mailgun') && domain === '') section.fault('missing', 'domain', 'must be given')
    if (service === mailServices.get('ses') && accessKey === '') section.fault('missing', 'access_key', 'must be given')
    if (!/^[a-z0-9-]+$/.test(region)) section.fault('not_a_region', 'region', 'must be a region such as eu-west-1')
  }
  return { url, key, domain, accessKey, region }
}

/** The text of alerts must never begin another header. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
