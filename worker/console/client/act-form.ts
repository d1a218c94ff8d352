/** What an operator may do about an incident. */
import type { IncidentDetailJson } from '#schema/incident'
import { h } from './element.ts'
import type { Desk } from './page.ts'

type Verb = 'acknowledge' | 'assign' | 'note' | 'close' | 'reopen'

/** The form with every act that the incident's status allows. */
export const actForm = (incident: IncidentDetailJson, desk: Desk): HTMLElement => {
  const verbs: readonly Verb[] = {
    open: ['acknowledge', 'close', 'assign', 'note'] as const,
    acknowledged: ['close', 'reopen', 'assign', 'note'] as const,
    closed: ['reopen', 'note'] as const,
  }[incident.status]
  const comment = input('Comment or assignee', '')
  const owner = input('Your name', desk.owner)
  const act = (verb: Verb): void => {
    desk.setOwner(owner.value.trim())
    const text = comment.value.trim()
    if (verb === 'note' && text === '') {
      desk.say('Write the note into the comment first.')
      comment.focus()
      return
    }
    const by = owner.value.trim()
    const body = verb === 'assign' ? { owner: by, assignee: text } : { owner: by, comment: text }
    desk.run(desk.api.call(`${verb}Incident`, { path: { id: incident.id }, body }))
  }
  return h(
    'form',
    { class: 'actions', 'aria-label': 'Act on this incident', onsubmit: (event) => event.preventDefault() },
    owner,
    comment,
    verbs.map((verb, index) =>
      h(
        'button',
        { type: 'button', 'data-act': verb, class: index === 0 ? 'primary' : '', onclick: () => act(verb) },
        verb.replace(/^./, (letter) => letter.toUpperCase()),
      ),
    ),
    h('a', { class: 'button', href: silenceAddress(incident) }, 'Silence…'),
  )
}

const input = (label: string, value: string): HTMLInputElement =>
  // `h` makes what it is told to.
  h('input', { maxlength: '256', placeholder: label, 'aria-label': label, value }) as HTMLInputElement

/** The address of the silence form with what an incident is about filled in. */
const silenceAddress = ({ rules, nodes }: IncidentDetailJson): string => {
  const query = new URLSearchParams()
  const names = rules.map(({ rule }) => rule)
  if (names.length === 1) query.set('alertname', names[0] ?? '')
  else query.set('alertname~', names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'))
  if (nodes.length === 1) query.set('node', nodes[0] ?? '')
  return `#/silences/new?${query}`
}
