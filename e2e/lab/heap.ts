// What a page holds in memory: objects that are still reachable, and the whole memory of its wasm, which never shrinks.
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  interface Window {
    plenumMemories: WebAssembly.Memory[];
  }
}

/** Runs in the page, before the page: remembers the memory that each wasm brings. */
function remember(): void {
  window.plenumMemories = [];
  const note = ({ instance }: WebAssembly.WebAssemblyInstantiatedSource) => {
    for (const one of Object.values(instance.exports)) if (one instanceof WebAssembly.Memory) window.plenumMemories.push(one);
  };
  const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const made = await streaming(source, imports);
    note(made);
    return made;
  };
}

/** Every page of this context can be asked from here on. */
export async function weigh(context: BrowserContext): Promise<void> {
  await context.addInitScript(remember);
}

/** Bytes a Chromium's page holds after its garbage was collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const wasm = await page.evaluate(() => [...new Set(window.plenumMemories.map((memory) => memory.buffer))].reduce((sum, buffer) => sum + buffer.byteLength, 0));
  if (wasm === 0) throw new Error('no wasm was seen to be made');
  return usedSize + wasm;
}
