/** Every kind of receiver. */
import type { ReceiverKind } from './integration.ts'
import { alertmanager } from './receivers/alertmanager.ts'
import { cloudevents } from './receivers/cloudevents.ts'
import { datadog } from './receivers/datadog.ts'
import { discord } from './receivers/discord.ts'
import { elasticsearch } from './receivers/elasticsearch.ts'
import { github } from './receivers/github.ts'
import { jira } from './receivers/jira.ts'
import { kafkaRest } from './receivers/kafka-rest.ts'
import { loki } from './receivers/loki.ts'
import { mattermost } from './receivers/mattermost.ts'
import { msteams, msteamsv2 } from './receivers/msteams.ts'
import { oncall } from './receivers/oncall.ts'
import { opsgenie } from './receivers/opsgenie.ts'
import { otlp } from './receivers/otlp.ts'
import { pagerduty } from './receivers/pagerduty.ts'
import { slack } from './receivers/slack.ts'
import { splunk } from './receivers/splunk.ts'
import { telegram } from './receivers/telegram.ts'
import { webhook } from './receivers/webhook.ts'

/** All that a receiver may be made of, in the order in which they are sent to. */
export const receiverKinds: readonly ReceiverKind[] = [
  ...[webhook, slack, msteams, msteamsv2, discord, mattermost, telegram, pagerduty, opsgenie, oncall],
  ...[alertmanager, loki, elasticsearch, splunk, datadog, otlp, cloudevents, kafkaRest, github, jira],
]

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
