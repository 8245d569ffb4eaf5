// Everything works between two people but the sound: a fresh line is made for it, and nobody else notices.
import { expect, test } from '../fixtures.ts';
import { all } from '../person.ts';
import { staysSo } from '../stillness.ts';
import { openConnections } from '../witness.ts';

test('no sound comes from somebody who is not muted: another line brings it, in the same tile', async ({ arrive }) => {
  const people = [await arrive(), await arrive(), await arrive()] as const;
  const [ada, ben, cem] = people;
  const link = await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  for (const [person, name] of [[ben, 'Ben'], [cem, 'Cem']] as const) {
    await person.open(link);
    await person.join(name, { camera: name === 'Ben' });
  }
  await all([...people], (person) => person.expectSounds(2));
  await ada.expectMovingPictures(1);
  const tile = (await ada.room.tile('Ben').elementHandle())!;
  const made = () => Promise.all(people.map((person) => person.page.evaluate(() => window.plenumWitness.connections.length)));
  expect(await made()).toEqual([2, 2, 2]);

  // Behind the back of Ben's page, which still says that its microphone is on: his first line is the one to Ada.
  await ben.page.evaluate(() => window.plenumWitness.connections[0]!.getTransceivers()[0]!.sender.replaceTrack(null));
  await expect.poll(made).toEqual([3, 3, 2]);
  await all([...people], (person) => expect.poll(() => openConnections(person.page)).toBe(2));
  await all([...people], (person) => person.expectSounds(2));
  await ada.expectMovingPictures(1);
  expect(await tile.evaluate((element) => element.isConnected), 'the tile is the same').toBe(true);
  await expect(ben.room.microphone).toHaveAttribute('aria-pressed', 'true');
  // One fresh line was enough.
  await staysSo(made, [3, 3, 2]);
});
