import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { edgeClient } from '../api/client.ts'
import { type Edge, startEdge } from '../embedded/index.ts'
import { SigningNode } from '../embedded/signing-node.ts'
import { alert, lineage } from '../fixtures/alerts.ts'
import { Receiver } from '../fixtures/receiver.ts'

// The build keeps this folder.
const screenshots = join(import.meta.dirname, '..', '..', 'test-results', 'console')
const data = mkdtempSync(join(tmpdir(), 'eyas-console-'))
const node = new SigningNode('web-1')
let receiver: Receiver
let edge: Edge
let browser: Browser
let page: Page
let troubles: string[] = []

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n

const attack = () => [
  alert({
    timeNs: nowNs(),
    rule: 'Shell in nginx',
    priority: 'Critical',
    tags: ['mitre_execution'],
    fields: { 'fd.name': '/bin/sh', 'user.name': 'www-data' },
    lineage: lineage('sh 913 < nginx 812 < systemd 1'),
    output: 'A shell <b>under</b> nginx \u202e',
  }),
  alert({
    timeNs: nowNs() + 1n,
    rule: 'Read sensitive file',
    priority: 'Warning',
    tags: ['mitre_credential_access'],
    fields: { 'fd.name': '/etc/shadow', 'user.name': 'www-data' },
    lineage: lineage('cat 914 < sh 913 < nginx 812 < systemd 1'),
    evidence: { complete: false, lostEvents: 7, missing: ['container metadata pending'] },
  }),
]

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true })
  receiver = await Receiver.start(() => ({ status: 410 }))
  edge = await startEdge({ dataDirectory: data, port: 0, log: () => {} })
  const api = edgeClient(edge.url, edge.operatorToken)
  await node.enrol(edge.url, edge.enrolToken)
  await api.call('putRouting', {
    body: `route: {receiver: team, group_wait: 0s}\nreceivers: [{name: team, webhook_configs: [{url: '${receiver.url}'}]}]`,
  })
  const ledger = { open: { seen: 1000, filtered: 900, evaluated: 95, dropped: 5 } }
  await node.send(edge.url, node.seal(attack(), { ledger, bundle: 'sha256:0123456789abcdef' }))
  while ((await api.call('listDeliveries', { query: { state: 'dead' } })).items.length === 0)
    await new Promise((wake) => setTimeout(wake, 20))
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  await open({})
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await edge?.stop()
  await receiver?.stop()
  rmSync(data, { recursive: true, force: true })
})

afterEach(() => {
  expect(troubles).toEqual([])
  troubles = []
})

/** Opens the console in a fresh browser profile. */
const open = async (options: Parameters<Browser['newContext']>[0], token = edge.operatorToken): Promise<void> => {
  await page?.context().close()
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.goto(`${edge.url}/#token=${encodeURIComponent(token)}`)
  await page.getByRole('heading', { name: 'Incidents' }).waitFor()
}

const go = async (hash: string, heading: string | RegExp): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
}

const shot = (name: string) => page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })

const openIncident = async (): Promise<void> => {
  await go('#/?status=all', 'Incidents')
  await page
    .getByRole('link', { name: /Shell in nginx/ })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: /Shell in nginx/ }).waitFor()
}

test('the token leaves the address bar, and the inbox says what is open', async () => {
  expect(page.url()).toBe(`${edge.url}/`)
  const row = page.getByRole('link', { name: /Shell in nginx/ })
  expect(await row.textContent()).toContain('Critical')
  expect(await page.locator('.live').textContent()).toBe('Live')
  await shot('inbox')
})

test('an incident shows its tree, its entities, its reasons and what is missing', async () => {
  await openIncident()
  const region = (name: string) => page.getByRole('region', { name })
  expect(await region('Process tree').textContent()).toContain('nginx')
  expect(await region('Why these belong together').textContent()).toContain('same process tree')
  expect(await region('Evidence').textContent()).toContain('1 of 2 alerts')
  expect(await region('Evidence').textContent()).toContain('container metadata pending')
  const graph = region('Entities').getByRole('img')
  expect(await graph.getAttribute('aria-label')).toMatch(/^\d+ entities and \d+ ties/)
  await region('Entities').getByText('In words').click()
  expect(await region('Entities').textContent()).toContain('/etc/shadow: Read sensitive file')
  await shot('incident')
})

test('text of watched machines stays text', async () => {
  await openIncident()
  const output = page.locator('.timeline .output').first()
  expect(await output.textContent()).toContain('A shell <b>under</b> nginx \\u{202e}')
  expect(await page.locator('.timeline b', { hasText: 'under' }).count()).toBe(0)
})

test('a person takes an incident over, and the page says so', async () => {
  await openIncident()
  await page.getByLabel('Your name').fill('ana')
  await page.getByLabel('Comment or assignee').fill('eva')
  await page.getByRole('button', { name: 'Assign' }).click()
  await page.getByText('with eva').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('h1').click()
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Reopen' }).waitFor()
  expect(await page.getByRole('list', { name: 'What was done' }).textContent()).toMatch(/ana: assign.*ana: acknowledge/)
})

test('a silence is set from an incident, and ended from the list', async () => {
  await openIncident()
  await page.getByRole('link', { name: 'Silence…' }).click()
  await page.getByRole('heading', { level: 1, name: 'New silence' }).waitFor()
  expect(await page.getByLabel('Value').first().inputValue()).toBe('Shell in nginx|Read sensitive file')
  await page.getByLabel('Your name').fill('ana')
  await page.getByLabel('Why').fill('maintenance')
  await shot('new-silence')
  await page.getByRole('button', { name: 'Silence', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Silences' }).waitFor()
  await page.getByText('ana: maintenance').waitFor()
  await shot('silences')
  await page.getByRole('button', { name: /^Expire alertname=~/ }).click()
  await page.getByText('expired', { exact: true }).waitFor()
})

test('a dead letter is sent again', async () => {
  await go('#/deliveries', 'Deliveries')
  await page.getByText('answered 410').first().waitFor()
  await shot('deliveries')
  receiver.reply = () => ({ status: 200 })
  const again = page.getByRole('button', { name: 'Send team by webhook again' })
  for (let left = await again.count(); left > 0; left--) {
    await again.first().click()
    await expect.poll(() => again.count(), { timeout: 15_000 }).toBeLessThan(left)
  }
  await page.getByRole('link', { name: 'Delivered' }).click()
  await page.getByText('team by webhook').first().waitFor()
})

test('a noisy rule gets an exception that Falco reads', async () => {
  await go('#/rules', 'Rules')
  expect(await page.getByRole('img', { name: /^Alerts of Shell in nginx by hour/ }).count()).toBe(1)
  await shot('rules')
  await page.getByRole('link', { name: /Shell in nginx/ }).click()
  const yaml = page.getByLabel('Exception in YAML')
  await yaml.waitFor()
  expect(await yaml.innerText()).toContain('fields: [proc.name, proc.pname, fd.name]\n')
  await shot('rule')
})

test('nodes say what they cannot see, and which rules they run', async () => {
  await go('#/nodes', 'Nodes')
  const card = page.getByRole('listitem').filter({ hasText: 'web-1.example' }).first()
  expect(await card.textContent()).toContain('events lost')
  expect(await card.textContent()).toContain('sha256:0123456789ab')
  await card.getByText('Blind spots').click()
  expect(await card.getByRole('row').last().textContent()).toContain('5 (0.50 %)')
  await shot('nodes')
})

test('an incident is taken apart where what its alerts share means nothing', async () => {
  const reached = (pid: number) =>
    alert({
      timeNs: nowNs(),
      rule: `Proxied ${pid}`,
      lineage: lineage(`curl ${pid + 1} < app ${pid}`),
      fields: { 'fd.name': '10.0.0.1:4000->203.0.113.7:443' },
    })
  await node.send(edge.url, node.seal([reached(500), reached(600)]))
  await go('#/', 'Incidents')
  await page.getByRole('link', { name: /Proxied 500, and 1 more rule/ }).click()
  const shared = page.getByRole('region', { name: 'What they share' })
  expect(await shared.textContent()).toContain('2 alerts same remote address: 203.0.113.7')
  await shared.getByRole('button', { name: 'Split at same remote address: 203.0.113.7' }).click()
  await page.getByRole('heading', { level: 1, name: /^Proxied 500 / }).waitFor()
  await page.getByRole('list', { name: 'What was done' }).getByText('split').waitFor()
  await go('#/', 'Incidents')
  await page.getByRole('link', { name: /Proxied 600/ }).waitFor()
})

test('live alerts appear by themselves', async () => {
  await go('#/live', 'Live alerts')
  const late = alert({ timeNs: nowNs(), rule: 'Just now', lineage: lineage('id 77 < bash 76'), fields: {} })
  await node.send(edge.url, node.seal([late]))
  await page.getByRole('link', { name: /Just now/ }).waitFor()
  await shot('live')
})

test('everything can be reached by keys alone', async () => {
  await go('#/', 'Incidents')
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
  await page.keyboard.press('u')
  await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toContain('#/incidents/')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
})

// What runs in the browser is text: the tests are typed for Node.
const overhang = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const bodyColors = '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))'
const namelessElements = `[...document.querySelectorAll('a, button, input, select, [role=img], [role=group]')]
  .filter((element) => {
    const label = element.getAttribute('aria-label') ?? element.textContent ?? ''
    return label.trim() === '' && !(element.labels?.length > 0)
  })
  .map((element) => element.outerHTML.slice(0, 120))`

/** The contrast of two colours as WCAG counts it. */
const contrastOf = (colors: readonly string[]): number => {
  const [one = 0, other = 0] = colors.map(luminance).sort((left, right) => right - left)
  return (one + 0.05) / (other + 0.05)
}

const luminance = (color: string): number => {
  const linear = (part: string): number => {
    const share = Number(part) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(linear)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const pages = ['#/', '#/live', '#/rules', '#/nodes', '#/silences', '#/silences/new', '#/deliveries'] as const

test('everything that can be acted on has a name', async () => {
  for (const hash of pages) {
    await go(hash, /./)
    const nameless = await page.evaluate(namelessElements)
    expect({ hash, nameless }).toEqual({ hash, nameless: [] })
    expect(await page.locator('h1').count()).toBe(1)
  }
})

test('in the dark and on a phone nothing sticks out, and text can be read', async () => {
  await open({ colorScheme: 'dark', viewport: { width: 375, height: 700 } })
  for (const hash of pages) {
    await go(hash, /./)
    const wide = await page.evaluate(overhang)
    expect({ hash, wide }).toEqual({ hash, wide: 0 })
  }
  await openIncident()
  expect(await page.evaluate(overhang)).toBe(0)
  await shot('phone-dark')
  const colors = await page.evaluate<[string, string]>(bodyColors)
  expect(contrastOf(colors)).toBeGreaterThan(7)
})

test('who may only read is offered nothing to change', async () => {
  await open({}, edge.readToken)
  await openIncident()
  expect(await page.getByRole('button', { name: 'Close' }).count()).toBe(0)
  await go('#/silences', 'Silences')
  expect(await page.getByRole('link', { name: 'New silence' }).count()).toBe(0)
})

test('a wrong token is asked for again', async () => {
  await page.context().close()
  page = await (await browser.newContext()).newPage()
  await page.goto(`${edge.url}/#token=wrong`)
  await page.getByText('The edge does not know this token.').waitFor()
  await shot('sign-in')
  await page.getByLabel('Read or operator token').fill(edge.readToken)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Incidents' }).waitFor()
})
