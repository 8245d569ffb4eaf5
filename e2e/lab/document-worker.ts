// The room document's worker as the page sees it: what it is asked and how long it takes, which messages it wants sent; and a page that begins with a kept copy of ours.
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  interface Window {
    openedDocument: {
      /** How large a request was, and how long its answer took from when the worker could begin, milliseconds. */
      answered: { bytes: number; ms: number }[];
      /** From its start until it was loaded, milliseconds. */
      startMs: number;
      /** Messages to others that hold text, and those that hold carets, before they are sealed. */
      updates: { bytes: number; messages: number };
      cursors: { bytes: number; messages: number };
      /** The copy that a document begins with which finds none, in base64. */
      copy?: string;
    };
  }
}

/** Runs in the page, before the page. */
function watch(copy: string | undefined): void {
  const found: Window['openedDocument'] = {
    answered: [],
    startMs: Number.NaN,
    updates: { bytes: 0, messages: 0 },
    cursors: { bytes: 0, messages: 0 },
    ...(copy === undefined ? {} : { copy }),
  };
  window.openedDocument = found;

  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  /** `Request::Open(Setup { us, room, seed, cached, … }, …)` by postcard, with the copy where there is none. */
  const opening = (message: ArrayBuffer): ArrayBuffer => {
    const [plain, none] = [new Uint8Array(message), 1 + 32 + 16 + 32];
    if (found.copy === undefined || plain[0] !== 0 || plain[none] !== 0) return message;
    const bytes = Uint8Array.from(atob(found.copy), (one) => one.charCodeAt(0));
    const head = [...plain.subarray(0, none), 1, ...varint(bytes.length)];
    const rest = plain.subarray(none + 1);
    const whole = new Uint8Array(head.length + bytes.length + rest.length);
    whole.set(head);
    whole.set(bytes, head.length);
    whole.set(rest, head.length + bytes.length);
    return whole.buffer;
  };
  /** Looks for `Effect::Send` with messages of the first pad: version, kind, sixteen zeros, behind a length of one byte or two. */
  const weigh = (reply: Uint8Array): void => {
    for (let at = 2; at + 18 <= reply.length; at += 1) {
      const kind = reply[at + 1];
      if (reply[at] !== 1 || (kind !== 3 && kind !== 4) || reply.subarray(at + 2, at + 18).some((byte) => byte !== 0)) continue;
      const [last, first] = [reply[at - 1]!, reply[at - 2]!];
      const sum = kind === 3 ? found.updates : found.cursors;
      sum.messages += 1;
      sum.bytes += first >= 128 && last < 16 ? (first & 127) + last * 128 : last;
    }
  };

  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      if (!String(address).endsWith('/document-worker.js')) return;
      const begin = performance.now();
      let loaded = Number.POSITIVE_INFINITY;
      const asked: { bytes: number; at: number }[] = [];
      this.addEventListener('message', ({ data }) => {
        const now = performance.now();
        if (data === 'loaded') {
          loaded = now;
          found.startMs = now - begin;
          return;
        }
        if (data.asked === true) {
          const { bytes, at } = asked.shift()!;
          found.answered.push({ bytes, ms: now - Math.max(at, loaded) });
        }
        weigh(new Uint8Array(data.bytes));
      });
      const ask = this.postMessage.bind(this);
      this.postMessage = (message: ArrayBuffer) => {
        const request = opening(message);
        asked.push({ bytes: request.byteLength, at: performance.now() });
        ask(request, [request]);
      };
    }
  };
}

/** Every page of this context is watched; its documents begin with this copy if they find none. */
export async function watchDocumentWorker(context: BrowserContext, copy?: Buffer): Promise<void> {
  await context.addInitScript(watch, copy?.toString('base64'));
}

/** How long the largest request took, once one of at least so many bytes was answered, milliseconds. */
export async function largestAnswered(page: Page, atLeastBytes: number): Promise<number> {
  await page.waitForFunction((bytes) => window.openedDocument?.answered.some((one) => one.bytes >= bytes), atLeastBytes);
  return page.evaluate(() => window.openedDocument.answered.toSorted((a, b) => b.bytes - a.bytes)[0]!.ms);
}
