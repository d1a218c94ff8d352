import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Readiness } from './readiness.ts'

/** A ring that holds as many parts as it is given. */
class Ring {
  parts = 0
  armed = 0
  wake: () => void = () => undefined
  watch(callback: () => void): void {
    this.wake = callback
  }
  arm(): boolean {
    if (this.parts > 0) return false
    this.armed++
    return true
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('an idle reader is armed once and then left alone until it is woken', () => {
  const ring = new Ring()
  let looks = 0
  new Readiness(ring, () => looks++)
  vi.advanceTimersByTime(1000)
  expect({ looks, armed: ring.armed }).toEqual({ looks: 1, armed: 1 })
  ring.wake()
  expect({ looks, armed: ring.armed }).toEqual({ looks: 2, armed: 2 })
})

test('a busy reader looks every millisecond and is not armed before it found nothing', () => {
  const ring = new Ring()
  ring.parts = 5
  const readiness: Readiness = new Readiness(ring, () => {
    if (ring.parts === 0) return
    ring.parts--
    readiness.noteDrained(100)
  })
  vi.advanceTimersByTime(5)
  expect({ parts: ring.parts, armed: ring.armed }).toEqual({ parts: 0, armed: 0 })
  vi.advanceTimersByTime(1)
  expect(ring.armed).toBe(1)
})

test('an event that came while the reader looked is not waited for', () => {
  const ring = new Ring()
  let looks = 0
  new Readiness(ring, () => {
    looks++
    ring.parts = looks === 1 ? 1 : 0
  })
  vi.advanceTimersByTime(1)
  expect({ looks, armed: ring.armed }).toEqual({ looks: 1, armed: 0 })
  vi.advanceTimersByTime(1)
  expect({ looks, armed: ring.armed }).toEqual({ looks: 2, armed: 1 })
})

test('a stopped reader looks no more', () => {
  const ring = new Ring()
  let looks = 0
  new Readiness(ring, () => looks++).stop()
  vi.advanceTimersByTime(100)
  ring.wake()
  expect(looks).toBe(0)
})
