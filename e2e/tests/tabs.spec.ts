// Two tabs of one browser in one room hear each other, and the person hears an echo: they are told.
import { expect, test } from '../fixtures.ts';
import { Lobby } from '../pages/lobby.ts';

test('a second tab of the same meeting is told, and so is the first, until one goes', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const told = /another tab/i;
  await ada.expectNotToRead(told);

  const second = await ada.page.context().newPage();
  const lobby = new Lobby(second, ada.words);
  await second.goto(link);
  await expect(second.getByText(told)).toBeVisible();
  await ada.expectNotToRead(told);
  await lobby.joinButton.click();
  await expect(lobby.joinButton).toBeHidden();
  await ada.expectToRead(told);

  await second.close({ runBeforeUnload: true });
  await ada.expectNotToRead(told);
});
