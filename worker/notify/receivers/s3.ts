/**
 * `s3_configs`: an archive. Each notification is one object of JSON lines, one an alert, under a name that stays the
 * same however often it is sent: `PREFIX/2026/01/31/ID.ndjson`. For S3, R2 and whatever speaks as they do.
 */
import { signedHeaders } from '../../digest/sigv4.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { readSecret, readUrl } from '../read-settings.ts'
import { alertLine } from './alert-line.ts'

/** S3, R2 and the like. */
export const s3: ReceiverKind = {
  key: 's3_configs',
  read(section) {
    const endpoint = readUrl(section, 'endpoint')
    const bucket = section.text('bucket')
    const prefix = section.text('prefix', 'eyas')
    const accessKey = section.text('access_key')
    const secretKey = readSecret(section, 'secret_key')
    const sessionToken = section.secret('session_token')
    const region = section.text('region', 'auto')
    const storageClass = section.text('storage_class')
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) section.fault('not_a_bucket', 'bucket', 'must be a name')
    if (!/^[A-Za-z0-9._/-]{0,200}$/.test(prefix) || prefix.split('/').includes('..'))
      section.fault('not_a_prefix', 'prefix', 'must be letters, digits, . _ - and /')
    if (accessKey === '') section.fault('missing', 'access_key', 'must be given')
    const key = { accessKey, secretKey, region, service: 's3', ...(sessionToken !== undefined && { sessionToken }) }
    return {
      kind: 's3',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification, nowMs) {
        const day = new Date(notification.atMs).toISOString().slice(0, 10).replaceAll('-', '/')
        const name = notification.id.replaceAll(/[^A-Za-z0-9._-]/g, '-')
        const folder = prefix.replaceAll(/^\/+|\/+$/g, '')
        const url = `${endpoint}/${bucket}/${folder === '' ? '' : `${folder}/`}${day}/${name}.ndjson`
        const body = `${notification.alerts.map((alert) => JSON.stringify(alertLine(notification, alert))).join('\n')}\n`
        const plain = {
          'content-type': 'application/x-ndjson',
          ...(storageClass !== '' && { 'x-amz-storage-class': storageClass }),
        }
        const headers = await signedHeaders({ method: 'PUT', url, headers: plain, body }, key, nowMs, true)
        return [{ url, method: 'PUT', headers, body }]
      },
    }
  },
}
