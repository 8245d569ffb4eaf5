// The lock in the room, and what it tells: that the server sees little, and what that is.
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { locale as sentences, spoken } from '../pages/words.ts';

const lock = (person: Person) => person.page.getByRole('button', { name: 'Encrypted: what the server sees', exact: true });
/** The narrowest window with the lock beside the tools; where the names of the tools are long, it is 1600. */
const wide = { width: 1400, height: 800 };

const sheet = (person: Person) => person.page.getByRole('dialog', { name: 'What the server sees', exact: true });

test('a lock beside the tools says what the server sees, and gives the focus back', async ({ arrive }) => {
  const ada = await arrive({ reducedMotion: 'reduce', viewport: wide });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await lock(ada).focus();
  await ada.page.keyboard.press('Enter');
  await expect(sheet(ada).getByRole('heading', { name: 'What the server sees', exact: true })).toBeFocused();
  await expect(sheet(ada)).toContainText('It sees no link, no names, no words and no pictures');
  await expect(sheet(ada).getByRole('heading', { name: 'The server cannot listen', exact: true })).toBeVisible();
  await expectAccessible(ada, 'what the server sees');
  // Keys of the room wait.
  await ada.page.keyboard.press('c');
  await expect(ada.page.getByRole('complementary')).toHaveCount(0);
  await ada.page.keyboard.press('Escape');
  await expect(sheet(ada)).toBeHidden();
  await expect(lock(ada)).toBeFocused();
});

test('in windows without space beside the tools, the lock is in the list of people', async ({ arrive }) => {
  const ada = await arrive({ reducedMotion: 'reduce', viewport: wide });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await expect(lock(ada)).toBeVisible();
  await ada.page.setViewportSize({ width: 320, height: 568 });
  await expect(lock(ada)).toHaveCount(0);
  await ada.page.keyboard.press('c');
  await ada.page.getByRole('tab', { name: 'People', exact: true }).click();
  await expect(lock(ada)).toHaveCount(1);
  await lock(ada).focus();
  await ada.page.keyboard.press('Enter');
  await expect(sheet(ada)).toBeVisible();
  const box = (await sheet(ada).boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(320);
  expect(box.y).toBeGreaterThanOrEqual(0);
  await sheet(ada).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(lock(ada)).toBeFocused();
});

for (const [tag, width] of [['en', 1400], ['de', 1400], ['fr', 1600], ['uk', 1600], ['es', 1600], ['tr', 1600]] as const) {
  test(`the lock touches no tool: ${tag}`, async ({ arrive }) => {
    const ada = await arrive({ locale: tag, words: spoken(tag), viewport: { width, height: 800 } });
    await ada.startMeeting();
    await ada.join('Ada', { microphone: false, camera: false });
    const name = sentences(tag)['encryption']!['open']!;
    const box = (await ada.page.getByRole('button', { name, exact: true }).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    const first = (await ada.page.getByRole('toolbar').getByRole('button').filter({ visible: true }).first().boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(first.x);
  });
}
