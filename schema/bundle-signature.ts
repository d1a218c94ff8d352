/** What a publisher of rules signs with Ed25519: the digest of a bundle, and what it is the digest of. */
export const signedBundleText = (digest: string): string => `eyas bundle ${digest}`

/** What a node signs to fetch the bundle in force; `seconds` are since 1970. */
export const moduleRequestText = (seconds: number | string): string => `GET /v1/modules/current ${seconds}`
