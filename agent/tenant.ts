/** The tenant of an edge that a node belongs to, as its requests say it. */

/** What a tenant may be called. */
export const tenantPattern = /^[a-z0-9][a-z0-9-]{0,31}$/

/** The header that names the tenant; none for the default one. */
export const tenantHeader = (tenant: string | undefined): Readonly<Record<string, string>> =>
  tenant === undefined ? {} : { 'eyas-tenant': tenant }
