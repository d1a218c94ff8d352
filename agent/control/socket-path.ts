import { join } from 'node:path'

/** The socket by which commands reach the agent that runs on a data directory. */
export const socketPath = (dataFolder: string): string => join(dataFolder, 'control', 'agent.sock')
