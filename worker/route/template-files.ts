/**
 * Templates of one's own. Alertmanager reads them from files, of which the edge has none, so they go along with the
 * configuration:
 *
 *     template_files:
 *       team.tmpl: |
 *         {{ define "team.title" }}…{{ end }}
 *
 * or as parts of the request that puts it; see `PUT /v1/config/routing`.
 */
import type { Section } from '../config/section.ts'
import { defaultTemplates } from '../notify/default-templates.ts'
import { type Nodes, parseTemplate } from '../template/parse.ts'
import { TemplateError, templateFault } from '../template/render.ts'

const key = 'template_files'
const maxFiles = 64

/** The built-in templates with those of the files over them. */
export const readTemplateFiles = (root: Section): ReadonlyMap<string, Nodes> => {
  const files = root.section(key)
  if (files === undefined) return defaultTemplates
  if (files.keys.length > maxFiles) root.fault('too_many', key, `must be at most ${maxFiles} files`)
  const texts = files.keys.slice(0, maxFiles).map((name) => ({ name, text: files.text(name) }))
  const defined = new Map(defaultTemplates)
  for (const { name, text } of texts)
    try {
      for (const [template, nodes] of parseTemplate(text).defined) defined.set(template, nodes)
    } catch (cause) {
      if (!(cause instanceof TemplateError)) throw cause
      files.fault('not_a_template', name, cause.message)
    }
  // Files may call each other's templates, so names are looked at once all of them are read.
  for (const { name, text } of texts) {
    const wrong = templateFault(text, defined)
    if (wrong !== undefined && !root.findings.faults.some(({ place }) => place === `${key}.${name}`))
      files.fault('not_a_template', name, wrong)
  }
  return defined
}

/** Says of `templates` that its paths are not read, unless files came along. */
export const finishTemplates = (root: Section): void => {
  if (root.section(key) === undefined) root.ignore('templates', `the edge reads no files; send them along as ${key}`)
  else for (const path of root.items('templates')) path.text()
}

/** A configuration with files of templates as its last key. */
export const withTemplateFiles = (text: string, files: Readonly<Record<string, string>>): string =>
  Object.keys(files).length === 0 ? text : `${text}\n${key}: ${JSON.stringify(files)}\n`
