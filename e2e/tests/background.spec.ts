// The room behind a person: hidden on their own device, fetched by nobody else, and never shown again by itself.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

/** What hides it: page's and worker's half, and the program of the worker. */
const parts = /\/app-[0-9a-f]{16}\/background(?:-page\.js|-worker\.js|\.js|_bg\.wasm)$/;
const script = /\/background-worker\.js$/;
const hidden = /background could not be hidden/;

/** The plain colour, as `browser/media/background.rs` has it. */
const plain = [0x4a, 0x5a, 0x52];

/** How far a corner of a picture, where the camera of the tests shows nobody, is from the plain colour; far while there is none. */
async function fromPlain(video: Locator): Promise<number> {
  const corner = await video.evaluate((element) => {
    const { videoWidth: width, videoHeight: height } = element as HTMLVideoElement;
    if (width === 0) return undefined;
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.drawImage(element as HTMLVideoElement, 0, 0, width / 10, height / 10, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
  return corner === undefined ? 255 : Math.max(...corner.map((value, at) => Math.abs(value - plain[at]!)));
}

/** The picture of somebody, as another one has it. */
const seenBy = (viewer: Person, name: string) => viewer.room.tile(name).locator('video.shown');

const choose = async (person: Person, name: string) =>
  (await person.openSettings('Picture')).getByRole('radio', { name, exact: true }).check();

const fetched = (person: Person) => person.asked.filter((address) => parts.test(new URL(address).pathname));

test('a room that is hidden is sent to nobody, and what hides it is fetched by nobody else', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ben.open(link);
  await ada.join('Ada', { microphone: false });
  await ben.join('Ben', { microphone: false });
  await ben.expectMovingPictures(1);
  await expect.poll(() => fromPlain(seenBy(ben, 'Ada'))).toBeGreaterThan(24);
  expect(fetched(ada)).toEqual([]);

  await choose(ada, 'A plain colour');
  const preview = (await ada.openSettings('Picture')).locator('video');
  await expect.poll(() => fromPlain(preview)).toBeLessThan(16);
  await expect.poll(() => fromPlain(seenBy(ben, 'Ada'))).toBeLessThan(16);
  await ben.expectMovingPictures(1);
  expect(fetched(ada).length).toBeGreaterThanOrEqual(4);
  expect(fetched(ben)).toEqual([]);

  await choose(ada, 'The room, blurred');
  await expect.poll(() => fromPlain(seenBy(ben, 'Ada'))).toBeGreaterThan(24);
  await choose(ada, 'The room as it is');
  await staysSo(async () => ada.page.workers().filter((worker) => script.test(worker.url())).length, 0);
  await ben.expectMovingPictures(1);
});

test('what was chosen is remembered, and the next camera begins with it', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await choose(ada, 'A plain colour');
  await ada.expectNoDevice();
  expect(fetched(ada), 'nothing is fetched before there is a camera').toEqual([]);
  await ada.page.goto('about:blank');
  await ada.open(link);
  await ada.turn(ada.lobby.camera, true);
  await expect.poll(() => fromPlain(ada.page.locator('.preview video'))).toBeLessThan(16);
});

test('what cannot be hidden is not shown: the camera stays off, and asks', async ({ arrive }) => {
  // One that keeps files would fetch them past this test.
  const ada = await arrive({ serviceWorkers: 'block' });
  await ada.startMeeting();
  await choose(ada, 'The room, blurred');
  await ada.page.keyboard.press('Escape');
  await ada.page.context().route(script, (route) => route.abort('connectionfailed'));
  await ada.lobby.camera.click();
  await ada.expectToRead(hidden);
  await expect(ada.lobby.camera).toHaveAttribute('aria-pressed', 'false');
  await ada.expectNoDevice();

  await ada.page.context().unroute(script);
  await ada.lobby.camera.click();
  await expect(ada.lobby.camera).toHaveAttribute('aria-pressed', 'true');
  await expect(ada.page.getByText(hidden)).toHaveCount(0);
  ada.forgive(/ERR_CONNECTION|Failed to (load|fetch)/);
});

test('when it breaks in the meeting the picture ends, until the person says that the room may be seen', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await choose(ada, 'The room, blurred');
  await ada.page.keyboard.press('Escape');
  await ben.open(link);
  await ada.join('Ada', { microphone: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ben.expectMovingPictures(1);
  const worker = ada.page.workers().find((one) => script.test(one.url()))!;
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('broken by a test');
    });
  });
  await ada.expectToRead(hidden);
  await expect(ada.room.camera).toHaveAttribute('aria-pressed', 'false');
  await ada.expectNoDevice();
  await ben.expectDark();

  const show = ada.page.getByRole('button', { name: 'Show the room and turn on the camera', exact: true });
  const wide = ada.page.viewportSize()!;
  await ada.page.setViewportSize({ width: 320, height: 640 });
  const { x, width } = (await show.boundingBox())!;
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width, 'a long word on a button is no reason to be cut off').toBeLessThanOrEqual(320);
  await ada.page.setViewportSize(wide);
  await show.click();
  await expect(ada.room.camera).toHaveAttribute('aria-pressed', 'true');
  await ben.expectMovingPictures(1);
  await expect(ada.page.getByText(hidden)).toHaveCount(0);
  expect(ada.page.workers().filter((one) => script.test(one.url()))).toEqual([]);
  ada.forgive(/broken by a test/);
});

test('a Firefox hides the room too, without streams of frames', async ({ arriveIn, installedFirefox }) => {
  test.skip(installedFirefox === undefined, 'needs an installed Firefox');
  const ada = await arriveIn(installedFirefox!);
  await ada.startMeeting();
  await choose(ada, 'A plain colour');
  await ada.page.keyboard.press('Escape');
  await ada.turn(ada.lobby.camera, true);
  await expect.poll(() => fromPlain(ada.page.locator('.preview video'))).toBeLessThan(16);
});
