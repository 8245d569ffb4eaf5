// The first thing Plenum is for: people open one link and see and hear each other.
import { expect, test } from '../fixtures.ts';
import { all } from '../person.ts';

test('three meet, and each sees and hears the other two', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');

  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
  await ben.room.expectPeople('Ada', 'Ben (you)', 'Cem');
  await cem.room.expectPeople('Ada', 'Ben', 'Cem (you)');
  await all([ada, ben, cem], (person) => person.expectToSeeAndHear(2));
  // Decoded is not yet shown.
  for (const other of ['Ben', 'Cem']) {
    const before = await ada.room.picturesOf(other);
    await expect.poll(() => ada.room.picturesOf(other)).toBeGreaterThan(before);
  }
});

test('one mutes: the others see the sign and receive no more sound from them', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  await ben.open(link);
  await ben.join('Ben', { camera: false });
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await all([ada, ben, cem], (person) => person.expectSounds(2));

  await cem.turn(cem.room.microphone, false);
  await expect(ada.room.mutedSign('Cem')).toBeVisible();
  await expect(ben.room.mutedSign('Cem')).toBeVisible();
  await expect(ada.room.mutedSign('Ben')).toBeHidden();
  await all([ada, ben], (person) => person.expectSoundPackets(1));
  await all([ada, ben], (person) => person.expectSounds(1));
  await cem.expectSounds(2);

  await cem.turn(cem.room.microphone, true);
  await expect(ada.room.mutedSign('Cem')).toBeHidden();
  await all([ada, ben], (person) => person.expectSounds(2));
});

test('one turns the camera off and on again', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await ben.join('Ben');
  await ada.expectMovingPictures(1);

  await ben.turn(ben.room.camera, false);
  await ada.expectDark();
  await ada.expectSounds(1);
  await expect(ada.room.tile('Ben').locator('video')).toBeHidden();

  await ben.turn(ben.room.camera, true);
  await ada.expectMovingPictures(1);
});

// A Chromium plays no sound of a stream whose picture has never come, if one element plays both.
test('two without cameras hear each other', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  await all([ada, ben], (person) => person.expectSounds(1));
});

test('one goes in with neither camera nor microphone, and sees and hears', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await ben.join('Ben', { microphone: false, camera: false });
  await ben.expectToSeeAndHear(1);
  await ada.expectSilenceAndDark();
  await ben.expectNoDevice();
  expect(await ben.page.evaluate(() => window.plenumWitness.tracks.length), 'none was opened in between').toBe(0);
});

test('one leaves: their tile goes, the others stay together, and they can come back', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');

  await cem.leave();
  await cem.expectNoDevice();
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await ben.room.expectPeople('Ada', 'Ben (you)');
  await all([ada, ben], (person) => person.expectToSeeAndHear(1));

  await cem.comeBackButton.click();
  await cem.expectInside();
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
});

test('one reloads and is back in the same tile, silent and dark, and nobody else notices', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  await cem.room.expectPeople('Ada', 'Ben', 'Cem (you)');
  await cem.expectMovingPictures(2);
  const order = await cem.room.names();
  const benAtCem = (await cem.room.tile('Ben').locator('video').elementHandle())!;
  const madeByBen = await ben.page.evaluate(() => window.plenumWitness.connections.length);

  await ada.page.reload();
  await ada.expectInside();
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(ada.room.camera).toHaveAttribute('aria-pressed', 'false');
  await ada.expectNoDevice();
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
  await ada.expectToSeeAndHear(2);

  await expect.poll(() => cem.room.names()).toEqual(order);
  expect(await benAtCem.evaluate((video) => video.isConnected), "Ben's picture is still the same element").toBe(true);
  expect(await ben.page.evaluate(() => window.plenumWitness.connections.length), 'Ben made one connection, to who came back').toBe(madeByBen + 1);

  await ada.turn(ada.room.camera, true);
  await ada.turn(ada.room.microphone, true);
  await all([ben, cem], (person) => person.expectToSeeAndHear(2));
});

test('the link can be copied in the room', async ({ arrive }) => {
  // Our own page may not read the clipboard, so that what it writes is caught on the way.
  const ada = await arrive({
    before: () => {
      Clipboard.prototype.writeText = async (text) => {
        document.documentElement.dataset['copied'] = text;
      };
    },
  });
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.room.inviteButton.click();
  await ada.page.locator('#invite').getByRole('button', { name: 'Copy link', exact: true }).click();
  await expect.poll(() => ada.page.evaluate(() => document.documentElement.dataset['copied'])).toBe(link);
});
