/** user.*, group.* and util.*: on whose behalf. */
import type { Field } from '../field.ts'
import { id, rowsFrom } from './declare.ts'

const user = rowsFrom('user table')

/** The user and group of the acting process, in the names of the node. */
export const identityFields: readonly Field[] = [
  user('user.uid', 'uint32', 'changing', 'live', 'Effective user id.', { ...id, source: 'process table' }),
  user('user.name', 'charbuf', 'changing', 'live', 'Name of user.uid.'),
  user('user.homedir', 'charbuf', 'changing', 'live', 'Home directory of user.uid.'),
  user('user.shell', 'charbuf', 'changing', 'live', 'Login shell of user.uid.'),
  user('user.loginuid', 'int64', 'changing', 'live', 'User id at login; -1 if there was none.', {
    ...id,
    source: 'process table',
  }),
  user('user.loginname', 'charbuf', 'changing', 'live', 'Name of user.loginuid.'),
  user('group.gid', 'uint32', 'changing', 'live', 'Effective group id.', { ...id, source: 'process table' }),
  user('group.name', 'charbuf', 'changing', 'live', 'Name of group.gid.'),
  rowsFrom('event header')('util.cnt', 'uint64', 'event', 'later', 'A counter for tables.', id),
]
