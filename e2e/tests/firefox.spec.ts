// Chromium and Firefox meet: two makes of everything below the page.
import { expect, test } from '../fixtures.ts';
import { launchFirefox } from '../launch.ts';
import { all } from '../person.ts';
import { makeScreen } from '../screen.ts';
import { spacePressesAfterKeys, spaceTalksAfterClicks } from '../space.ts';
import { passesOn, quiet, speech } from '../sounds.ts';

test.skip(launchFirefox() === undefined, 'no Firefox is installed here');

test('a Firefox comes to a Chromium: both see and hear', async ({ arrive, arriveIn, installedFirefox }) => {
  const [ada, fred] = [await arrive(), await arriveIn(installedFirefox!)];
  await fred.open(await ada.startMeeting());
  await ada.join('Ada');
  await fred.join('Fred');
  await all([ada, fred], (person) => person.expectToSeeAndHear(1));
});

test('a Chromium comes to a Firefox, which mutes, reloads and is back', async ({ arrive, arriveIn, installedFirefox }) => {
  const [fred, ada] = [await arriveIn(installedFirefox!), await arrive()];
  const link = await fred.startMeeting();
  await fred.join('Fred');
  await ada.open(link);
  await ada.join('Ada');
  await ada.expectSounds(1);
  await fred.expectMovingPictures(1);

  await fred.turn(fred.room.microphone, false);
  await expect(ada.room.mutedSign('Fred')).toBeVisible();
  await ada.expectSilence();
  await ada.expectMovingPictures(1);
  await fred.turn(fred.room.camera, false);
  await ada.expectDark();
  await fred.turn(fred.room.camera, true);
  await ada.expectMovingPictures(1);

  await fred.page.reload();
  await fred.expectInside();
  await fred.expectMovingPictures(1);
  await fred.turn(fred.room.camera, true);
  await ada.expectMovingPictures(1);
});

test('a Firefox and a Chromium share their screens with each other', async ({ arrive, arriveIn, installedFirefox }) => {
  const [ada, fred] = [await arrive({ before: makeScreen }), await arriveIn(installedFirefox!, { before: makeScreen })];
  await fred.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await fred.join('Fred', { microphone: false, camera: false });
  await ada.room.expectPeople('Ada (you)', 'Fred');

  for (const [one, other] of [[fred, ada], [ada, fred]] as const) {
    await one.turn(one.room.share, true);
    await expect(other.room.screenOf(one.name).locator('video')).toBeVisible();
    await other.expectMovingPictures(1);
    // A Firefox shares pictures only.
    if (one === ada) await other.expectSounds(1);
    // Decoded is not yet shown; a Firefox does not count what it shows, but tells of each frame.
    await other.room
      .screenOf(one.name)
      .locator('video.shown')
      .evaluate((video: HTMLVideoElement) => new Promise<void>((done) => video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(() => done()))));
    await one.page.getByRole('button', { name: 'Stop sharing', exact: true }).click();
    await expect(other.room.screenOf(one.name)).toHaveCount(0);
    // A Firefox would send the last picture again once a second for as long as the connection lasts.
    await other.expectDark();
  }
  await fred.turn(fred.room.share, true);
  await ada.expectMovingPictures(1);
});

test('a Firefox reads how its line goes, holds Space to talk, and is silent when its window loses the focus', async ({ arrive, arriveIn, installedFirefox }) => {
  const [ada, fred] = [await arrive(), await arriveIn(installedFirefox!)];
  await fred.open(await ada.startMeeting());
  await ada.join('Ada');
  await fred.join('Fred', { camera: false });
  await fred.expectToSeeAndHear(1);
  await fred.expectGoodLine(await fred.openConnections(), 'Ada', 'You can hear each other. You can see Ada.');
  await fred.page.keyboard.press('Escape');

  await fred.turn(fred.room.microphone, false);
  await ada.expectSilence();
  await fred.room.microphone.evaluate((button) => (button as HTMLElement).blur());
  await fred.page.keyboard.down('Space');
  await ada.expectSounds(1);
  await expect(ada.room.mutedSign('Fred')).toBeHidden();
  await fred.page.evaluate(() => window.dispatchEvent(new FocusEvent('blur')));
  await expect(fred.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ada.expectSilence();
  await fred.page.keyboard.up('Space');
  await expect(ada.room.mutedSign('Fred')).toBeVisible();
});

test('a Chromium hears itself through a Firefox: that one is told, and nobody else', async ({ arrive, arriveIn, installedFirefox }) => {
  test.setTimeout(120_000);
  const [ada, fred, cem] = [await arrive({ before: speech }), await arriveIn(installedFirefox!, { before: passesOn }), await arrive({ before: quiet })];
  const link = await ada.startMeeting();
  await Promise.all([fred.open(link), cem.open(link)]);
  await ada.join('Ada', { camera: false });
  await fred.join('Fred', { microphone: false, camera: false });
  await fred.expectSounds(1);
  await cem.join('Cem', { camera: false });
  await fred.turn(fred.room.microphone, true);
  const told = /hears themselves through your loudspeaker/;
  // Eight seconds are compared before anybody is named.
  await expect(fred.page.getByText(told)).toBeVisible({ timeout: 60_000 });
  await all([ada, cem], (person) => person.expectNotToRead(told));
  await expect(fred.room.microphone).toHaveAttribute('aria-pressed', 'true');
});

test('in a Firefox Space talks after a click with the mouse, and presses what was reached by keyboard', async ({ arrive, arriveIn, installedFirefox }) => {
  test.setTimeout(120_000);
  const [ada, fred] = [await arrive(), await arriveIn(installedFirefox!, { before: makeScreen })];
  await fred.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await fred.join('Fred', { camera: false });
  await ada.expectSounds(1);
  await fred.turn(fred.room.microphone, false);
  await spaceTalksAfterClicks(fred, ada, [fred.room.microphone, fred.room.camera, fred.room.share]);
  await spacePressesAfterKeys(fred, ada);
});

test('Back leads from a meeting in a Firefox to its lobby, and from there to the start page', async ({ arrive, arriveIn, installedFirefox }) => {
  const [ada, fred] = [await arrive(), await arriveIn(installedFirefox!)];
  const link = await fred.startMeeting();
  await fred.join('Fred');
  await ada.open(link);
  await ada.join('Ada');
  await ada.expectSounds(1);
  await fred.page.evaluate(() => history.back());
  await expect(fred.lobby.joinButton).toBeVisible();
  expect(fred.page.url()).toBe(link);
  await ada.room.expectPeople('Ada (you)');
  await fred.expectNoDevice();
  await fred.page.evaluate(() => history.back());
  await expect(fred.start.startButton).toBeVisible();
});
