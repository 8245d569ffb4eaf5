// A line between two people breaks: a fresh one is made beside it, and the picture stays in its tile.
import { expect, test } from '../fixtures.ts';
import { all, type Person } from '../person.ts';
import { openConnections } from '../witness.ts';

declare global {
  interface Window {
    plenumStarve: () => void;
    plenumDark: number;
    plenumFloating: HTMLVideoElement | undefined;
  }
}

/**
 * Runs in the page, before the page: `plenumStarve()` silences the heartbeats of every connection made so far. No headless
 * browser has windows for pictures: this one remembers who has one, which ends when the element leaves the document.
 */
function starvable(): void {
  Object.defineProperty(document, 'pictureInPictureEnabled', { value: true });
  Object.defineProperty(document, 'pictureInPictureElement', {
    get: () => {
      if (!window.plenumFloating?.isConnected) window.plenumFloating = undefined;
      return window.plenumFloating ?? null;
    },
  });
  HTMLVideoElement.prototype.requestPictureInPicture = async function (this: HTMLVideoElement): Promise<PictureInPictureWindow> {
    // Who leaves the document, be it for a moment, is out of the window.
    new MutationObserver(() => {
      if (!this.isConnected) window.plenumFloating = undefined;
    }).observe(document, { childList: true, subtree: true });
    window.plenumFloating = this;
    return {} as PictureInPictureWindow;
  };
  const beats: RTCDataChannel[] = [];
  const create = RTCPeerConnection.prototype.createDataChannel;
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    const channel = create.call(this, label, options);
    if (label === 'heartbeats') beats.push(channel);
    return channel;
  };
  window.plenumStarve = () => {
    for (const channel of beats.splice(0, Infinity)) channel.send = () => undefined;
  };
}

/** Counts, at every frame the screen shows, whether this tile shows no picture. */
async function watchTile(person: Person, name: string): Promise<void> {
  await person.room.tile(name).evaluate((tile) => {
    window.plenumDark = 0;
    const look = (): void => {
      const shown = [...tile.querySelectorAll<HTMLVideoElement>('video.shown')];
      if (!shown.some((video) => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)) window.plenumDark += 1;
      requestAnimationFrame(look);
    };
    look();
  });
}

async function three(arrive: (options: { before: () => void }) => Promise<Person>): Promise<[Person, Person, Person]> {
  const people: [Person, Person, Person] = [
    await arrive({ before: starvable }),
    await arrive({ before: starvable }),
    await arrive({ before: starvable }),
  ];
  const link = await people[0].startMeeting();
  await people[0].join('Ada');
  for (const [person, name] of [[people[1], 'Ben'], [people[2], 'Cem']] as const) {
    await person.open(link);
    await person.join(name);
  }
  await all(people, (person) => person.expectToSeeAndHear(2));
  return people;
}

async function expectOneLineEach(people: Person[]): Promise<void> {
  await all(people, (person) => expect.poll(() => openConnections(person.page)).toBe(people.length - 1));
}

test('a line is closed on one side: another is made, and picture and sound are back in the same tile', async ({ arrive }) => {
  const people = await three(arrive);
  const [ada, ben] = people;
  const tile = (await ada.room.tile('Ben').elementHandle())!;
  const made = await ada.page.evaluate(() => window.plenumWitness.connections.length);
  await ada.page.evaluate(() => window.plenumWitness.connections[0]!.close());

  await expect.poll(() => ada.page.evaluate(() => window.plenumWitness.connections.length)).toBeGreaterThan(made);
  await expectOneLineEach(people);
  await all(people, (person) => person.expectToSeeAndHear(2));
  expect(await tile.evaluate((element) => element.isConnected), 'the tile is the same').toBe(true);
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
  await ben.room.expectPeople('Ada', 'Ben (you)', 'Cem');
});

test('beats stop on lines that otherwise work: fresh ones take over without a dark moment', async ({ arrive }) => {
  const people = await three(arrive);
  const [ada, ben] = people;
  const tile = (await ada.room.tile('Ben').elementHandle())!;
  const made = await ada.page.evaluate(() => window.plenumWitness.connections.length);
  await watchTile(ada, 'Ben');
  await watchTile(ben, 'Ada');
  await ben.page.evaluate(() => window.plenumStarve());

  await expect.poll(() => ada.page.evaluate(() => window.plenumWitness.connections.length)).toBeGreaterThan(made);
  await expectOneLineEach(people);
  await all(people, (person) => person.expectToSeeAndHear(2));
  expect(await tile.evaluate((element) => element.isConnected), 'the tile is the same').toBe(true);
  for (const person of [ada, ben]) {
    expect(await person.page.evaluate(() => window.plenumDark), 'no dark moment').toBe(0);
  }
});

test('a tile that fills the screen and a picture in a window of its own stay when a fresh line takes over', async ({ arrive }) => {
  const people = await three(arrive);
  const [ada, ben] = people;
  const tile = ada.room.tile('Ben');
  await tile.hover();
  await tile.getByRole('button', { name: 'Picture in picture', exact: true }).click();
  await tile.getByRole('button', { name: 'Full screen', exact: true }).click();
  const filled = () => ada.page.evaluate(() => document.fullscreenElement?.getAttribute('aria-label'));
  await expect.poll(filled).toBe('Ben');

  const made = await ada.page.evaluate(() => window.plenumWitness.connections.length);
  await ben.page.evaluate(() => window.plenumStarve());
  await expect.poll(() => ada.page.evaluate(() => window.plenumWitness.connections.length)).toBeGreaterThan(made);
  await expectOneLineEach(people);
  await all(people, (person) => person.expectToSeeAndHear(2));

  // What floats is alive, is the one of the tile, and shows a line that is open.
  const floating = () =>
    ada.page.evaluate(() => {
      const video = document.pictureInPictureElement as HTMLVideoElement | null;
      const track = (video?.srcObject as MediaStream | undefined)?.getVideoTracks()[0];
      const open = window.plenumWitness.connections.filter((connection) => connection.connectionState !== 'closed');
      return {
        tile: video?.closest('[role=group]')?.getAttribute('aria-label'),
        shown: video?.classList.contains('shown'),
        faces: video?.parentElement?.querySelectorAll('video').length,
        fresh: open.some((connection) => connection.getReceivers().some((receiver) => receiver.track === track)),
      };
    });
  await expect.poll(floating).toEqual({ tile: 'Ben', shown: true, faces: 1, fresh: true });
  const before = await ada.room.picturesOf('Ben');
  await expect.poll(() => ada.room.picturesOf('Ben')).toBeGreaterThan(before);
  expect(await filled()).toBe('Ben');
});
