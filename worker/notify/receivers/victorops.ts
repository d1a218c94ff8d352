/** `victorops_configs`: Splunk On-Call, by its REST endpoint. */
import { sha256Hex } from '../../digest/sha256.ts'
import { readHttp } from '../http-config.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { statusOf } from '../notification.ts'
import { jsonHeaders, readSecret, readTemplate, readTemplates } from '../read-settings.ts'

/** Splunk On-Call, once VictorOps. */
export const victorops: ReceiverKind = {
  key: 'victorops_configs',
  read(section, globals) {
    const key = readSecret(section, 'api_key', { of: globals, key: 'victorops_api_key' })
    const given = section.text('api_url') || globals.text('victorops_api_url')
    const url = (given || 'https://alert.victorops.com/integrations/generic/20131114/alert').replace(/\/+$/, '')
    const routingKey = readTemplate(section, 'routing_key')
    if (section.text('routing_key') === '') section.fault('missing', 'routing_key', 'must be given')
    const type = readTemplate(section, 'message_type', 'CRITICAL')
    const message = readTemplate(section, 'state_message', '{{ template "victorops.default.state_message" . }}')
    const name = readTemplate(
      section,
      'entity_display_name',
      '{{ template "victorops.default.entity_display_name" . }}',
    )
    const tool = readTemplate(section, 'monitoring_tool', '{{ template "victorops.default.monitoring_tool" . }}')
    const fields = readTemplates(section, 'custom_fields')
    const headers = readHttp(section, globals)
    return {
      kind: 'victorops',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification) {
        const body = JSON.stringify({
          ...fields(notification),
          message_type: statusOf(notification) === 'firing' ? type(notification) : 'RECOVERY',
          entity_id: sha256Hex(notification.groupKey),
          entity_display_name: name(notification),
          state_message: message(notification).slice(0, 20_480),
          monitoring_tool: tool(notification),
        })
        const path = `${encodeURIComponent(key)}/${encodeURIComponent(routingKey(notification))}`
        return [{ url: `${url}/${path}`, method: 'POST', headers: { ...jsonHeaders, ...headers }, body }]
      },
    }
  },
}
