// Chromium and Firefox meet: two makes of everything below the page.
import { expect, test } from '../fixtures.ts';
import { launchFirefox } from '../launch.ts';
import { all } from '../person.ts';

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
  await ada.expectSoundPackets(0);
  await ada.expectMovingPictures(1);

  await fred.page.reload();
  await fred.expectInside();
  await fred.expectMovingPictures(1);
  await fred.turn(fred.room.camera, true);
  await ada.expectMovingPictures(1);
});
