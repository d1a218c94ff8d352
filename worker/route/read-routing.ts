/** Reads an alertmanager.yml: every fault with its line in one pass, and what has no meaning here named. */
import type { Findings } from '../config/finding.ts'
import { type Item, openYaml, type Section } from '../config/section.ts'
import type { InhibitRule } from '../mute/inhibit.ts'
import { readTimeIntervals } from '../mute/read-time-interval.ts'
import { readHttpSection } from '../notify/http-config.ts'
import type { Globals, Integration } from '../notify/integration.ts'
import { missingKinds, receiverKinds } from '../notify/receiver-kinds.ts'
import { servicesBySmarthost } from '../notify/receivers/email-services.ts'
import { readMatcherKeys } from './read-matchers.ts'
import { readRoute } from './read-route.ts'
import type { Routing } from './routing.ts'
import { finishTemplates, readTemplateFiles } from './template-files.ts'

/** How long an alert stands after it was last seen, where the configuration does not say. */
export const defaultResolveTimeoutMs = 5 * 60_000

/** The routing that a text describes, or undefined with faults in `findings`. */
export const readRouting = (text: string, findings: Findings): Routing | undefined => {
  const root = openYaml(text, findings)
  if (root === undefined) return undefined
  findings.templates = readTemplateFiles(root)
  const globalSection = root.section('global')
  const resolveTimeoutMs =
    globalSection?.duration('resolve_timeout', defaultResolveTimeoutMs) ?? defaultResolveTimeoutMs
  const globals = readGlobals(globalSection)
  const timeIntervals = readTimeIntervals(root)
  const receivers = readReceivers(root, globals)
  finishGlobals(globalSection)
  const route = root.section('route')
  if (route === undefined) root.fault('missing', 'route', 'must be given')
  const inhibitRules = root.items('inhibit_rules').map(readInhibitRule)
  finishTemplates(root)
  root.ignore('tracing', 'the edge does not trace its requests')
  const names = { receivers: new Set(receivers.keys()), intervals: new Set(timeIntervals.keys()) }
  const tree = route && readRoute(route, names)
  root.finish()
  if (findings.faults.length > 0 || tree === undefined) return undefined
  return { resolveTimeoutMs, root: tree, receivers, inhibitRules, timeIntervals }
}

const readGlobals = (section: Section | undefined): Globals => {
  const http = section?.section('http_config')
  const headers = http === undefined ? {} : readHttpSection(http)
  return { headers, text: (key) => section?.secret(key) }
}

/** Globals of receivers that are not used, or not known here, do no harm. */
const finishGlobals = (section: Section | undefined): void => {
  if (section === undefined) return
  for (const key of [
    'slack_api_url',
    'pagerduty_url',
    'opsgenie_api_url',
    'opsgenie_api_key',
    'telegram_api_url',
    'jira_api_url',
    'victorops_api_url',
    'victorops_api_key',
    'webex_api_url',
    'rocketchat_api_url',
    'rocketchat_token',
    'rocketchat_token_id',
    'smtp_from',
    'smtp_auth_password',
  ])
    section.secret(key)
  for (const key of section.keys) {
    if (key === 'smtp_smarthost' && servicesBySmarthost.has(section.text(key).replace(/:\d+$/, ''))) continue
    if (/^smtp_(?!(?:from|auth_password)$)/.test(key)) section.ignore(key, 'the edge cannot open SMTP connections')
    else if (/^(wechat|telegram_bot)_/.test(key)) section.ignore(key, 'this receiver is not supported')
    else if (key.endsWith('_file')) section.refuseFile(key)
  }
  section.finish()
}

const readReceivers = (root: Section, globals: Globals): ReadonlyMap<string, readonly Integration[]> => {
  const receivers = new Map<string, readonly Integration[]>()
  for (const item of root.items('receivers')) {
    const section = item.section()
    const name = section.text('name')
    if (name === '') section.fault('name_missing', 'name', 'must be given')
    if (receivers.has(name)) section.fault('name_twice', 'name', `${name} is defined twice`)
    receivers.set(name, readIntegrations(section, globals))
    for (const [key, why] of Object.entries(missingKinds)) section.ignore(key, why)
    section.finish()
  }
  return receivers
}

const readIntegrations = (receiver: Section, globals: Globals): readonly Integration[] =>
  receiverKinds.flatMap((kind) =>
    receiver.items(kind.key).flatMap((item) => {
      const section = item.section()
      const integration = kind.read(section, globals)
      section.finish()
      if (integration === undefined) receiver.ignore(kind.key, kind.without ?? 'has no meaning at the edge')
      return integration ?? []
    }),
  )

const readInhibitRule = (item: Item): InhibitRule => {
  const section = item.section()
  const rule = {
    source: readMatcherKeys(section, 'source_'),
    target: readMatcherKeys(section, 'target_'),
    equal: section.items('equal').map((one) => one.text()),
  }
  section.text('name')
  section.finish()
  return rule
}
