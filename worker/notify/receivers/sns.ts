/** `sns_configs`: a message to a topic, a phone or an endpoint of Amazon's SNS. */
import { signedHeaders } from '../../digest/sigv4.ts'
import { judgeStatus, type ReceiverKind } from '../integration.ts'
import { readSecret, readTemplate, readTemplates } from '../read-settings.ts'

/** Amazon SNS. */
export const sns: ReceiverKind = {
  key: 'sns_configs',
  read(section) {
    const signing = section.section('sigv4')
    if (signing === undefined) section.fault('missing', 'sigv4', 'must be given: the edge has no role of its own')
    const accessKey = signing?.text('access_key') ?? ''
    const secretKey = signing === undefined ? '' : readSecret(signing, 'secret_key')
    const region = signing?.text('region') ?? ''
    if (signing !== undefined && (accessKey === '' || !/^[a-z0-9-]+$/.test(region)))
      signing.fault('missing', 'region', 'region and access_key must be given')
    signing?.ignore('profile', 'the edge reads no files')
    signing?.ignore('role_arn', 'the edge does not take roles')
    signing?.finish()
    const url = section.text('api_url', `https://sns.${region}.amazonaws.com`).replace(/\/+$/, '')
    const targets = {
      TopicArn: section.text('topic_arn'),
      TargetArn: section.text('target_arn'),
      PhoneNumber: section.text('phone_number'),
    }
    const named = Object.entries(targets).filter(([, value]) => value !== '')
    if (named.length !== 1)
      section.fault('not_one_target', 'topic_arn', 'give one of topic_arn, target_arn, phone_number')
    const subject = readTemplate(section, 'subject', '{{ template "sns.default.subject" . }}')
    const message = readTemplate(section, 'message', '{{ template "sns.default.message" . }}')
    const attributes = readTemplates(section, 'attributes')
    const key = { accessKey, secretKey, region, service: 'sns' }
    return {
      kind: 'sns',
      sendResolved: section.flag('send_resolved', true),
      judge: judgeStatus,
      async requests(notification, nowMs) {
        const form = new URLSearchParams({
          Action: 'Publish',
          Version: '2010-03-31',
          Message: message(notification).slice(0, 200_000),
        })
        for (const [name, value] of named) form.set(name, value)
        // Subjects are one line of ASCII; a phone has none.
        const line = subject(notification)
          .replaceAll(/[^ -~]+/g, ' ')
          .trim()
          .slice(0, 100)
        if (line !== '' && targets.PhoneNumber === '') form.set('Subject', line)
        Object.entries(attributes(notification)).forEach(([name, value], index) => {
          form.set(`MessageAttributes.entry.${index + 1}.Name`, name)
          form.set(`MessageAttributes.entry.${index + 1}.Value.DataType`, 'String')
          form.set(`MessageAttributes.entry.${index + 1}.Value.StringValue`, value)
        })
        const body = form.toString()
        const plain = { 'content-type': 'application/x-www-form-urlencoded' }
        const headers = await signedHeaders({ method: 'POST', url: `${url}/`, headers: plain, body }, key, nowMs, false)
        return [{ url: `${url}/`, method: 'POST', headers, body }]
      },
    }
  },
}
