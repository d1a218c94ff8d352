/** JSON.rawJSON of ES2026, which Node has and TypeScript's library does not name yet. */
interface JSON {
  /** An object that stringifies to exactly this text. */
  rawJSON(text: string): { readonly rawJSON: string }
}
