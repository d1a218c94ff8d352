/** `required_engine_version` and `required_plugin_versions`. */
import { mapping, nodeAt, scalarOf, sequence, structureFault, textOf } from './decode.ts'
import { builtInPlugins, engineVersion, parseVersion, printVersion, satisfies, versionOfNumber } from './engine.ts'
import { LoadFault } from './findings.ts'
import type { MappingNode, YamlNode } from './yaml-tree.ts'

/** Checks that this engine is new enough for the file. */
export function checkEngineVersion(item: MappingNode): void {
  const { text, at } = scalarOf(item, 'required_engine_version')
  const asked = /^\d+$/.test(text) ? versionOfNumber(Number(text)) : parseVersion(text)
  if (asked === null)
    throw structureFault(
      `Unable to parse engine version '${text}' as a semver string. Expected "x.y.z" semver format.`,
      at,
      `this engine is ${printVersion(engineVersion)}`,
    )
  if (!satisfies(engineVersion, asked))
    throw new LoadFault(
      'LOAD_ERR_VALIDATE',
      `Rules require engine version ${printVersion(asked)}, but engine version is ${printVersion(engineVersion)}`,
      at,
      'use a newer eyas, or the files of rules made for this engine',
    )
}

const pluginHint = "write '- name: container' and below it 'version: 0.7.1'"

interface Requirement {
  readonly name: string
  readonly version: string
}

/** Checks that each plugin asked for, or one of its alternatives, is built in. */
export function checkPluginVersions(item: MappingNode): void {
  const node = nodeAt(item, 'required_plugin_versions')
  if (node === undefined) return
  for (const plugin of sequence(node, 'Value of required_plugin_versions must be a sequence', pluginHint).items)
    checkPlugin(plugin)
}

function checkPlugin(node: YamlNode): void {
  const plugin = mapping(node, 'Plugin version must be a mapping', pluginHint)
  const requirements = [requirementOf(plugin)]
  const alternatives = nodeAt(plugin, 'alternatives')
  if (alternatives !== undefined)
    for (const alternative of sequence(
      alternatives,
      'Value of plugin version alternatives must be a sequence',
      pluginHint,
    ).items)
      requirements.push(requirementOf(mapping(alternative, 'Plugin version alternative must be a mapping', pluginHint)))
  checkNames(requirements, node)
  if (requirements.some(isSatisfied)) return
  const wanted = requirements.map(({ name, version }) => `${name} (>= ${version})`).join(', ')
  throw new LoadFault(
    'LOAD_ERR_VALIDATE',
    `Plugin requirement not satisfied, must load one of: ${wanted}`,
    node.at,
    `built in are ${[...builtInPlugins].map(([name, version]) => `${name} ${printVersion(version)}`).join(', ')}`,
  )
}

const requirementOf = (node: MappingNode): Requirement => ({
  name: textOf(node, 'name'),
  version: textOf(node, 'version'),
})

function checkNames(requirements: readonly Requirement[], node: YamlNode): void {
  const names = new Set<string>()
  for (const { name, version } of requirements) {
    if (parseVersion(version) === null)
      throw new LoadFault(
        'LOAD_ERR_VALIDATE',
        `Invalid required version '${version}' for plugin '${name}'`,
        node.at,
        "write it as 'version: 0.7.1'",
      )
    if (names.has(name))
      throw new LoadFault(
        'LOAD_ERR_VALIDATE',
        `Defined multiple alternative version requirements for plugin '${name}'`,
        node.at,
        'name each plugin once',
      )
    names.add(name)
  }
}

function isSatisfied({ name, version }: Requirement): boolean {
  const there = builtInPlugins.get(name)
  const asked = parseVersion(version)
  return there !== undefined && asked !== null && satisfies(there, asked)
}
