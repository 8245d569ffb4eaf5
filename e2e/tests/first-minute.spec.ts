// The first minute: how one comes to be heard, and what tells somebody that they are not.
import { expect, test } from '../fixtures.ts';
import { staysSo } from '../stillness.ts';

const silent = 'Nobody can hear you: your microphone is off.';

test('one press turns on both, and the next visit joins with them by one press', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.lobby.nameBox.fill('Ada');
  await ada.page.getByRole('button', { name: 'Turn on microphone and camera', exact: true }).press('Enter');
  await expect(ada.lobby.microphone).toHaveAttribute('aria-pressed', 'true');
  // The button is gone, and the keyboard goes on where it stood.
  await expect(ada.lobby.microphone).toBeFocused();
  await expect(ada.lobby.camera).toHaveAttribute('aria-pressed', 'true');
  await ada.lobby.joinButton.click();
  ada.name = 'Ada';
  await ada.expectInside();
  await ada.leave();

  const ben = await arrive();
  await ben.open(link);
  await ben.join('Ben');
  await ada.page.goto('about:blank');
  await ada.open(link);
  await ada.expectNoDevice();
  await ada.page.getByRole('button', { name: 'Join with microphone and camera', exact: true }).click();
  await ada.expectInside();
  await ben.expectToSeeAndHear(1);
});

test('whoever was never on is told so until they turn on, or say that they only listen', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const told = (person: typeof ada) => person.page.getByRole('status').getByText(silent, { exact: true });
  await staysSo(() => told(ada).count(), 0);
  const ben = await arrive();
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await expect(told(ada)).toBeVisible();
  await expect(told(ben)).toBeVisible();
  await ada.page.getByRole('button', { name: 'Turn on', exact: true }).click();
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await expect(told(ada)).toHaveCount(0);
  await ben.expectSounds(1);
  await ben.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  await staysSo(() => told(ben).count(), 0);
  // Whoever has muted themselves knows.
  await ada.turn(ada.room.microphone, false);
  await staysSo(() => told(ada).count(), 0);
});
