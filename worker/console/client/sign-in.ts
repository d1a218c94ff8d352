/** Asks for a token. It stays in this tab, and leaves with it. */
import { h } from './element.ts'

/** The sign-in page. */
export const signInPage = (message: string, signIn: (token: string) => void): HTMLElement => {
  const input = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    required: true,
    autofocus: true,
    'aria-describedby': 'sign-in-message',
  }) as HTMLInputElement
  return h(
    'form',
    {
      class: 'sign-in panel',
      onsubmit: (event) => {
        event.preventDefault()
        signIn(input.value.trim())
      },
    },
    h('h1', {}, 'Sign in'),
    h('label', { for: 'token' }, 'Read or operator token'),
    input,
    h('button', { class: 'primary', type: 'submit' }, 'Continue'),
    h(
      'p',
      { id: 'sign-in-message', class: message === '' ? 'quiet' : 'evidence partial', role: 'status' },
      message || 'The address that eyas prints signs you in by itself.',
    ),
  )
}
