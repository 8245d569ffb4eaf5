// Where tiles stand: whole faces in every window, all of them within reach, and what can be done with each.
import type { Locator } from '@playwright/test';
import { holdUpright, seen, shape } from '../faces.ts';
import { expect, test } from '../fixtures.ts';
import { makeLight } from '../lab/light.ts';
import { all } from '../person.ts';

/** From 400 % zoom and phones of all kinds to a wall. */
const windows = [
  [320, 256],
  [390, 844],
  [568, 320],
  [768, 1024],
  [1280, 720],
  [1920, 1080],
  [2560, 1440],
] as const;

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

test('of an upright and of a wide camera at least seven tenths are seen in every window', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  for (const [name, before, camera] of [
    ['Ben', holdUpright, true],
    ['Cem', undefined, true],
    ['Dua', undefined, false],
  ] as const) {
    const person = await arrive(before === undefined ? {} : { before });
    await person.open(link);
    await person.join(name, { microphone: false, camera });
  }
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem', 'Dua');
  // It stands over the tiles until it is answered.
  await ada.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  await ada.expectMovingPictures(2);
  await expect.poll(() => shape(ada.room.tile('Ben')), 'an upright tile for an upright picture').toBeLessThan(0.8);
  await expect.poll(() => shape(ada.room.tile('Cem'))).toBeGreaterThan(1.25);
  for (const [width, height] of windows) {
    await ada.page.setViewportSize({ width, height });
    for (const name of ['Ben', 'Cem']) {
      await expect.poll(() => seen(ada.room.tile(name)), `${name} at ${width}×${height}`).toBeGreaterThanOrEqual(0.7);
    }
  }
  // Large or in the strip beside it, it is the same.
  await ada.page.setViewportSize({ width: 1280, height: 720 });
  for (const name of ['Ben', 'Dua']) {
    await ada.room.tile(name).hover();
    await ada.room.tile(name).getByRole('button', { name: `Pin ${name}`, exact: true }).click();
    await expect(ada.room.tile(name)).toHaveClass(/large/);
    await expect.poll(() => seen(ada.room.tile('Ben'))).toBeGreaterThanOrEqual(0.7);
    await expect.poll(() => seen(ada.room.tile('Cem'))).toBeGreaterThanOrEqual(0.7);
  }
});

test('with one other our own picture is small and over theirs, until we want it otherwise, and the device remembers', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false });
  await ben.join('Ben', { microphone: false });
  await ada.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  const own = ada.room.ownTile('Ada');
  const width = async (tile: Locator) => (await tile.boundingBox())?.width ?? 0;
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await expect.poll(() => width(own)).toBeLessThan(280);
  await expect.poll(() => width(ada.room.tile('Ben'))).toBeGreaterThan(700);
  await expect(ada.room.tile('Ben').getByRole('button', { name: 'Pin Ben', exact: true }), 'there is nobody to be larger than').toHaveCount(0);

  const small = own.getByRole('button', { name: 'Show me small', exact: true });
  await own.hover();
  await small.click();
  await expect(small).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => width(own)).toBeGreaterThan(500);
  await ada.page.reload();
  await ada.expectInside();
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await expect.poll(() => width(own)).toBeGreaterThan(500);
});

test('what cannot be seen of a tile cannot be pressed, and "⋯" shows it where nothing can be pointed at', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })];
  const cem = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false });
  for (const [person, name] of [[ben, 'Ben'], [cem, 'Cem']] as const) {
    await person.open(link);
    await person.join(name, { microphone: false, camera: false });
    await person.page.getByRole('button', { name: 'I only listen', exact: true }).click();
  }
  await all([ben, cem], (person) => person.expectMovingPictures(1));

  await cem.page.mouse.move(0, 0);
  const actions = cem.room.tile('Ada').locator('.acts');
  await expect(actions).toHaveCSS('opacity', '0');
  await expect(actions).toHaveCSS('pointer-events', 'none');
  await cem.room.tile('Ada').hover();
  await expect(actions).toHaveCSS('opacity', '1');
  await expect(actions).toHaveCSS('pointer-events', 'auto');

  expect(await ben.page.evaluate(() => matchMedia('(hover: none)').matches), 'a phone').toBe(true);
  const pin = ben.room.tile('Ada').getByRole('button', { name: 'Pin Ada', exact: true });
  const more = ben.room.tile('Ada').getByRole('button', { name: 'More for Ada', exact: true });
  await expect(pin).toBeHidden();
  await more.tap();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await pin.tap();
  await expect(ben.room.tile('Ada')).toHaveClass(/large/);
  await more.tap();
  await expect(pin, 'what is pressed stays to be seen').toBeVisible();
  await pin.tap();
  await expect(ben.room.tile('Ada')).not.toHaveClass(/large/);
  await expect(pin).toBeHidden();
});
