/** The same alerts as Alertmanager takes them: what the edge makes of them as labels and annotations. */
import { annotationsOf, labelsOf } from '../../../worker/matchers/labels.ts'
import { alertOf, type Mix } from './alerts.ts'
import type { Request } from './node.ts'

/** Makes requests to `/api/v2/alerts`. */
export class PeerNode {
  readonly name: string
  #seq = 0

  constructor(name: string) {
    this.name = name
  }

  /** The next request; `rule` takes the place of the rule of its alerts. */
  seal(alerts: number, mix: Mix, rule?: string): Request {
    const made = Array.from({ length: alerts }, () => {
      const alert = alertOf(this.name, this.#seq++, mix)
      return rule === undefined ? alert : { ...alert, rule }
    })
    const json = made.map((alert) => ({ labels: labelsOf(this.name, alert), annotations: annotationsOf(alert) }))
    const body = new TextEncoder().encode(JSON.stringify(json))
    const head = `POST /api/v2/alerts HTTP/1.1\r\nhost: peer\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
    return { head, body, alerts }
  }
}
