// On a thin line the lobby is useful long before everything is there that a meeting needs.
import { expect, test } from '../fixtures.ts';
import { all } from '../person.ts';

/** What only a meeting needs. */
const roomChunk = /_room\.wasm$/;

test('who joins before everything is there waits a moment and is let in', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ben.page.route(roomChunk, async (route) => {
    await released;
    await route.continue();
  });
  await ben.open(link);
  await ben.lobby.nameBox.fill('Ben');
  await ben.turn(ben.lobby.microphone, true);
  await ben.turn(ben.lobby.camera, true);
  await ben.lobby.joinButton.click();
  await ben.expectToRead(/one moment, connecting/i);
  release();
  ben.name = 'Ben';
  await ben.expectInside();
  await all([ada, ben], (person) => person.expectToSeeAndHear(1));
});

test('a new meeting has its lobby at once, and its link as soon as what makes links is there', async ({ arrive }) => {
  const ada = await arrive();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ada.page.route(roomChunk, async (route) => {
    await released;
    await route.continue();
  });
  await ada.visit();
  await ada.start.startButton.click();
  await ada.turn(ada.lobby.microphone, true);
  expect(new URL(ada.page.url()).hash).toBe('');
  release();
  await expect(ada.page).toHaveURL(/#[0-9a-z]{30}$/);
  await expect(ada.lobby.microphone).toHaveAttribute('aria-pressed', 'true');
  await ada.join('Ada', { camera: false });
});

test('what a meeting needs is asked for again until it comes', async ({ arrive }) => {
  const ada = await arrive();
  let failures = 3;
  await ada.page.route(roomChunk, (route) => (failures-- > 0 ? route.abort('connectionfailed') : route.continue()));
  await ada.visit();
  await ada.start.startButton.click();
  await ada.join('Ada', { microphone: false, camera: false });
  expect(failures).toBeLessThan(0);
  ada.forgive(/Failed to fetch/);
});
