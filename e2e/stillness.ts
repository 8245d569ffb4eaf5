// "Nothing comes any more" and "it stays so", asserted over a whole interval: a poll that is content with its first look proves nothing.
import { expect } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Meter } from './witness.ts';

export interface Interval {
  /** It has to be so for so long, milliseconds. */
  forMs?: number;
  /** It may take so long until it begins to be so, milliseconds. */
  withinMs?: number;
}

/** Five pauses of a microphone that hears nothing: Opus breaks its silence every 400 ms. Pictures come ten times as often. */
export const stillMs = 2_000;
/** As long as everything else that is waited for: `expect.timeout` in `playwright.config.ts`. */
const beginsWithinMs = 15_000;
/** A counter stands when it stood for so long: longer than a stream pauses that goes on, on a busy machine too. */
const standsMs = 1_000;
/** What stays so is looked at so often, milliseconds. */
const lookEveryMs = 100;

/** Waits until exactly so many streams grow, then holds that it is so for the whole interval: no more of them, and no fewer. */
export async function growsExactly(meter: Meter, count: number, { forMs = stillMs, withinMs = beginsWithinMs }: Interval = {}): Promise<void> {
  await meter.grown();
  await expect.poll(() => meter.grown(standsMs), { intervals: [0], timeout: withinMs, message: 'so many streams grow' }).toBe(count);
  expect(await meter.grown(forMs), `streams that grew within ${forMs} ms`).toBe(count);
}

/** Waits until no stream grows, then holds that none grows by anything for the whole interval. */
export async function staysSilent(meter: Meter, interval: Interval = {}): Promise<void> {
  await growsExactly(meter, 0, interval);
}

/** Waits until what is read is as expected, then looks again and again for the whole interval whether it still is. */
export async function staysSo(read: () => Promise<unknown>, expected: unknown, { forMs = stillMs, withinMs = beginsWithinMs }: Interval = {}): Promise<void> {
  await expect.poll(read, { timeout: withinMs }).toEqual(expected);
  for (const begin = performance.now(); ; ) {
    await pause(lookEveryMs);
    const passed = performance.now() - begin;
    expect(await read(), `after ${passed.toFixed(0)} of ${forMs} ms`).toEqual(expected);
    if (passed >= forMs) return;
  }
}
