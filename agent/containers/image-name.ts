/** The parts of an image's name; those that it does not have are empty. */
export interface ImageName {
  readonly repository: string
  readonly tag: string
  /** `sha256:<hex>`. */
  readonly digest: string
}

/** Takes `registry:5000/team/web:1.2@sha256:…` apart: a colon in front of the last slash belongs to the registry. */
export function parseImageName(name: string): ImageName {
  const at = name.indexOf('@')
  const tagged = at < 0 ? name : name.slice(0, at)
  const digest = at < 0 ? '' : name.slice(at + 1)
  const colon = tagged.lastIndexOf(':')
  if (colon < 0 || colon < tagged.lastIndexOf('/')) return { repository: tagged, tag: '', digest }
  return { repository: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest }
}

/** Whether a name is only the id of an image. */
export const isImageId = (name: string): boolean => /^(sha256:)?[0-9a-f]{64}$/.test(name)

/** The hex digits of `sha256:<hex>`; other texts as they are. */
export const hexOf = (digest: string): string => (digest.startsWith('sha256:') ? digest.slice(7) : digest)
