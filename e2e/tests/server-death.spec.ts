// The server introduces people to each other; once they are together it may die.
import { expect, test } from '../fixtures.ts';
import { deployed } from '../server.ts';

test.skip(deployed !== undefined, 'a deployed server is not ours to kill');

test('the server is killed: pictures and sound go on; it returns: all are seated again, and somebody new comes in', async ({ arrive, ownServer }) => {
  const at = ownServer.url;
  const [ada, ben, cem] = [await arrive({ at }), await arrive({ at }), await arrive({ at })];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  for (const person of [ada, ben, cem]) await person.expectMovingPictures(2);

  await ownServer.kill();
  const away = (text: string) => new RegExp(text, 'i');
  await expect(ada.page.getByText(away('server is away')).first()).toBeVisible();
  for (const person of [ada, ben, cem]) {
    await person.expectMovingPictures(2);
    await person.expectSounds(2);
  }
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');

  await ownServer.startAgain();
  for (const person of [ada, ben, cem]) await expect(person.page.getByText(away('server is away'))).toHaveCount(0);
  for (const person of [ada, ben, cem]) await person.expectMovingPictures(2);

  const dua = await arrive({ at });
  await dua.open(link);
  await dua.join('Dua');
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem', 'Dua');
  await dua.expectMovingPictures(3);
  await cem.expectMovingPictures(3);
});

test('somebody whose page loads while the server is away is let in when it returns', async ({ arrive, ownServer }) => {
  const at = ownServer.url;
  const [ada, ben] = [await arrive({ at }), await arrive({ at })];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ownServer.kill();
  await ben.lobby.nameBox.fill('Ben');
  await ben.lobby.joinButton.click();
  await ownServer.startAgain();
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await ben.expectMovingPictures(1);
});
