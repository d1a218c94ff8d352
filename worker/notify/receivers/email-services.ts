/** The mail services that the edge can reach: each takes a letter over HTTPS, in its own words. */
import { signedHeaders } from '../../digest/sigv4.ts'
import { base64 } from '../http-config.ts'
import type { Outbound } from '../integration.ts'

/** A letter. */
export interface Letter {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  /** The same for every attempt. */
  readonly id: string
}

/** How a service is reached. */
export interface MailAccess {
  readonly url: string
  readonly key: string
  /** Mailgun's domain; SES’s access key and region. */
  readonly domain: string
  readonly accessKey: string
  readonly region: string
}

/** A mail service. */
export interface MailService {
  /** The address of its API, unless another is given. */
  readonly url: (access: Pick<MailAccess, 'region'>) => string
  request(letter: Letter, access: MailAccess, nowMs: number): Promise<Outbound>
}

const post = (url: string, headers: Readonly<Record<string, string>>, body: unknown): Outbound => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const sendgrid: MailService = {
  url: () => 'https://api.sendgrid.com',
  request: async (letter, { url, key }) =>
    post(
      `${url}/v3/mail/send`,
      { authorization: `Bearer ${key}` },
      {
        personalizations: [{ to: letter.to.map((email) => ({ email })) }],
        from: { email: letter.from },
        subject: letter.subject,
        content: [
          { type: 'text/plain', value: letter.text },
          { type: 'text/html', value: letter.html },
        ],
        headers: letter.headers,
      },
    ),
}

const resend: MailService = {
  url: () => 'https://api.resend.com',
  request: async ({ id, ...letter }, { url, key }) =>
    post(`${url}/emails`, { authorization: `Bearer ${key}`, 'idempotency-key': id }, letter),
}

const postmark: MailService = {
  url: () => 'https://api.postmarkapp.com',
  request: async (letter, { url, key }) =>
    post(
      `${url}/email`,
      { 'x-postmark-server-token': key },
      {
        From: letter.from,
        To: letter.to.join(','),
        Subject: letter.subject,
        TextBody: letter.text,
        HtmlBody: letter.html,
        Headers: Object.entries(letter.headers).map(([Name, Value]) => ({ Name, Value })),
      },
    ),
}

const mailgun: MailService = {
  url: () => 'https://api.mailgun.net',
  async request(letter, { url, key, domain }) {
    const form = new URLSearchParams({
      from: letter.from,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
    })
    for (const one of letter.to) form.append('to', one)
    for (const [name, value] of Object.entries(letter.headers)) form.append(`h:${name}`, value)
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${base64(`api:${key}`)}`,
    }
    return { url: `${url}/v3/${encodeURIComponent(domain)}/messages`, method: 'POST', headers, body: form.toString() }
  },
}

const ses: MailService = {
  url: ({ region }) => `https://email.${region}.amazonaws.com`,
  async request(letter, { url, key, accessKey, region }, nowMs) {
    const data = (Data: string) => ({ Data, Charset: 'UTF-8' })
    const outbound = post(
      `${url}/v2/email/outbound-emails`,
      {},
      {
        FromEmailAddress: letter.from,
        Destination: { ToAddresses: letter.to },
        Content: {
          Simple: {
            Subject: data(letter.subject),
            Body: { Text: data(letter.text), Html: data(letter.html) },
            Headers: Object.entries(letter.headers).map(([Name, Value]) => ({ Name, Value })),
          },
        },
      },
    )
    const signing = { accessKey, secretKey: key, region, service: 'ses' }
    return { ...outbound, headers: await signedHeaders(outbound, signing, nowMs, false) }
  },
}

/** Every service by the name that `provider` has for it. */
export const mailServices: ReadonlyMap<string, MailService> = new Map([
  ['sendgrid', sendgrid],
  ['mailgun', mailgun],
  ['resend', resend],
  ['postmark', postmark],
  ['ses', ses],
])

/** The services whose SMTP password is the key of their API, by the host of their SMTP server. */
export const servicesBySmarthost: ReadonlyMap<string, string> = new Map([
  ['smtp.sendgrid.net', 'sendgrid'],
  ['smtp.resend.com', 'resend'],
  ['smtp.postmarkapp.com', 'postmark'],
])
