// Nobody sends what nobody sees: each page tells the others what it shows of them, and they send no more than that.
import { expect, test } from '../fixtures.ts';
import { hideable, show } from '../lab/hidden.ts';
import { all } from '../person.ts';
import { makeScreen } from '../screen.ts';

test('a hidden page is sent sound but no pictures, until somebody looks again', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive({ before: hideable }), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  await all([ada, ben, cem], (person) => person.expectToSeeAndHear(2));

  await show(ada, false);
  await ada.expectDark();
  await ada.expectSoundPackets(2);
  await all([ben, cem], (person) => person.expectToSeeAndHear(2));

  await show(ada, true);
  await ada.expectToSeeAndHear(2);
});

test('who joins in a hidden tab is sent pictures as soon as somebody looks', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive({ before: hideable })];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await show(ben, false);
  await ben.join('Ben');
  await ada.expectToSeeAndHear(1);
  await ben.expectDark();
  await show(ben, true);
  await ben.expectToSeeAndHear(1);
});

test('sound only: no pictures come in, everybody is heard, and the device remembers', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.openSettings('Data use');
  await ben.dataLevel('Sound only').check();
  await ben.page.keyboard.press('Escape');
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  await all([ada, cem], (person) => person.expectToSeeAndHear(2));
  await ben.expectDark();
  await ben.expectSounds(2);
  await expect(ben.room.tile('Ada').locator('video')).toBeHidden();

  await ben.page.reload();
  await ben.expectInside();
  await ben.expectSounds(2);
  await ben.expectDark();

  await ben.openSettings('Data use');
  await expect(ben.dataLevel('Sound only')).toBeChecked();
  await ben.expectToRead(/\d+ MB per hour received/);
  await ben.dataLevel('Everything').check();
  await ben.expectMovingPictures(2);
});

test('what is sent fits what is shown', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await ben.join('Ben');
  // Alone with each other it gets better step by step, beyond what a picture begins with.
  await expect.poll(async () => (await ben.cameraToOthers())[0]?.maxBitrate).toBeGreaterThan(340_000);

  await ada.openSettings('Data use');
  await ada.dataLevel('Small pictures').check();
  await expect.poll(() => ben.cameraToOthers()).toMatchObject([{ active: true, maxBitrate: 170_000, maxFramerate: 16 }]);
  await ada.dataLevel('Sound only').check();
  await expect.poll(() => ben.cameraToOthers()).toMatchObject([{ active: false }]);
});

test('a shared screen is sent to nobody who does not see it, and its sound goes on', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: makeScreen }), await arrive({ before: hideable })];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ada.turn(ada.room.share, true);
  await ben.expectMovingPictures(1);

  await show(ben, false);
  await ben.expectDark();
  await ben.expectSoundPackets(1);
  await show(ben, true);
  await ben.expectMovingPictures(1);

  await ben.openSettings('Data use');
  await ben.dataLevel('Sound only').check();
  await ben.expectDark();
  await ben.expectSoundPackets(1);
  await expect(ben.room.screenOf('Ada')).toContainText('Ada is sharing a screen. You have chosen sound only.');
  await ben.dataLevel('Everything').check();
  await ben.expectMovingPictures(1);
});
