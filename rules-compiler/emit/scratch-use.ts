/** Which code puts texts together in scratch memory. */

/** What generated code calls that writes none; anything else is taken to. */
const free: ReadonlySet<string> = new Set(
  `
  if for while return load text addressOf lengthOf self parentOf ancestor proc_name proc_exe proc_exepath proc_cwd
  proc_cmdline proc_args proc_arg proc_variable proc_cmdnargs proc_cmdlenargs proc_pid_ts proc_duration proc_ctime_age
  processOf login_shell sessionLeader groupLeader ofLeader container_id onHost told container_text container_full_id
  container_flag cutText container_label container_start_ts pidns_init_start_ts has_fd has_ends isInternet fd_path fd_directory fd_filename fd_lip fd_rip
  fd_cip fd_sip fd_cport fd_sport kindOf identityText textFor textOr isMapped isIn sameAddress is isNot isLong isNotLong
  begins beginsLong ends endsLong holds holdsLong holdsFolded among proc_environment column endOf memberAt after
`
    .trim()
    .split(/\s+/),
)

const callPattern = /([\w.]+)(?:<\w+>)?\(/g

/** Whether the claim holds of every name that is called. */
function everyCall(code: string, claim: (name: string) => boolean): boolean {
  for (const [, name = ''] of code.matchAll(callPattern)) if (!claim(name)) return false
  return true
}

const isFree = (name: string): boolean =>
  name.startsWith('layout.') || /^(test|set|asked|seen)\d+$/.test(name) || free.has(name)

const cheap: ReadonlySet<string> = new Set(['self', 'has_fd', 'has_ends', 'kindOf'])

/** Whether the code only reads columns of the record or its process and compares them. */
export const isCheap = (code: string): boolean =>
  everyCall(code, (name) => name.startsWith('layout.') || cheap.has(name))

/** Whether running the code may write scratch memory. */
export const usesScratch = (code: string): boolean => !everyCall(code, isFree)
