import type { Command } from './command.ts'

const column = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

/** The page of `npx eyas --help`. */
export const overview = (commands: readonly Command[]): string =>
  [
    'eyas: runtime security for Linux with the rules that Falco’s users have',
    '',
    'Usage: npx eyas COMMAND [options]',
    '',
    column(commands.map((command) => [command.name, command.summary])),
    '',
    'npx eyas COMMAND --help tells more. Exit status: 0 well, 1 the input is at fault, 2 the machine is.',
  ].join('\n')

/** The page of `npx eyas COMMAND --help`. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { short, value, doc, default: initial }]): [string, string] => [
      `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      initial === undefined ? doc : `${doc} (default: ${initial})`,
    ],
  )
  return [
    `Usage: npx eyas ${command.name} ${command.usage}`.trimEnd(),
    '',
    command.description,
    '',
    'Options:',
    column([...options, ['-h, --help', 'Shows this page.']]),
  ].join('\n')
}
