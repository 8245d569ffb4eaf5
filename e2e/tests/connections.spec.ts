// Everybody can see who hears and sees whom, how it goes and how well; and each tile says how good its line is.
import { expect, test } from '../fixtures.ts';

test('the view of connections names a person, says how the line goes, and its figures grow', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await ben.join('Ben');
  await ada.expectToSeeAndHear(1);

  const lines = await ada.openConnections();
  const entry = await ada.expectGoodLine(lines, 'Ben');
  // The plot goes on: one step more with each second.
  const steps = () => entry.locator('svg path').first().evaluate((path) => (path.getAttribute('d') ?? '').split('h1').length);
  const before = await steps();
  await expect.poll(steps).toBeGreaterThan(before);

  await ada.page.keyboard.press('Escape');
  await expect(lines).toBeHidden();
  await expect(entry).toHaveCount(0);
});

test('who comes and goes comes and goes in the view, and what is between the others is said too', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  const lines = await ada.openConnections();
  await expect(lines).toContainText('Nobody else is here yet.');
  await ben.open(link);
  await ben.join('Ben');
  await expect(lines.getByRole('heading', { name: 'Ben', exact: true })).toBeVisible();
  await cem.open(link);
  await cem.join('Cem');
  await expect(lines.getByRole('heading', { name: 'Cem', exact: true })).toBeVisible();
  // Who has just come may not have found everybody yet: nobody is said not to hear anybody before ten seconds have passed.
  await expect(lines).toContainText('They can all hear each other.', { timeout: 30_000 });
  await cem.leave();
  await expect(lines.getByRole('heading', { name: 'Cem', exact: true })).toBeHidden();
});

test('each tile says how good the line is to whoever asks', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada');
  await ben.join('Ben');
  await expect(ada.room.tile('Ben').getByRole('img', { name: 'Connection to Ben: good', exact: true })).toBeAttached();
});

test('what the view says of two is true of their cameras and microphones', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  await ada.expectSounds(1);
  const lines = await ada.openConnections();
  await expect(lines).toContainText('You can hear each other.');
  await expect(lines).not.toContainText('see');
  await ben.turn(ben.room.camera, true);
  await expect(lines).toContainText('You can hear each other. You can see Ben.');
  await ben.turn(ben.room.camera, false);
  await ben.turn(ben.room.microphone, false);
  await expect(lines).toContainText("Ben can hear you. Ben's microphone is off.");
  await ada.page.keyboard.press('Escape');
  await ada.turn(ada.room.microphone, false);
  await ada.page.getByRole('button', { name: ada.words.connections, exact: true }).click();
  await expect(lines).toContainText('Both microphones are off.');
});
