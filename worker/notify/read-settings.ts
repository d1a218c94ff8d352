/** What many kinds of receivers read out of their settings in the same way. */
import type { Section } from '../config/section.ts'
import { render, templateFault } from '../template/render.ts'
import { defaultTemplates } from './default-templates.ts'
import type { Globals } from './integration.ts'
import { type Notification, templateDataOf } from './notification.ts'

/** Text that depends on the notification. */
export type Templated = (notification: Notification) => string

/** A key that holds a template. One that cannot be read is a fault now, not at three in the night. */
export const readTemplate = (
  section: Section,
  key: string,
  fallback = '',
  escapeOutput?: (text: string) => string,
): Templated => {
  const text = section.text(key, fallback)
  const named = section.findings.templates ?? defaultTemplates
  const wrong = templateFault(text, named)
  if (wrong !== undefined) section.fault('not_a_template', key, wrong)
  return (notification) => render(text, templateDataOf(notification), named, escapeOutput)
}

/** A map of names to templates. */
export const readTemplates = (
  section: Section,
  key: string,
): ((notification: Notification) => Readonly<Record<string, string>>) => {
  const inner = section.section(key)
  const templates = (inner?.keys ?? []).map((name) => [name, inner && readTemplate(inner, name)] as const)
  return (notification) => Object.fromEntries(templates.map(([name, text]) => [name, text?.(notification) ?? '']))
}

/** An address. It may hold a token, so it is kept secret as a whole. */
export const readUrl = (
  section: Section,
  key: string,
  globals?: { readonly of: Globals; readonly key: string },
): string => {
  section.refuseFile(`${key}_file`)
  const text = section.secret(key) ?? globals?.of.text(globals.key)
  if (text !== undefined && URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '')
  section.fault('not_a_url', key, text === undefined ? 'must be given' : 'must be an http or https address')
  return 'https://invalid.'
}

/** A secret that must be given here or globally. */
export const readSecret = (
  section: Section,
  key: string,
  globals?: { readonly of: Globals; readonly key: string },
): string => {
  section.refuseFile(`${key}_file`)
  const text = section.secret(key) ?? globals?.of.text(globals.key)
  if (text !== undefined && text !== '') return text
  section.fault('missing', key, 'must be given')
  return ''
}

/** Headers of a JSON request. */
export const jsonHeaders = { 'content-type': 'application/json' } as const
