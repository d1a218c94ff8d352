/** Calls that change, when they succeed, what is known of a process: the state module follows them. */

const leadership = /\bproc\.(is_)?v?pgid/

/** The fields that each of them changes, as they are written in conditions and outputs. */
const changed: Readonly<Record<string, RegExp>> = {
  chdir: /\bproc\.cwd\b/,
  fchdir: /\bproc\.cwd\b/,
  setsid: new RegExp(`${leadership.source}|\\bproc\\.(sid|sname|tty|is_sid_leader)\\b`),
  setpgid: leadership,
  capset: /\bthread\.cap_/,
}

/** Whether an event type of that name, which has the `call` part, changes state. */
export const isFollowed = (eventType: string): boolean => Object.hasOwn(changed, eventType)

/** The event types that must be seen whole, whatever the rules match, for what is written in `text` to be right. */
export const followedFor = (text: string): readonly string[] =>
  Object.keys(changed).filter((name) => changed[name]?.test(text))
