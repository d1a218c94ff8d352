/** Every kind of receiver. */
import type { ReceiverKind } from './integration.ts'
import { alertmanager } from './receivers/alertmanager.ts'
import { elasticsearch } from './receivers/elasticsearch.ts'
import { loki } from './receivers/loki.ts'
import { pagerduty } from './receivers/pagerduty.ts'
import { slack } from './receivers/slack.ts'
import { webhook } from './receivers/webhook.ts'

/** All that a receiver may be made of, in the order in which they are sent to. */
export const receiverKinds: readonly ReceiverKind[] = [webhook, slack, pagerduty, alertmanager, loki, elasticsearch]

/** Kinds that Alertmanager has and the edge has not, each with the reason. */
export const missingKinds: Readonly<Record<string, string>> = {
  email_configs: 'the edge cannot open SMTP connections; send to a mail service through webhook_configs',
  sns_configs: 'not supported; use webhook_configs behind a gateway',
  victorops_configs: 'not supported; its REST endpoint takes webhook_configs',
  pushover_configs: 'not supported',
  wechat_configs: 'not supported',
  webex_configs: 'not supported',
  rocketchat_configs: 'not supported; it takes slack_configs',
  incidentio_configs: 'not supported; it takes webhook_configs',
}
