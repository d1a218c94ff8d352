/** Every kind of receiver. */
import type { ReceiverKind } from './integration.ts'
import { alertmanager } from './receivers/alertmanager.ts'
import { cloudevents } from './receivers/cloudevents.ts'
import { datadog } from './receivers/datadog.ts'
import { discord } from './receivers/discord.ts'
import { elasticsearch } from './receivers/elasticsearch.ts'
import { email } from './receivers/email.ts'
import { github } from './receivers/github.ts'
import { googlechat } from './receivers/googlechat.ts'
import { jira } from './receivers/jira.ts'
import { kafkaRest } from './receivers/kafka-rest.ts'
import { loki } from './receivers/loki.ts'
import { mattermost } from './receivers/mattermost.ts'
import { msteams, msteamsv2 } from './receivers/msteams.ts'
import { oncall } from './receivers/oncall.ts'
import { opsgenie } from './receivers/opsgenie.ts'
import { otlp } from './receivers/otlp.ts'
import { pagerduty } from './receivers/pagerduty.ts'
import { pushover } from './receivers/pushover.ts'
import { rocketchat } from './receivers/rocketchat.ts'
import { s3 } from './receivers/s3.ts'
import { slack } from './receivers/slack.ts'
import { sns } from './receivers/sns.ts'
import { splunk } from './receivers/splunk.ts'
import { telegram } from './receivers/telegram.ts'
import { victorops } from './receivers/victorops.ts'
import { webex } from './receivers/webex.ts'
import { webhook } from './receivers/webhook.ts'

/** All that a receiver may be made of, in the order in which they are sent to. */
export const receiverKinds: readonly ReceiverKind[] = [
  ...[webhook, slack, msteams, msteamsv2, discord, mattermost, telegram, pagerduty, opsgenie, oncall],
  ...[alertmanager, loki, elasticsearch, splunk, datadog, otlp, cloudevents, kafkaRest, github, jira],
  ...[email, s3, sns, victorops, pushover, webex, rocketchat, googlechat],
]

/** Kinds that Alertmanager has and the edge has not, each with the reason. */
export const missingKinds: Readonly<Record<string, string>> = {
  wechat_configs: 'not supported',
  incidentio_configs: 'not supported; it takes webhook_configs',
}
