// Two tabs of one browser in one room hear each other, and the person hears an echo: they are told.
import { expect, test } from '../fixtures.ts';
import { Lobby } from '../pages/lobby.ts';

test('a second tab of the same meeting is told, and so is the first, until one goes', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const told = /another tab/i;
  await expect(ada.page.getByText(told)).toHaveCount(0);

  const second = await ada.page.context().newPage();
  const lobby = new Lobby(second, ada.words);
  await second.goto(link);
  await expect(second.getByText(told)).toBeVisible();
  await expect(ada.page.getByText(told)).toHaveCount(0);
  await lobby.joinButton.click();
  await expect(lobby.joinButton).toBeHidden();
  await ada.expectToRead(told);

  await second.close({ runBeforeUnload: true });
  await expect(ada.page.getByText(told)).toHaveCount(0);
});
