/** `npx eyas`: finds the command, runs it, and turns its outcome into an exit status. */
import { type Command, type ExitStatus, UsageError } from './command.ts'
import { commands } from './commands.ts'
import { commandHelp, overview } from './help.ts'
import { parseInvocation } from './parse.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { describeTrouble } from './trouble.ts'

/** Runs one command line; never throws. */
export async function runCli(words: readonly string[], folder: string, terminal: Terminal): Promise<ExitStatus> {
  const [name = '--help', ...rest] = words
  if (name === '--help' || name === '-h' || name === 'help') return show(terminal, overview(commands))
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    terminal.say(`eyas: there is no command '${name}'; npx eyas --help lists them`)
    return 1
  }
  if (rest.includes('--help') || rest.includes('-h')) return show(terminal, commandHelp(command))
  return runCommand(command, rest, folder, terminal)
}

function show(terminal: Terminal, page: string): ExitStatus {
  terminal.print(page)
  return 0
}

async function runCommand(
  command: Command,
  words: readonly string[],
  folder: string,
  terminal: Terminal,
): Promise<ExitStatus> {
  try {
    return await command.run(parseInvocation(command, words, folder), terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.say(`eyas ${command.name}: ${error.message}\nnpx eyas ${command.name} --help tells more`)
      return 1
    }
    terminal.say(`eyas ${command.name}: ${describeTrouble(error)}`)
    return 2
  }
}

/** The whole program: the words typed, the folder they were typed in, and the exit status for the shell. */
export async function main(): Promise<void> {
  const words = process.argv.slice(2)
  // A reader of a list may leave early (`| head`); who watches a machine goes on without one.
  const goesOn = words[0] === 'start' || words[0] === 'edge'
  let told = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (!goesOn) process.exit(0)
    if (told) return
    told = true
    process.stderr.write('eyas: nobody reads standard output any more; alerts still go to the edge\n')
  })
  // Nobody left to tell: standard error was the last way.
  process.stderr.on('error', () => {})
  const folder = process.env.EYAS_CALLED_FROM ?? process.cwd()
  process.exitCode = await runCli(words, folder, processTerminal())
}
