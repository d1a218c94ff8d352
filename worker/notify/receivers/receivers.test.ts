import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Findings } from '../../config/finding.ts'
import { openYaml } from '../../config/section.ts'
import { notification, startsMs } from '../../fixtures/notifications.ts'
import { Receiver, type Reply } from '../../fixtures/receiver.ts'
import { deliver } from '../deliver.ts'
import type { Integration } from '../integration.ts'
import { receiverKinds } from '../receiver-kinds.ts'
import { sender } from '../send.ts'

let server: Receiver
beforeAll(async () => {
  server = await Receiver.start()
})
beforeEach(() => {
  server.received.length = 0
  server.reply = () => ({ status: 200 })
})
afterAll(() => server.stop())

/** Reads the settings of one receiver; `URL` stands for the server of this test. */
const integrationOf = (
  kind: string,
  settings: string,
  url = server.url,
): { integration: Integration; findings: Findings } => {
  const findings = new Findings()
  const root = openYaml(`${kind}_configs: [{${settings.replaceAll('URL', url)}}]`, findings)
  const section = root?.items(`${kind}_configs`)[0]?.section()
  const made = receiverKinds.find(({ key }) => key === `${kind}_configs`)
  if (section === undefined || made === undefined) throw new Error(`${kind} is no kind of receiver`)
  const integration = made.read(section, { text: () => undefined, headers: {} })
  section.finish()
  if (integration === undefined) throw new Error(`${kind} has no meaning with these settings`)
  return { integration, findings }
}

const tell = (integration: Integration, status: 'firing' | 'resolved' = 'firing', waitMs = 20_000) =>
  deliver(integration, notification(status), sender([], waitMs), () => startsMs)

interface Row {
  readonly kind: string
  readonly settings: string
  /** What the real service answers to a good request. */
  readonly good: Reply
  readonly path: string
  readonly headers?: object
  readonly method?: string
  /** Reads a body that is no JSON. */
  readonly read?: (body: string) => unknown
  readonly firing: object
  readonly resolved: object
}

const form = (body: string): unknown => Object.fromEntries(new URLSearchParams(body))
const mail = "from: eyas@a.example, to: 'x@a.example, y@a.example', send_resolved: true, api_url: 'URL'"
const letter = { subject: '[FIRING:1] Shell on web-1', html: expect.stringContaining('a &#60;shell&#62; &#38; more') }

const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) })

const rows: readonly Row[] = [
  {
    kind: 'webhook',
    settings: "url: 'URL/hook', http_config: {authorization: {credentials: hush}}",
    good: { status: 200 },
    path: '/hook',
    headers: { authorization: 'Bearer hush', 'idempotency-key': 'n-1' },
    firing: {
      version: '4',
      status: 'firing',
      receiver: 'team',
      alerts: [{ endsAt: '0001-01-01T00:00:00Z', fingerprint: 'f1' }],
    },
    resolved: { status: 'resolved', alerts: [{ status: 'resolved', endsAt: '2026-01-01T12:01:00.000Z' }] },
  },
  {
    kind: 'slack',
    settings:
      "api_url: 'URL/services/hush', channel: '#a', fields: [{title: host, value: '{{ .CommonLabels.hostname }}'}]",
    good: { status: 200, body: 'ok' },
    path: '/services/hush',
    firing: {
      channel: '#a',
      attachments: [{ color: 'danger', title: '[FIRING:1] Shell on web-1', fields: [{ value: 'web-1' }] }],
    },
    resolved: { attachments: [{ color: 'good', title: '[RESOLVED] Shell on web-1' }] },
  },
  {
    kind: 'pagerduty',
    settings: "url: 'URL/v2/enqueue', routing_key: hush, details: {host: '{{ .CommonLabels.hostname }}'}",
    good: json({ status: 'success', dedup_key: 'x' }, 202),
    path: '/v2/enqueue',
    firing: {
      routing_key: 'hush',
      event_action: 'trigger',
      dedup_key: expect.stringMatching(/^[0-9a-f]{64}$/),
      payload: { severity: 'critical', source: 'web-1', custom_details: { host: 'web-1', num_firing: '1' } },
    },
    resolved: { event_action: 'resolve' },
  },
  {
    kind: 'opsgenie',
    settings: "api_url: 'URL', api_key: hush, tags: 'a, b', priority: P1, responders: [{type: team, name: sec}]",
    good: json({ result: 'Request will be processed' }, 202),
    path: '/v2/alerts',
    headers: { authorization: 'GenieKey hush' },
    firing: {
      tags: ['a', 'b'],
      priority: 'P1',
      responders: [{ type: 'team', name: 'sec' }],
      details: { alertname: 'Shell' },
    },
    resolved: { source: 'https://edge.example/#/incidents/inc_1' },
  },
  {
    kind: 'alertmanager',
    settings: "url: 'URL'",
    good: { status: 200 },
    path: '/api/v2/alerts',
    firing: [{ labels: { alertname: 'Shell' }, endsAt: '2026-01-01T16:00:00.000Z' }],
    resolved: [{ endsAt: '2026-01-01T12:01:00.000Z' }],
  },
  {
    kind: 'loki',
    settings: "url: 'URL', tenant_id: t, send_resolved: true, labels: {env: prod}",
    good: { status: 204 },
    path: '/loki/api/v1/push',
    headers: { 'x-scope-orgid': 't' },
    firing: {
      streams: [
        { stream: { job: 'eyas', env: 'prod', status: 'firing' }, values: [[`${startsMs}000000`, expect.any(String)]] },
      ],
    },
    resolved: { streams: [{ stream: { status: 'resolved' } }] },
  },
  {
    kind: 'splunk',
    settings: "url: 'URL', token: hush, index: main",
    good: json({ text: 'Success', code: 0 }),
    path: '/services/collector/event',
    headers: { authorization: 'Splunk hush' },
    firing: { time: startsMs / 1000, host: 'web-1', index: 'main', event: { status: 'firing' } },
    resolved: { event: { status: 'resolved' } },
  },
  {
    kind: 'datadog',
    settings: "url: 'URL', api_key: hush, tags: ['env:prod']",
    good: json({}, 202),
    path: '/api/v2/logs',
    headers: { 'dd-api-key': 'hush' },
    firing: [{ ddsource: 'eyas', hostname: 'web-1', ddtags: 'env:prod,priority:Critical', status: 'critical' }],
    resolved: [{ status: 'ok' }],
  },
  {
    kind: 'otlp',
    settings: "url: 'URL', resource: {env: prod}",
    good: json({ partialSuccess: {} }),
    path: '/v1/logs',
    firing: {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ severityNumber: 21, body: { stringValue: 'a <shell> & more' } }] }] },
      ],
    },
    resolved: { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: `${startsMs + 60_000}000000` }] }] }] },
  },
  {
    kind: 'cloudevents',
    settings: "url: 'URL/events'",
    good: { status: 202 },
    path: '/events',
    headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
    firing: [{ specversion: '1.0', id: `f1-${startsMs}-firing`, type: 'eyas.alert.firing', subject: 'inc_1' }],
    resolved: [{ id: `f1-${startsMs}-resolved`, type: 'eyas.alert.resolved' }],
  },
  {
    kind: 'msteams',
    settings: "webhook_url: 'URL/teams'",
    good: { status: 200, body: '1' },
    path: '/teams',
    firing: { '@type': 'MessageCard', title: '[FIRING:1] Shell on web-1' },
    resolved: { title: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'msteamsv2',
    settings: "webhook_url: 'URL/teams'",
    good: { status: 202 },
    path: '/teams',
    firing: { attachments: [{ content: { type: 'AdaptiveCard', body: [{ color: 'attention' }, {}] } }] },
    resolved: { attachments: [{ content: { body: [{ color: 'good' }, {}] } }] },
  },
  {
    kind: 'discord',
    settings: "webhook_url: 'URL/api/webhooks/1/hush', username: eyas",
    good: { status: 204 },
    path: '/api/webhooks/1/hush',
    firing: { username: 'eyas', allowed_mentions: { parse: [] }, embeds: [{ title: '[FIRING:1] Shell on web-1' }] },
    resolved: { embeds: [{ color: 0x2ecc71 }] },
  },
  {
    kind: 'mattermost',
    settings: "webhook_url: 'URL/hooks/hush', channel: sec",
    good: { status: 200, body: 'ok' },
    path: '/hooks/hush',
    firing: { channel: 'sec', text: expect.stringContaining('[FIRING:1] Shell') },
    resolved: { text: expect.stringContaining('[RESOLVED] Shell') },
  },
  {
    kind: 'telegram',
    settings: "api_url: 'URL', bot_token: 'hush', chat_id: -100",
    good: json({ ok: true, result: {} }),
    path: '/bothush/sendMessage',
    firing: { chat_id: -100, parse_mode: 'HTML', text: expect.stringContaining('a &#60;shell&#62; &#38; more') },
    resolved: { text: expect.stringContaining('<b>[RESOLVED]') },
  },
  {
    kind: 'oncall',
    settings: "url: 'URL/integrations/hush'",
    good: { status: 200, body: 'Ok.' },
    path: '/integrations/hush',
    firing: {
      state: 'alerting',
      alert_uid: expect.stringMatching(/^[0-9a-f]{32}$/),
      title: '[FIRING:1] Shell on web-1',
    },
    resolved: { state: 'ok' },
  },
  {
    kind: 'kafka_rest',
    settings: "url: 'URL', topic: alerts",
    good: json({ offsets: [{ partition: 0, offset: 1 }] }),
    path: '/topics/alerts',
    headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
    firing: { records: [{ key: 'f1', value: { status: 'firing' } }] },
    resolved: { records: [{ value: { status: 'resolved' } }] },
  },
  {
    kind: 'email',
    settings: `${mail}, provider: resend, api_key: hush, headers: {X-Team: 'a\\nb'}`,
    good: json({ id: 'x' }),
    path: '/emails',
    headers: { authorization: 'Bearer hush', 'idempotency-key': 'n-1' },
    firing: { ...letter, from: 'eyas@a.example', to: ['x@a.example', 'y@a.example'], headers: { 'X-Team': 'a\\nb' } },
    resolved: { subject: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'email',
    settings: `${mail}, smarthost: 'smtp.sendgrid.net:587', auth_username: apikey, auth_password: hush, require_tls: true`,
    good: { status: 202 },
    path: '/v3/mail/send',
    headers: { authorization: 'Bearer hush' },
    firing: {
      personalizations: [{ to: [{ email: 'x@a.example' }, { email: 'y@a.example' }] }],
      content: [{ type: 'text/plain' }, { type: 'text/html', value: letter.html }],
    },
    resolved: { subject: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'email',
    settings: `${mail}, provider: postmark, api_key: hush`,
    good: json({ ErrorCode: 0 }),
    path: '/email',
    headers: { 'x-postmark-server-token': 'hush' },
    firing: { To: 'x@a.example,y@a.example', Subject: letter.subject, HtmlBody: letter.html },
    resolved: { Subject: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'email',
    settings: `${mail}, provider: mailgun, api_key: hush, domain: a.example`,
    good: json({ id: 'x' }),
    path: '/v3/a.example/messages',
    headers: { authorization: `Basic ${btoa('api:hush')}` },
    read: form,
    firing: letter,
    resolved: { subject: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'email',
    settings: `${mail}, provider: ses, access_key: AKID, secret_key: hush, region: eu-west-1`,
    good: json({ MessageId: 'x' }),
    path: '/v2/email/outbound-emails',
    headers: { authorization: expect.stringContaining('Credential=AKID/20260101/eu-west-1/ses/aws4_request') },
    firing: { Content: { Simple: { Subject: { Data: letter.subject }, Body: { Html: { Data: letter.html } } } } },
    resolved: { Destination: { ToAddresses: ['x@a.example', 'y@a.example'] } },
  },
  {
    kind: 's3',
    settings: "endpoint: 'URL', bucket: archive, access_key: AKID, secret_key: hush, prefix: eyas/prod",
    good: { status: 200 },
    method: 'PUT',
    path: '/archive/eyas/prod/2026/01/01/n-1.ndjson',
    headers: {
      'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      authorization: expect.stringContaining('/auto/s3/aws4_request'),
    },
    firing: { status: 'firing', incident: 'inc_1' },
    resolved: { status: 'resolved' },
  },
  {
    kind: 'sns',
    settings:
      "api_url: 'URL', topic_arn: 'arn:a', sigv4: {access_key: AKID, secret_key: hush, region: eu-west-1}, attributes: {team: sec}",
    good: { status: 200 },
    path: '/',
    headers: { authorization: expect.stringContaining('/eu-west-1/sns/aws4_request') },
    read: form,
    firing: {
      Action: 'Publish',
      TopicArn: 'arn:a',
      Subject: letter.subject,
      'MessageAttributes.entry.1.Value.StringValue': 'sec',
    },
    resolved: { Subject: '[RESOLVED] Shell on web-1' },
  },
  {
    kind: 'victorops',
    settings: "api_url: 'URL', api_key: hush, routing_key: sec, custom_fields: {host: '{{ .CommonLabels.hostname }}'}",
    good: json({ result: 'success' }),
    path: '/hush/sec',
    firing: { message_type: 'CRITICAL', entity_id: expect.stringMatching(/^[0-9a-f]{64}$/), host: 'web-1' },
    resolved: { message_type: 'RECOVERY' },
  },
  {
    kind: 'pushover',
    settings: "api_url: 'URL/1/messages.json', user_key: hush, token: hush, retry: 2m",
    good: json({ status: 1 }),
    path: '/1/messages.json',
    read: form,
    firing: { title: letter.subject, priority: '2', retry: '120', expire: '3600' },
    resolved: { priority: '0' },
  },
  {
    kind: 'webex',
    settings: "api_url: 'URL/v1/messages', room_id: r, http_config: {authorization: {credentials: hush}}",
    good: json({ id: 'x' }),
    path: '/v1/messages',
    headers: { authorization: 'Bearer hush' },
    firing: { roomId: 'r', markdown: expect.stringContaining('a <shell> & more') },
    resolved: { markdown: expect.stringContaining('resolved:') },
  },
  {
    kind: 'rocketchat',
    settings: "api_url: 'URL', token: hush, token_id: hush, channel: '#sec', send_resolved: true",
    good: json({ success: true }),
    path: '/api/v1/chat.postMessage',
    headers: { 'x-auth-token': 'hush', 'x-user-id': 'hush' },
    firing: { channel: '#sec', attachments: [{ color: 'red', title: letter.subject }] },
    resolved: { attachments: [{ color: 'green' }] },
  },
  {
    kind: 'googlechat',
    settings: "url: 'URL/v1/spaces/a/messages?key=hush'",
    good: json({ name: 'x' }),
    path: '/v1/spaces/a/messages?key=hush&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD',
    firing: { text: expect.stringContaining(letter.subject), thread: { threadKey: expect.any(String) } },
    resolved: { text: expect.stringContaining('[RESOLVED]') },
  },
]

describe.each(rows)('$kind', (row) => {
  const made = () => integrationOf(row.kind, row.settings)

  test('an alert and its end arrive as the service wants them', async () => {
    const { integration, findings } = made()
    expect(findings.faults).toEqual([])
    server.reply = () => row.good
    expect(await tell(integration)).toEqual({ kind: 'delivered' })
    const { method = 'POST', read = (body) => JSON.parse(body) as unknown } = row
    expect(server.received[0]).toMatchObject({ method, path: row.path, headers: row.headers ?? {} })
    expect(read(server.received[0]?.body ?? '')).toMatchObject(row.firing)
    expect(await tell(integration, 'resolved')).toEqual({ kind: 'delivered' })
    expect(read(server.received[1]?.body ?? '')).toMatchObject(row.resolved)
  })

  test('what can pass is tried again, what cannot is not, and no reason tells a secret', async () => {
    const { integration } = made()
    const outcomes = []
    for (const status of [429, 500, 503, 400, 401, 404, 302]) {
      server.reply = () => ({ status, headers: { 'retry-after': '7', location: `${server.url}/elsewhere` } })
      outcomes.push(await tell(integration))
    }
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'retry',
      'retry',
      'retry',
      'refused',
      'refused',
      'refused',
      'refused',
    ])
    expect(outcomes[0]).toMatchObject({ afterMs: 7000 })
    expect(JSON.stringify(outcomes)).not.toContain('hush')
    expect(server.received.some(({ path }) => path === '/elsewhere')).toBe(false)
    // A server of its own: what it is cut off from may arrive late.
    const silent = await Receiver.start(() => undefined)
    const unheard = integrationOf(row.kind, row.settings, silent.url).integration
    expect(await tell(unheard, 'firing', 20)).toMatchObject({ kind: 'retry' })
    await silent.stop()
  })
})

test('webhook: the signature covers the time and the body', async () => {
  await tell(integrationOf('webhook', "url: 'URL', hmac_secret: hush").integration)
  const [received] = server.received
  const { 'eyas-timestamp': timestamp, 'eyas-signature': signature } = received?.headers ?? {}
  const expected = createHmac('sha256', 'hush').update(`${timestamp}.${received?.body}`).digest('hex')
  expect(signature).toBe(`v1=${expected}`)
  expect(timestamp).toBe(String(startsMs / 1000))
})

const odd: readonly { name: string; kind: string; settings: string; reply: Reply; is: object }[] = [
  {
    name: 'slack: a success that is none',
    kind: 'slack',
    settings: "api_url: 'URL'",
    reply: json({ ok: false, error: 'channel_not_found' }),
    is: { kind: 'refused', reason: 'channel_not_found' },
  },
  {
    name: 'slack: a success that asks for patience',
    kind: 'slack',
    settings: "api_url: 'URL'",
    reply: json({ ok: false, error: 'ratelimited' }),
    is: { kind: 'retry' },
  },
  {
    name: 'msteams: a success that is throttled',
    kind: 'msteams',
    settings: "webhook_url: 'URL'",
    reply: { status: 200, body: 'Webhook message delivery failed with error: endpoint returned HTTP error 429' },
    is: { kind: 'retry' },
  },
  {
    name: 'discord: the wait in the body',
    kind: 'discord',
    settings: "webhook_url: 'URL'",
    reply: json({ retry_after: 1.5, global: false }, 429),
    is: { kind: 'retry', afterMs: 1500 },
  },
  {
    name: 'telegram: the wait in the body',
    kind: 'telegram',
    settings: "api_url: 'URL', bot_token: x, chat_id: 1",
    reply: json({ ok: false, error_code: 429, parameters: { retry_after: 9 } }, 429),
    is: { kind: 'retry', afterMs: 9000 },
  },
  {
    name: 'elasticsearch: documents that are there already',
    kind: 'elasticsearch',
    settings: "url: 'URL'",
    reply: json({ errors: true, items: [{ create: { status: 409 } }] }),
    is: { kind: 'delivered' },
  },
  {
    name: 'elasticsearch: documents that find a full queue',
    kind: 'elasticsearch',
    settings: "url: 'URL'",
    reply: json({ errors: true, items: [{ create: { status: 429 } }] }),
    is: { kind: 'retry' },
  },
  {
    name: 'elasticsearch: documents that do not fit',
    kind: 'elasticsearch',
    settings: "url: 'URL'",
    reply: json({ errors: true, items: [{ create: { status: 400 } }] }),
    is: { kind: 'refused' },
  },
  {
    name: 'otlp: records that are refused',
    kind: 'otlp',
    settings: "url: 'URL'",
    reply: json({ partialSuccess: { rejectedLogRecords: '1' } }),
    is: { kind: 'refused' },
  },
  {
    name: 'kafka_rest: a record that may pass later',
    kind: 'kafka_rest',
    settings: "url: 'URL', topic: a",
    reply: json({ offsets: [{ error_code: 2, error: 'x' }] }),
    is: { kind: 'retry' },
  },
]

test.each(odd)('$name', async ({ kind, settings, reply, is }) => {
  server.reply = () => reply
  expect(await tell(integrationOf(kind, settings).integration)).toMatchObject(is)
})

test('elasticsearch: each alert is a document of its own name', async () => {
  server.reply = () => json({ errors: false, items: [] })
  expect(await tell(integrationOf('elasticsearch', "url: 'URL', index: sec, api_key: hush").integration)).toEqual({
    kind: 'delivered',
  })
  const [received] = server.received
  expect(received).toMatchObject({ path: '/_bulk', headers: { authorization: 'ApiKey hush' } })
  const [action, document] = (received?.body ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)
  expect(action).toEqual({ create: { _index: 'sec', _id: `f1-${startsMs}-firing` } })
  expect(document).toMatchObject({ message: 'a <shell> & more', url: 'https://edge.example/#/incidents/inc_1' })
})

test('github: a group opens one issue, speaks in it, and closes it', async () => {
  let open: { number: number } | undefined
  server.reply = ({ method, path }) => {
    if (method === 'GET') return json(open === undefined ? [] : [open])
    if (method === 'POST' && path.endsWith('/issues')) open = { number: 12 }
    return json({ number: 12 }, method === 'POST' ? 201 : 200)
  }
  const { integration } = integrationOf('github', "api_url: 'URL', repository: a/b, token: hush, labels: [security]")
  for (const status of ['firing', 'firing', 'resolved'] as const)
    expect(await tell(integration, status)).toEqual({ kind: 'delivered' })
  const acts = server.received.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
  expect(acts).toEqual([
    'POST /repos/a/b/issues',
    'POST /repos/a/b/issues/12/comments',
    'POST /repos/a/b/issues/12/comments',
    'PATCH /repos/a/b/issues/12',
  ])
  server.reply = () => ({ status: 403, headers: { 'retry-after': '60' } })
  expect(await tell(integration)).toMatchObject({ kind: 'retry', afterMs: 60_000 })
})

test('jira: a group opens one issue, speaks in it, and moves it', async () => {
  let open: object | undefined
  server.reply = ({ method, path }) => {
    if (path === '/search') return json({ issues: open === undefined ? [] : [open] })
    if (path === '/issue') open = { key: 'SEC-7' }
    if (method === 'GET') return json({ transitions: [{ id: '31', name: 'Done' }] })
    return json({ key: 'SEC-7' }, 201)
  }
  const settings =
    "api_url: 'URL', project: SEC, resolve_transition: done, http_config: {basic_auth: {username: a, password: hush}}"
  const { integration, findings } = integrationOf('jira', settings)
  expect(findings.faults).toEqual([])
  for (const status of ['firing', 'resolved'] as const)
    expect(await tell(integration, status)).toEqual({ kind: 'delivered' })
  expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /search',
    'POST /issue',
    'POST /search',
    'POST /issue/SEC-7/comment',
    'GET /issue/SEC-7/transitions',
    'POST /issue/SEC-7/transitions',
  ])
})

test('s3: the same notification is the same object, however often it is sent', async () => {
  const { integration } = integrationOf('s3', "endpoint: 'URL', bucket: abc, access_key: AKID, secret_key: hush")
  await tell(integration)
  await tell(integration)
  const [first, second] = server.received
  expect(first).toMatchObject({ path: second?.path, body: second?.body })
})

test('oauth2: a token is fetched once, used until it ends, and fetched again when it was withdrawn', async () => {
  let issued = 0
  server.reply = ({ path, headers, body }) => {
    if (path === '/token') {
      expect(headers.authorization).toBe(`Basic ${btoa('app:hush')}`)
      expect(form(body)).toEqual({ grant_type: 'client_credentials', scope: 'a b', audience: 'x' })
      issued += 1
      return json({ access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 3600 })
    }
    return { status: headers.authorization === `Bearer token-${issued}` ? 200 : 401 }
  }
  const oauth2 =
    "{client_id: app, client_secret: hush, token_url: 'URL/token', scopes: [a, b], endpoint_params: {audience: x}}"
  const { integration, findings } = integrationOf('webhook', `url: 'URL/hook', http_config: {oauth2: ${oauth2}}`)
  expect(findings.faults).toEqual([])
  expect(await tell(integration)).toEqual({ kind: 'delivered' })
  expect(await tell(integration)).toEqual({ kind: 'delivered' })
  expect(issued).toBe(1)
  issued = 5
  expect(await tell(integration)).toMatchObject({ kind: 'retry' })
  expect(await tell(integration)).toEqual({ kind: 'delivered' })
  expect(server.received.filter(({ path }) => path === '/token').length).toBe(2)
})

test.each([
  { status: 503, kind: 'retry' },
  { status: 400, kind: 'refused' },
])('oauth2: a token server that answers $status is a $kind without a secret in it', async ({ status, kind }) => {
  server.reply = () => ({ status, body: 'hush' })
  const oauth2 = `{client_id: app-${status}, client_secret: hush, token_url: 'URL/token'}`
  const outcome = await tell(integrationOf('webhook', `url: 'URL', http_config: {oauth2: ${oauth2}}`).integration)
  expect(outcome).toMatchObject({ kind, reason: `the token server answered ${status}` })
})
