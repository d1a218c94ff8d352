// Opens files that are not there, numbered from 0, until it is told to stop; then says how many it opened.
import { openSync } from 'node:fs'

const prefix = process.argv[2]
const perTurn = 10
let opened = 0
let stopped = false
process.stdin.on('end', () => (stopped = true)).resume()

function turn() {
  for (let i = 0; i < perTurn; i++) {
    try {
      openSync(prefix + opened)
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
    opened++
  }
  if (stopped) console.log(opened)
  else setTimeout(turn, 1)
}
turn()
