// Sharing a screen beside the camera: it arrives, with its sound, several at once, and it ends when it should.
import { shape } from '../faces.ts';
import { expect, test } from '../fixtures.ts';
import { all, type Person } from '../person.ts';
import { makeScreen } from '../screen.ts';
import { staysSo } from '../stillness.ts';

/** How many tracks of shared screens are open. */
function liveScreens({ page }: Person): Promise<number> {
  return page.evaluate(() => window.plenumScreens.flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live').length);
}

test('one shares a screen: the other sees it beside the camera, hears it, and it ends with "Stop sharing"', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: makeScreen }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ben.expectMovingPictures(1);

  await ada.turn(ada.room.share, true);
  await expect(ben.page.getByRole('status').getByText('Ada is sharing a screen.')).toBeAttached();
  await ben.expectMovingPictures(2);
  await ben.expectSounds(1);
  await expect(ben.room.screenOf('Ada').locator('video')).toBeVisible();
  const before = await ben.room.picturesOf("Ada's screen");
  await expect.poll(() => ben.room.picturesOf("Ada's screen")).toBeGreaterThan(before);
  await expect(ada.room.ownScreen.locator('video')).toBeVisible();
  await expect(ada.page.getByText('You are sharing your screen.')).toBeVisible();

  await ada.page.getByRole('button', { name: 'Smooth motion', exact: true }).click();
  await expect.poll(() => ada.page.evaluate(() => window.plenumScreens[0]?.getVideoTracks()[0]?.contentHint)).toBe('motion');

  await ada.page.getByRole('button', { name: 'Stop sharing', exact: true }).click();
  await expect(ada.room.share).toHaveAttribute('aria-pressed', 'false');
  await expect(ben.page.getByRole('status').getByText('Ada no longer shares a screen.')).toBeAttached();
  await expect(ben.room.screenOf('Ada')).toHaveCount(0);
  await expect(ada.room.ownScreen).toHaveCount(0);
  await ben.expectMovingPictures(1);
  await ben.expectSilence();
  await staysSo(() => liveScreens(ada), 0);
});

test('two screens that are shared at the same moment both arrive, and share the stage', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive({ before: makeScreen }), await arrive({ before: makeScreen }), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  for (const [person, name] of [[ben, 'Ben'], [cem, 'Cem']] as const) {
    await person.open(link);
    await person.join(name, { microphone: false, camera: false });
  }
  await all([ada, ben, cem], (person) => person.expectSilence());
  await cem.room.expectPeople('Ada', 'Ben', 'Cem (you)');

  await all([ada, ben], (person) => person.room.share.click());
  await all([ada, ben], (person) => person.expectMovingPictures(1));
  await cem.expectMovingPictures(2);
  for (const name of ['Ada', 'Ben']) {
    await expect(cem.room.screenOf(name).locator('video')).toBeVisible();
    await expect(cem.room.screenOf(name)).toHaveClass(/large/);
  }
});

test('the browser\'s own "Stop sharing", a closed chooser and leaving end it without a word', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: makeScreen }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ada.room.expectPeople('Ada (you)', 'Ben');

  await ada.page.keyboard.press('d');
  await expect(ben.room.screenOf('Ada').locator('video')).toBeVisible();
  await ada.page.evaluate(() => {
    const track = window.plenumScreens[0]?.getVideoTracks()[0];
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  await expect(ben.room.screenOf('Ada')).toHaveCount(0);
  await expect(ada.room.share).toHaveAttribute('aria-pressed', 'false');

  await ada.page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = () => {
      document.documentElement.dataset['refused'] = 'yes';
      return Promise.reject(new DOMException('closed', 'NotAllowedError'));
    };
  });
  await ada.room.share.click();
  await expect(ada.page.locator('html')).toHaveAttribute('data-refused', 'yes');
  await expect(ada.room.share).toHaveAttribute('aria-pressed', 'false');
  await ada.expectNotToRead(/could not be shared/);
  expect(await liveScreens(ada)).toBe(0);
});

test('leaving ends a shared screen', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: makeScreen }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ada.turn(ada.room.share, true);
  await expect(ben.room.screenOf('Ada').locator('video')).toBeVisible();
  await ada.leave();
  await ben.room.expectPeople('Ben (you)');
  await staysSo(() => liveScreens(ada), 0);
});

test('a tile can be pinned, the speaker view switched, and oneself hidden', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
  // Whoever is told that nobody hears them answers first: it stands over the tiles until then.
  await ada.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  const large = ada.room.participants.locator('.large');
  await expect(large).toHaveCount(0);

  const pin = ada.room.tile('Ben').getByRole('button', { name: 'Pin Ben', exact: true });
  await ada.room.tile('Ben').hover();
  await pin.click();
  await expect(large).toHaveCount(1);
  await expect(ada.room.tile('Ben')).toHaveClass(/large/);
  await pin.click();
  await expect(large).toHaveCount(0);

  await ada.page.keyboard.press('w');
  await expect(ada.room.tile('Cem'), 'Cem is the one who speaks').toHaveClass(/large/);
  await ada.page.keyboard.press('w');
  await expect(large).toHaveCount(0);

  await ada.room.peopleButton.click();
  const hide = ada.page.getByRole('button', { name: 'Hide me', exact: true });
  await hide.click();
  await expect(ada.room.ownTile('Ada')).toBeHidden();
  await hide.click();
  await expect(ada.room.ownTile('Ada')).toBeVisible();
});

test('a shared screen has its own shape in every window, and can be looked at closer by oneself alone', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: makeScreen }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ada.turn(ada.room.share, true);
  const tile = ben.room.screenOf('Ada');
  const video = tile.locator('video.shown');
  await expect(video).toBeVisible();
  for (const [width, height] of [[320, 568], [390, 844], [844, 390], [768, 1024], [1920, 1080], [1280, 720]] as const) {
    await ben.page.setViewportSize({ width, height });
    await expect.poll(async () => Math.abs((await shape(tile)) / (16 / 9) - 1), `at ${width}×${height}`).toBeLessThan(0.03);
  }

  await ben.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  const place = async () => (await video.boundingBox())!;
  const whole = await place();
  /** How many times as large as the tile the picture is. */
  const larger = async () => Math.round(((await place()).width / whole.width) * 100) / 100;
  await tile.hover();
  const fit = tile.getByRole('button', { name: 'Fit to tile', exact: true });
  await expect(fit).toHaveAttribute('aria-disabled', 'true');
  await tile.getByRole('button', { name: 'Zoom in', exact: true }).click();
  await expect.poll(larger).toBe(1.4);
  await ben.page.keyboard.press('+');
  await expect.poll(larger).toBe(1.96);
  const before = (await place()).x;
  await ben.page.keyboard.press('ArrowRight');
  await expect.poll(async () => Math.round((before - (await place()).x) / (whole.width / 10))).toBe(1);
  await ben.page.keyboard.press('-');
  await expect.poll(larger).toBe(1.4);

  const middle = { x: whole.x + whole.width / 2, y: whole.y + whole.height / 2 };
  await ben.page.mouse.move(middle.x, middle.y);
  const from = (await place()).x;
  await ben.page.mouse.down();
  await ben.page.mouse.move(middle.x + 40, middle.y, { steps: 4 });
  await ben.page.mouse.up();
  await expect.poll(async () => Math.round((await place()).x - from)).toBe(40);
  await fit.click();
  await expect.poll(larger).toBe(1);
  await ben.page.keyboard.down('Control');
  await ben.page.mouse.move(middle.x, middle.y);
  await ben.page.mouse.wheel(0, -40);
  await ben.page.keyboard.up('Control');
  await expect.poll(larger).toBe(1.4);
  await expect(ada.room.ownScreen, 'nobody else sees anything of it').toBeVisible();
});
