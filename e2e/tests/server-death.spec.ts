// The server introduces people to each other; once they are together it may die.
import { expect, test } from '../fixtures.ts';
import { all } from '../person.ts';
import { deployed } from '../server.ts';

test.skip(deployed !== undefined, 'a deployed server is not ours to kill');

const away = /server is away/i;

test('the server is killed: pictures and sound go on; it returns: all are seated again, and somebody new comes in', async ({ arrive, ownServer }) => {
  const at = ownServer.url;
  const [ada, ben, cem] = [await arrive({ at }), await arrive({ at }), await arrive({ at })];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await cem.open(link);
  await cem.join('Cem');
  await all([ada, ben, cem], (person) => person.expectToSeeAndHear(2));

  await ownServer.kill();
  await ada.expectToRead(away);
  await all([ada, ben, cem], (person) => person.expectToSeeAndHear(2));
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');

  await ownServer.startAgain();
  await all([ada, ben, cem], (person) => expect(person.page.getByText(away).filter({ visible: true })).toHaveCount(0));
  await all([ada, ben, cem], (person) => person.expectToSeeAndHear(2));

  const dua = await arrive({ at });
  await dua.open(link);
  await dua.join('Dua');
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem', 'Dua');
  await all([ada, ben, cem, dua], (person) => person.expectToSeeAndHear(3));
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
