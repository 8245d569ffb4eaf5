// The server introduces people to each other; once they are together it may die.
import { expect, test } from '../fixtures.ts';
import { all, type Person } from '../person.ts';
import { deployed } from '../server.ts';
import { staysSo } from '../stillness.ts';

test.skip(deployed !== undefined, 'a deployed server is not ours to kill');

const away = /server can't be reached/i;

/** All are seated again so soon after the server is back, in milliseconds. */
const seatedWithin = 5_000;

test('the server is killed in a meeting of four: pictures and sound go on; it returns: all are seated again, and a fifth comes in', async ({ arrive, ownServer }) => {
  // Five whole pages on the cores of one machine: two cameras are enough to see that pictures go on.
  test.setTimeout(120_000);
  const at = ownServer.url;
  const four = [await arrive({ at }), await arrive({ at }), await arrive({ at }), await arrive({ at })];
  const [ada, ben] = four as [Person, Person];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  for (const [index, name] of ['Ben', 'Cem', 'Dua'].entries()) {
    await four[index + 1]!.open(link);
    await four[index + 1]!.join(name, { camera: name === 'Ben' });
  }
  const seeAndHear = (people: Person[]) =>
    all(people, async (person) => {
      await person.expectMovingPictures(person === ada || person === ben ? 1 : 2);
      await person.expectSounds(people.length - 1);
    });
  await seeAndHear(four);

  await ownServer.kill();
  await all(four, (person) => person.expectToRead(away));
  await seeAndHear(four);
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem', 'Dua');

  await ownServer.startAgain();
  await all(four, (person) => expect(person.page.getByText(away).filter({ visible: true })).toHaveCount(0, { timeout: seatedWithin }));
  await seeAndHear(four);

  const eva = await arrive({ at });
  await eva.open(link);
  await eva.join('Eva', { camera: false });
  await seeAndHear([...four, eva]);
});

test('settings and inviting open although the server has died, since what they hold came before', async ({ arrive, ownServer }) => {
  const ada = await arrive({ at: ownServer.url });
  const program = /\.wasm$/;
  let [wanted, coming] = [false, 0];
  ada.page.on('request', (request) => {
    if (program.test(request.url())) coming += 1;
    wanted ||= request.url().endsWith('_dialogs.wasm');
  });
  ada.page.on('requestfinished', (request) => {
    if (program.test(request.url())) coming -= 1;
  });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  // Nobody has opened anything.
  await expect.poll(() => wanted && coming === 0).toBe(true);
  await ownServer.kill();
  await ada.expectToRead(away);

  const settings = await ada.openSettings('Sound');
  await expect(settings.getByRole('tabpanel', { name: 'Sound', exact: true })).toContainText('Which microphone?');
  await ada.page.keyboard.press('Escape');
  await ada.room.inviteButton.click();
  const dialog = ada.page.getByRole('dialog', { name: 'Invite the others', exact: true });
  await expect(dialog.getByRole('button', { name: ada.words.copyLink, exact: true })).toBeVisible();
});

test('twenty quick restarts lose nobody and double nobody', async ({ arrive, ownServer }) => {
  const at = ownServer.url;
  const three = [await arrive({ at }), await arrive({ at }), await arrive({ at })];
  const [ada, ben, cem] = three as [Person, Person, Person];
  const link = await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  await ben.open(link);
  await ben.join('Ben', { camera: false });
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await all(three, (person) => person.expectSounds(2));
  const before = await Promise.all(three.map((person) => person.room.names()));

  for (let restart = 0; restart < 20; restart += 1) {
    await ownServer.kill();
    await ownServer.startAgain();
    expect(await Promise.all(three.map((person) => person.room.names()))).toEqual(before);
  }
  await all(three, (person) => expect(person.page.getByText(away).filter({ visible: true })).toHaveCount(0));
  await all(three, (person) => person.expectSounds(2));
  expect(await Promise.all(three.map((person) => person.room.names()))).toEqual(before);
  // No connection is made anew.
  await staysSo(() => Promise.all(three.map((person) => person.page.evaluate(() => window.plenumWitness.connections.length))), [2, 2, 2]);
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
