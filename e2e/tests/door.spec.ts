// The door: who cannot get in with sound is seen by those inside, and helped by text.
import { expect, test } from '../fixtures.ts';
import { chat } from '../lab/chat.ts';
import { staysSo } from '../stillness.ts';

test('whoever stands at the door without a microphone is seen, written to, and can ask', async ({ arrive, arriveIn, troubled }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const ben = await arriveIn(await troubled({ permission: 'denied' }));
  await ben.open(link);
  await ben.lobby.nameBox.fill('Ben');
  await ben.lobby.microphone.click();
  const told = ada.page.getByRole('status').getByText('Ben is getting ready and needs help. The browser blocks the microphone.');
  await expect(told).toBeVisible();
  await ada.page.getByRole('button', { name: 'Write to Ben', exact: true }).click();
  await expect(told).toHaveCount(0);
  await expect(chat(ada).getByRole('textbox', { name: 'Message' })).toBeFocused();
  await ada.page.keyboard.type('Click the lock beside the address.');
  await ada.page.keyboard.press('Enter');

  const door = ben.page.getByRole('log', { name: 'Questions and answers', exact: true });
  await expect(door.getByText('Click the lock beside the address.')).toBeVisible();
  await ben.page.getByRole('textbox', { name: 'Your question', exact: true }).fill('<b>Which</b> lock?');
  await ben.page.keyboard.press('Enter');
  await expect(chat(ada).getByRole('article').last()).toContainText('<b>Which</b> lock?');
  await ada.page.getByRole('tab', { name: 'People', exact: true }).click();
  const entry = ada.page.getByRole('tabpanel', { name: 'People', exact: true }).getByRole('listitem').filter({ hasText: 'Ben' });
  await expect(entry).toContainText('The browser blocks the microphone.');
  await ben.lobby.joinButton.click();
  ben.name = 'Ben';
  await ben.expectInside();
  await expect(entry).not.toContainText('The browser blocks the microphone.');
});

test('there is nobody to ask before somebody is inside', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  const ben = await arrive();
  await ben.open(link);
  const ask = ben.page.getByText('Need help? Ask someone inside');
  await staysSo(() => ask.count(), 0);
  await ada.join('Ada', { microphone: false, camera: false });
  await expect(ask).toBeVisible();
});
