/** What happens on this machine and is not seen, said where it is looked for: among the alerts. */
import type { KernelFeature } from '#native'
import { internalAlert } from '../alert/internal-alert.ts'
import type { AlertDraft } from '../hot/messages.ts'

/** Features without which events are missing, and not only slower or coarser. */
const seeing = new Set(['io_uring'])

/** An alert for each way past the hooks that this kernel leaves open. */
export const blindSpotAlerts = (
  features: readonly KernelFeature[],
  hostname: string,
  timeNs: bigint,
): readonly AlertDraft[] =>
  features
    .filter(({ feature, ok }) => !ok && seeing.has(feature))
    .map(({ feature, cost, hint }) =>
      internalAlert({
        rule: 'eyas: blind spot',
        priority: 'Warning',
        text: `${cost} (to mend it: ${hint})`,
        fields: { feature, cost, hint },
        hostname,
        timeNs,
      }),
    )
