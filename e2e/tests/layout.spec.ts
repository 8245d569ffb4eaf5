// More tiles than a small window has room for: all can be scrolled to, and the first are there without scrolling.
import { expect, test } from '../fixtures.ts';

/** Tiles of 84 px are the smallest: seven columns and four rows of them are higher than this window. */
const small = { width: 740, height: 360 };
const people = 25;

test('the first of 25 tiles is whole in a small window, and the last can be scrolled to', async ({ arrive }) => {
  const ada = await arrive({ viewport: small });
  await ada.startMeeting();
  await ada.join('Ada');
  // Twenty-four more of her stand for the others: who sits there makes no difference to the layout.
  await ada.room.ownTile('Ada').evaluate((tile, more) => {
    const seats = tile.parentElement!;
    for (const child of [...seats.children]) if (child !== tile) child.remove();
    for (let number = 0; number < more; number += 1) seats.append(tile.cloneNode(true));
    seats.style.setProperty('--c', '7');
    seats.style.setProperty('--r', '4');
  }, people - 1);
  await expect(ada.room.tiles).toHaveCount(people);
  await expect(ada.room.tiles.first()).toBeInViewport({ ratio: 1 });
  await expect(ada.room.tiles.last()).not.toBeInViewport({ ratio: 1 });
  await ada.room.tiles.last().scrollIntoViewIfNeeded();
  await expect(ada.room.tiles.last()).toBeInViewport({ ratio: 1 });
});
