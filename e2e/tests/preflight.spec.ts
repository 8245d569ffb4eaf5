// The preflight: what the lobby has found out by itself, in one sentence that does not flicker.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

/** In the page, before the page: a browser that believes in a good line. */
function goodLine(): void {
  Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { downlink: 10, rtt: 50 }) });
}

/** In the page, before the page: a browser that believes in a slow one. */
function slowLine(): void {
  Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { downlink: 0.6, rtt: 50 }) });
}

const told = (person: Person): Locator => person.page.locator('.preflight');

test('who is heard and seen is told so, and nothing before something is known', async ({ arrive }) => {
  const ada = await arrive({ before: goodLine });
  await ada.startMeeting();
  await expect(told(ada)).toHaveAttribute('role', 'status');
  await staysSo(() => told(ada).textContent(), '');
  await ada.page.getByRole('button', { name: 'Turn on microphone and camera', exact: true }).click();
  await expect(told(ada)).toHaveText('All set: your microphone and your camera work.');
  await ada.turn(ada.lobby.camera, false);
  await expect(told(ada)).toHaveText('All set: your microphone works.');
  await ada.turn(ada.lobby.microphone, false);
  await expect(told(ada)).toHaveText('');
  expect(await ada.page.evaluate(() => window.plenumWitness.connections.length), 'and no connection was made for it').toBe(0);
});

test('a slow line is told before it disappoints', async ({ arrive }) => {
  const ada = await arrive({ before: slowLine });
  await ada.startMeeting();
  await expect(told(ada)).toHaveText('Your connection is slow: pictures will be small.');
  await ada.lobby.microphone.click();
  await expect(told(ada)).toHaveText('Your microphone works. Your connection is slow: pictures will be small.');
});

test('who cannot be heard is told so', async ({ arriveIn, troubled }) => {
  const guest = await arriveIn(await troubled({ permission: 'denied' }), { before: goodLine });
  await guest.startMeeting();
  await guest.lobby.microphone.click();
  await expect(told(guest)).toHaveText("The others can't hear you yet.");
});
