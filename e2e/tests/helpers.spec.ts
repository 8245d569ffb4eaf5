// The tests' own probes, held against what they must not overlook: each says no where something comes, opens or changes.
import { expect, test } from '../fixtures.ts';
import type { Arrival, Person } from '../person.ts';
import { growsExactly, staysSilent, staysSo } from '../stillness.ts';
import { Meter } from '../witness.ts';

/** So short that what is live is caught soon. */
const soon = { withinMs: 1_500 };
/** First looks at two live streams, each of which has to see both. */
const looks = 40;

/** Ada sees and hears the two others, who talk and show themselves. */
async function three(arrive: (options?: Arrival) => Promise<Person>): Promise<[Person, Person, Person]> {
  const people: [Person, Person, Person] = [await arrive(), await arrive(), await arrive()];
  const link = await people[0].startMeeting();
  await people[0].join('Ada', { microphone: false, camera: false });
  for (const [person, name] of [[people[1], 'Ben'], [people[2], 'Cem']] as const) {
    await person.open(link);
    await person.join(name);
  }
  await people[0].expectToSeeAndHear(2);
  return people;
}

test('no helper takes two live streams for silence, darkness or one stream', async ({ arrive }) => {
  const [ada] = await three(arrive);
  for (const [what, assertion] of [
    ['silence', () => ada.expectSilence(soon)],
    ['darkness', () => ada.expectDark(soon)],
    ['both', () => ada.expectSilenceAndDark(soon)],
    ['one sound', () => ada.expectSoundPackets(1, soon)],
    ['one picture', () => ada.expectPicturesOnTheWay(1, soon)],
    ['no decoded picture', () => staysSilent(new Meter(ada.page, 'video', (stream) => stream.frames), soon)],
  ] as const)
    await expect(assertion(), what).rejects.toThrow(/so many streams grow/);
  for (let look = 0; look < looks; look += 1) {
    expect(await new Meter(ada.page, 'audio', (stream) => stream.packets).grown(), `look ${look}`).toBe(2);
  }
});

test('no helper overlooks what begins in the middle of its interval', async ({ arrive }) => {
  const [ada, ben, cem] = await three(arrive);
  for (const person of [ben, cem]) {
    await person.turn(person.room.microphone, false);
    await person.turn(person.room.camera, false);
  }
  await ada.expectSilenceAndDark();
  const begun = /streams that grew within/;
  const long = { forMs: 5_000 };
  const [silence, darkness] = [ada.expectSilence(long), ada.expectDark(long)].map((promise) => expect(promise).rejects.toThrow(begun));
  // So long that the two are in the midst of theirs.
  await ada.expectSilence({ forMs: 1_000 });
  // One after the other: a page has one mouse.
  await ben.turn(ben.room.microphone, true);
  await ben.turn(ben.room.camera, true);
  await Promise.all([silence, darkness]);

  await ada.expectSoundPackets(1);
  const second = expect(growsExactly(new Meter(ada.page, 'audio', (stream) => stream.packets), 1, long)).rejects.toThrow(begun);
  await ada.expectSoundPackets(1, { forMs: 500 });
  await cem.turn(cem.room.microphone, true);
  await second;
});

test('no helper takes an open device, a sentence or a changed value for none', async ({ arrive }) => {
  const [ada, ben] = await three(arrive);
  const never = /toEqual/;
  await expect(ben.expectNoDevice(soon)).rejects.toThrow(never);
  await expect(ben.expectNotToRead(/Ada/, soon)).rejects.toThrow(never);
  await ada.expectNoDevice();
  const opened = expect(ada.expectNoDevice({ forMs: 10_000 })).rejects.toThrow(/of 10000 ms/);
  await ada.expectNoDevice({ forMs: 500 });
  await ada.turn(ada.room.camera, true);
  await opened;
  let looked = 0;
  await expect(staysSo(async () => (looked += 1) > 5, false)).rejects.toThrow(/of 2000 ms/);
});
