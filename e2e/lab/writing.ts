// Who write together, in Plenum or beside it in Yjs: what their pages send, show and take, whichever of both they are.
import type { Page } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';

declare global {
  interface Window {
    writing: {
      /** What was sent over data channels, by label. */
      sent: Record<string, { bytes: number; messages: number }>;
      /** When keys went down here, milliseconds since 1970. */
      keys: number[];
      /** When the text had so many more marks, milliseconds since 1970. */
      shown: number[];
      /** Tasks of 50 ms and more, milliseconds. */
      longTasks: number[];
    };
  }
}

/** What is looked for in the text; no name has it. */
export const mark = 'x';

/** Runs in the page, before the page: it is written down what it sends and how long its tasks are. */
export function watchWriting(): void {
  const writing: Window['writing'] = { sent: {}, keys: [], shown: [], longTasks: [] };
  window.writing = writing;
  const send = RTCDataChannel.prototype.send as (this: RTCDataChannel, data: ArrayBufferView) => void;
  RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: string | Blob | ArrayBuffer | ArrayBufferView) {
    const sum = (writing.sent[this.label] ??= { bytes: 0, messages: 0 });
    sum.bytes += typeof data === 'string' ? data.length : data instanceof Blob ? data.size : data.byteLength;
    sum.messages += 1;
    send.call(this, data as ArrayBufferView);
  };
  addEventListener('keydown', (event) => void writing.keys.push(performance.timeOrigin + event.timeStamp), true);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) writing.longTasks.push(duration);
  }).observe({ type: 'longtask' });
}

/** From here on the page writes down when it shows more marks: they are in the text, and the next frame begins. */
export async function watchMarks(page: Page): Promise<void> {
  await page.evaluate((mark) => {
    const text = document.querySelector('.cm-content')!;
    const count = () => (text.textContent ?? '').split(mark).length - 1;
    let seen = count();
    new MutationObserver(() => {
      const more = count() - seen;
      if (more <= 0) return;
      seen += more;
      requestAnimationFrame(() => {
        const now = performance.timeOrigin + performance.now();
        for (let one = 0; one < more; one += 1) window.writing.shown.push(now);
      });
    }).observe(text, { subtree: true, childList: true, characterData: true });
  }, mark);
}

/** Presses keys, so many a second, at times that are set from the beginning. */
export async function type(page: Page, text: string, perSecond: number): Promise<void> {
  const begin = performance.now();
  for (const [index, key] of [...text].entries()) {
    const early = begin + (index * 1_000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    await page.keyboard.press(key);
  }
}

/** How steadily a script has typed. */
export interface Pace {
  keys: number;
  /** The longest that a key came after its time, and how long in the middle, milliseconds. */
  latest: number;
  late: number;
}

/** Types by script where the caret is, so many keys a second. */
export function typeByScript(page: Page, perSecond: number, seconds: number): Promise<Pace> {
  return page.evaluate(
    ([perSecond, seconds]) =>
      new Promise<{ keys: number; latest: number; late: number }>((resolve) => {
        const begin = performance.now();
        const lateness: number[] = [];
        const next = () => {
          const due = begin + (lateness.length * 1_000) / perSecond!;
          const now = performance.now();
          if (due > begin + seconds! * 1_000 || now > begin + seconds! * 1_000) {
            lateness.sort((a, b) => a - b);
            resolve({ keys: lateness.length, latest: lateness.at(-1) ?? 0, late: lateness[lateness.length >> 1] ?? 0 });
            return;
          }
          if (due > now) return void setTimeout(next, due - now);
          lateness.push(now - due);
          document.execCommand('insertText', false, lateness.length % 6 === 0 ? ' ' : 'abcdefghij'[lateness.length % 10]!);
          setTimeout(next);
        };
        next();
      }),
    [perSecond, seconds],
  );
}

/** Puts the caret at the end of this line of the text, counted from 0. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Home');
  for (let down = 0; down < line; down += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
}

/** What all that was sent so far has come to, but for labels that do not count. */
export async function sent(page: Page, without: string[] = []): Promise<{ bytes: number; messages: number }> {
  const all = await page.evaluate(() => window.writing.sent);
  const counted = Object.entries(all).filter(([label]) => !without.includes(label));
  return counted.reduce((sum, [, one]) => ({ bytes: sum.bytes + one.bytes, messages: sum.messages + one.messages }), { bytes: 0, messages: 0 });
}

/** What the main thread of a page has done so far, seconds. */
export interface Work {
  /** How long its tasks took. */
  taken: number;
  /** How long they had a core. */
  computed: number;
  /** Of that, in scripts, and for styles and layout. */
  scripts: number;
  styles: number;
}

/** A clock of the main thread's work. */
export async function mainThread(page: Page): Promise<() => Promise<Work>> {
  const clock = async (timeDomain: 'timeTicks' | 'threadTicks') => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain });
    return async (names: string[]) => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.reduce((sum, { name, value }) => (names.includes(name) ? sum + value : sum), 0);
    };
  };
  const [ticks, core] = [await clock('timeTicks'), await clock('threadTicks')];
  return async () => ({
    taken: await ticks(['TaskDuration']),
    computed: await core(['TaskDuration']),
    scripts: await core(['ScriptDuration']),
    styles: await core(['LayoutDuration', 'RecalcStyleDuration']),
  });
}
