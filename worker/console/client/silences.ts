/** Silences: which there are, setting one, ending one. */
import type { Of } from '../../api/shape.ts'
import type { silence as silenceShape } from '../../api/shapes.ts'
import { type Content, h } from './element.ts'
import type { Desk, MakePage } from './page.ts'
import { relativeTime } from './time.ts'

type Silence = Of<typeof silenceShape>

/** The list. */
export const silencesPage: MakePage = (desk) => ({
  async draw() {
    const { items } = await desk.api.call('listSilences')
    const order = { active: 0, pending: 1, expired: 2 }
    const sorted = [...items].sort((one, other) => order[one.status.state] - order[other.status.state])
    return h(
      'section',
      { 'aria-labelledby': 'page-title' },
      h(
        'div',
        { class: 'bar' },
        h('h1', { id: 'page-title' }, 'Silences'),
        desk.mayOperate ? h('a', { class: 'button primary', href: '#/silences/new' }, 'New silence') : null,
      ),
      sorted.length === 0
        ? h('div', { class: 'empty' }, h('p', {}, 'Nothing is silenced.'))
        : h(
            'ol',
            { class: 'inbox' },
            sorted.map((silence) => row(silence, desk)),
          ),
    )
  },
})

const row = (silence: Silence, desk: Desk): HTMLElement => {
  const { state } = silence.status
  const words = silence.matchers.map(matcherText).join(', ')
  const expire = (): void =>
    desk.run(desk.api.call('expireSilence', { path: { id: silence.id }, body: { owner: desk.owner || 'console' } }))
  return h(
    'li',
    { class: `silence ${state}`, 'data-priority': state === 'active' ? 'Notice' : 'Debug', tabindex: '-1' },
    h(
      'div',
      { class: 'row' },
      h(
        'span',
        { class: 'row-head' },
        h('span', { class: 'chip' }, state),
        h('code', {}, words),
        h('span', { class: 'quiet when' }, state === 'expired' ? 'ended ' : 'until ', endTime(silence)),
      ),
      h('span', { class: 'row-facts quiet' }, h('span', {}, `${silence.createdBy}: ${silence.comment}`)),
      state === 'expired' || !desk.mayOperate
        ? null
        : h(
            'button',
            { class: 'more inline', type: 'button', 'aria-label': `Expire ${words}`, onclick: expire },
            'Expire',
          ),
    ),
  )
}

const endTime = ({ endsAt, status }: Silence): Content =>
  status.state === 'expired' ? relativeTime(endsAt) : h('time', { datetime: endsAt }, new Date(endsAt).toLocaleString())

const matcherText = ({ name, value, isEqual, isRegex }: Silence['matchers'][number]): string =>
  `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}"${value}"`

const durations: readonly (readonly [string, number])[] = [
  ['1 hour', 1],
  ['4 hours', 4],
  ['1 day', 24],
  ['1 week', 168],
]

/** The form, with matchers out of the address: `alertname=…`, or `alertname~=…` for a pattern. */
export const newSilencePage: MakePage = (desk, _, query) => ({
  async draw() {
    const given = [...query].map(([name, value]) => matcherRow(name.replace(/~$/, ''), value, name.endsWith('~')))
    const rows = h('div', { class: 'matchers' }, given.length > 0 ? given : [matcherRow('alertname', '', false)])
    const hours = h(
      'select',
      { id: 'silence-for' },
      durations.map(([text, value]) => h('option', { value: String(value) }, text)),
    )
    const owner = h('input', { id: 'silence-by', required: true, maxlength: '256', value: desk.owner })
    const comment = h('input', { id: 'silence-why', required: true, maxlength: '4096' })
    const set = (event: Event): void => {
      event.preventDefault()
      desk.setOwner(valueOfField(owner))
      const now = Date.now()
      const body = {
        matchers: [...rows.children].map(readRow),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + Number(valueOfField(hours)) * 3_600_000).toISOString(),
        createdBy: valueOfField(owner),
        comment: valueOfField(comment),
      }
      desk.run(
        desk.api.call('putSilence', { body }).then(() => {
          location.hash = '#/silences'
        }),
      )
    }
    return h(
      'form',
      { class: 'panel sheet', 'aria-labelledby': 'page-title', onsubmit: set },
      h('h1', { id: 'page-title' }, 'New silence'),
      h('p', { class: 'quiet' }, 'Alerts that all of these hold for are kept, and nobody is told.'),
      rows,
      h(
        'button',
        { type: 'button', class: 'more inline', onclick: () => rows.append(matcherRow('', '', false)) },
        'Add a matcher',
      ),
      h('label', { for: 'silence-for' }, 'For'),
      hours,
      h('label', { for: 'silence-by' }, 'Your name'),
      owner,
      h('label', { for: 'silence-why' }, 'Why'),
      comment,
      h('button', { class: 'primary', type: 'submit' }, 'Silence'),
    )
  },
})

const matcherRow = (name: string, value: string, isRegex: boolean): HTMLElement => {
  const operators = [
    ['=', 'is'],
    ['!=', 'is not'],
    ['=~', 'matches'],
    ['!~', 'does not match'],
  ] as const
  const chosen = isRegex ? '=~' : '='
  return h(
    'div',
    { class: 'matcher', role: 'group', 'aria-label': 'Matcher' },
    h('input', { 'aria-label': 'Label', required: true, value: name, placeholder: 'alertname' }),
    h(
      'select',
      { 'aria-label': 'Comparison' },
      operators.map(([operator, text]) => h('option', { value: operator, selected: operator === chosen }, text)),
    ),
    h('input', { 'aria-label': 'Value', value }),
  )
}

const readRow = (row: Element) => {
  const [name = '', operator = '=', value = ''] = [...row.children].map(valueOfField)
  return { name: name.trim(), value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') }
}

const valueOfField = (field: Element): string =>
  field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : ''
