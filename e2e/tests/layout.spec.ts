// More tiles than a small window has room for: all can be scrolled to, and the first are there without scrolling.
import { expect, test } from '../fixtures.ts';
import { makeLight } from '../lab/light.ts';

/** Tiles of 84 px are the smallest: the rows that so many people need are higher than this window. */
const small = { width: 480, height: 260 };
const people = 10;

test('the first of many tiles is whole in a small window, and the last can be scrolled to', async ({ arrive }) => {
  const ada = await arrive({ viewport: small });
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  for (let number = 2; number <= people; number += 1) {
    const person = await arrive({ viewport: { width: 320, height: 480 }, reducedMotion: 'reduce' });
    await makeLight(person.page.context(), { away: true });
    await person.open(link);
    await person.join(`Person ${number}`, { microphone: false, camera: false });
  }
  await expect(ada.room.tiles).toHaveCount(people);
  await expect(ada.room.tiles.first()).toBeInViewport({ ratio: 1 });
  await expect(ada.room.tiles.last()).not.toBeInViewport({ ratio: 1 });
  await ada.room.tiles.last().scrollIntoViewIfNeeded();
  await expect(ada.room.tiles.last()).toBeInViewport({ ratio: 1 });
  await expect(ada.room.tiles.first()).not.toBeInViewport({ ratio: 1 });
});
