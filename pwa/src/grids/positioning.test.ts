import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchPlace, WATCH_MS, type Fix } from './positioning'

class Receiver {
  cleared = 0
  options: PositionOptions | undefined
  found!: (accuracy: number, lon?: number) => void
  fail!: (code: number) => void
  watchPosition(success: PositionCallback, error: PositionErrorCallback, options?: PositionOptions) {
    this.options = options
    this.found = (accuracy, longitude = 120) => success({ coords: { accuracy, longitude, latitude: 32 }, timestamp: 0 } as GeolocationPosition)
    this.fail = (code) => error({ code } as GeolocationPositionError)
    return 7
  }
  clearWatch() { this.cleared++ }
}

let receiver: Receiver
const fixes: Fix[] = []
const ended = vi.fn()
const start = () => watchPlace({ better: (fix) => fixes.push(fix), ended }, receiver as unknown as Geolocation, true)

beforeEach(() => {
  vi.useFakeTimers()
  receiver = new Receiver()
  fixes.length = 0
  ended.mockReset()
})
afterEach(() => vi.useRealTimers())

test('only better fixes are told, and the receiver is off after twenty seconds', () => {
  start()
  receiver.found(80)
  receiver.found(30)
  receiver.found(60)
  expect(fixes.map((fix) => fix.accuracy_m)).toEqual([80, 30])
  vi.advanceTimersByTime(WATCH_MS)
  expect(ended).toHaveBeenCalledExactlyOnceWith(null)
  expect(receiver.cleared).toBe(1)
})
test('an old fix is never asked for', () => {
  start()
  expect(receiver.options).toMatchObject({ maximumAge: 0, enableHighAccuracy: true })
})
test('a very good fix ends the waiting', () => {
  start()
  receiver.found(5)
  expect(ended).toHaveBeenCalledExactlyOnceWith(null)
})
test('an accuracy of 0 is no accuracy', () => {
  start()
  receiver.found(0)
  expect(fixes[0]?.accuracy_m).toBeNull()
  expect(ended).not.toHaveBeenCalled()
})
test('a refusal is told at once', () => {
  start()
  receiver.fail(1)
  expect(ended).toHaveBeenCalledExactlyOnceWith('refused')
})
test('trouble after a fix does not take the fix away', () => {
  start()
  receiver.found(50)
  receiver.fail(2)
  expect(ended).not.toHaveBeenCalled()
})
test('nothing in twenty seconds is slow', () => {
  start()
  vi.advanceTimersByTime(WATCH_MS)
  expect(ended).toHaveBeenCalledExactlyOnceWith('slow')
})
test('over plain http it says so', async () => {
  watchPlace({ better: () => undefined, ended }, receiver as unknown as Geolocation, false)
  await vi.advanceTimersByTimeAsync(0)
  expect(ended).toHaveBeenCalledExactlyOnceWith('insecure')
})
