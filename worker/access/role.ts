/** What a token lets its bearer do. `admin` includes `operator`, `operator` includes `read` and `ingest`; `enrol` stands alone. */
export type Role = 'read' | 'operator' | 'admin' | 'enrol' | 'ingest'
