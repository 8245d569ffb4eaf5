// A socket that is let go of while it is being dialled ends properly: no failure, of which the browser would complain.
import type { Browser } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

declare global {
  interface Window {
    plenumRegistry: { enter: (thing: WebSocket) => void; end: (thing: WebSocket) => void; silence: () => void };
  }
}

/** Dials as the page does, lets go at once, and tells how the socket ended. */
async function letGo({ page }: Person): Promise<{ clean: boolean; opened: boolean }> {
  return page.evaluate(async () => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/00`);
    let opened = false;
    socket.addEventListener('open', () => (opened = true));
    const closed = new Promise<CloseEvent>((done) => socket.addEventListener('close', done));
    window.plenumRegistry.enter(socket);
    window.plenumRegistry.end(socket);
    const { wasClean } = await closed;
    return { clean: wasClean, opened };
  });
}

for (const make of ['Chromium', 'Firefox'] as const) {
  test(`a socket let go of while it is dialled says goodbye: ${make}`, async ({ arriveIn, browser, installedFirefox }) => {
    const used: Browser | undefined = make === 'Chromium' ? browser : installedFirefox;
    test.skip(used === undefined, 'no Firefox is installed here');
    const ada = await arriveIn(used!);
    await ada.visit();
    expect(await letGo(ada)).toEqual({ clean: true, opened: true });
  });
}

test('a page that has died closes even a socket that is still being dialled at once', async ({ arrive }) => {
  const ada = await arrive();
  await ada.visit();
  const state = await ada.page.evaluate(() => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/00`);
    window.plenumRegistry.enter(socket);
    window.plenumRegistry.silence();
    return socket.readyState;
  });
  expect(state).toBeGreaterThanOrEqual(2);
});
