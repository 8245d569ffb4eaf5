// axe finds nothing to complain about on any screen, in both themes and both languages.
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import type { Person } from '../person.ts';
import { english, german, locale as sentences, spoken } from '../pages/words.ts';
import { makeScreen } from '../screen.ts';

/** All sections of the settings. */
async function expectSettingsAccessible(person: Person, where: string): Promise<void> {
  await person.page.getByRole('main').getByRole('button', { name: person.words.settings, exact: true }).click();
  const tabs = person.page.getByRole('dialog', { name: person.words.settings, exact: true }).getByRole('tab');
  // They come with a chunk of their own.
  await expect(tabs.first()).toBeVisible();
  const count = await tabs.count();
  expect(count).toBeGreaterThan(4);
  for (let at = 0; at < count; at += 1) {
    await tabs.nth(at).click();
    await expectAccessible(person, `settings ${where}: ${await tabs.nth(at).textContent()}`);
  }
  await person.page.keyboard.press('Escape');
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [locale, words] of [['en-GB', english], ['de-DE', german]] as const) {
    test(`axe finds nothing: ${colorScheme}, ${locale}`, async ({ arrive, home }) => {
      const ada = await arrive({ colorScheme, locale, words, reducedMotion: 'reduce', before: makeScreen });
      await ada.visit();
      await expectAccessible(ada, 'start page');

      await ada.page.goto(`${home}#cutoff`);
      await expect(ada.start.startButton.or(ada.start.linkBox).first()).toBeVisible();
      await expectAccessible(ada, 'damaged link');

      await ada.page.goto(`${home}#${code(undefined, { passphrase: true })}`);
      await expect(ada.page.locator('.unlock input[type="text"]')).toBeVisible();
      await expectAccessible(ada, 'passphrase');

      await ada.page.goto('about:blank');
      const link = await ada.startMeeting();
      await expectAccessible(ada, 'lobby without devices');
      await ada.turn(ada.lobby.camera, true);
      await ada.turn(ada.lobby.microphone, true);
      await expectAccessible(ada, 'lobby');
      await expectSettingsAccessible(ada, 'in the lobby');

      const ben = await arrive({ before: makeScreen });
      await ben.open(link);
      await ben.join('Ben', { camera: false });
      // Held back, so that somebody stands at the door.
      const door = await arrive({ colorScheme, locale, words, reducedMotion: 'reduce' });
      await door.page.route(/_room\.wasm$/, () => {});
      await door.open(link);
      await door.lobby.joinButton.click();
      await expect(door.lobby.joinButton).toBeHidden();
      await expectAccessible(door, 'at the door');
      await ada.join('Ada');
      await expect(ada.room.tile('Ben')).toBeVisible();
      await expectAccessible(ada, 'room');
      await expectSettingsAccessible(ada, 'in the room');
      await ada.room.peopleButton.click();
      await ada.page.getByRole('button', { name: sentences(locale.slice(0, 2))['encryption']!['open']!, exact: true }).click();
      await expect(ada.page.locator('#sees')).toBeVisible();
      await expectAccessible(ada, 'what the server sees');
      await ada.page.keyboard.press('Escape');
      await ada.page.getByRole('button', { name: sentences(locale.slice(0, 2))['captions']!['write']!, exact: true }).click();
      await ada.page.keyboard.type('Hallo');
      await ada.page.keyboard.press('Enter');
      await expect(ada.page.locator('.caption-line')).toContainText('Hallo');
      await expectAccessible(ada, 'captions');
      await ada.page.keyboard.press('Escape');
      await ada.room.peopleButton.click();
      await ada.room.inviteButton.click();
      const invite = ada.page.locator('#invite');
      await expect(invite).toBeVisible();
      for (const folded of await invite.locator('summary').all()) await folded.click();
      await expect(invite.locator('select')).toBeVisible();
      await expectAccessible(ada, 'inviting');
      await ada.page.keyboard.press('Escape');
      await expect(invite).toBeHidden();
      await ada.page.keyboard.press('c');
      const message = ada.page.getByRole('complementary', { name: 'Chat', exact: true }).getByRole('textbox');
      await message.fill('**Hallo** https://example.org');
      await message.press('Enter');
      await expect(ada.page.getByRole('article')).toContainText('Hallo');
      await expectAccessible(ada, 'chat');
      await ada.page.locator('.to select').selectOption({ index: 1 });
      await message.fill('psst');
      await message.press('Enter');
      const chooser = ada.page.waitForEvent('filechooser');
      await ada.page.locator('.composer form button').first().click();
      await (await chooser).setFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') });
      await expectAccessible(ada, 'chat, private, with a file to send');
      await ada.page.locator('.composer .go').click();
      await expect(ada.page.locator('.file')).toContainText('plan.txt');
      await expectAccessible(ada, 'chat with a file');
      await ada.page.locator('#tab-list').click();
      await expectAccessible(ada, 'speaking list');
      await ada.page.locator('#tab-agenda').click();
      await ada.page.locator('.agenda .add input').first().fill('Finanzen');
      await ada.page.keyboard.press('Enter');
      await expect(ada.page.locator('.item')).toContainText('Finanzen');
      await ada.page.locator('.agenda > section').last().getByRole('button').first().click();
      await ada.page.locator('.put textarea').fill('Kaffee?');
      await expectAccessible(ada, 'agenda with a form');
      await ada.page.locator('.put .go').click();
      await expect(ada.page.locator('.proposal')).toContainText('Kaffee?');
      await expectAccessible(ada, 'agenda with a proposal');
      await ada.page.keyboard.press('Escape');
      await ada.page.keyboard.press('n');
      const panel = ada.page.getByRole('complementary', { name: locale === 'de-DE' ? 'Notizen' : 'Notes', exact: true });
      await panel.getByRole('textbox').fill('# Titel\n\n- [x] **Tee** https://example.org\n\n> ja\n\n```\ncode\n```');
      await expectAccessible(ada, 'notes');
      await panel.getByRole('button', { name: locale === 'de-DE' ? 'Leseansicht' : 'Reading view', exact: true }).click();
      await expect(panel.getByRole('heading', { name: 'Titel', exact: true })).toBeVisible();
      await expectAccessible(ada, 'notes to read');
      await panel.getByRole('button', { name: locale === 'de-DE' ? 'Mehr zu diesen Notizen' : 'More for these notes', exact: true }).click();
      await expectAccessible(ada, 'the menu of the notes');
      await ada.page.getByRole('button', { name: locale === 'de-DE' ? 'Fassungen' : 'Versions', exact: true }).click();
      await expectAccessible(ada, 'versions of the notes');
      await panel.getByRole('tab').first().focus();
      await ada.page.keyboard.press('Escape');
      const lines = await ada.openConnections();
      await expect(lines.getByRole('heading', { name: 'Ben', exact: true })).toBeVisible();
      await expectAccessible(ada, 'connections');
      await ada.page.keyboard.press('Escape');
      await ben.turn(ben.room.share, true);
      await ada.turn(ada.room.share, true);
      await expect(ada.room.screenOf('Ben').locator('video')).toBeVisible();
      await expect(ada.room.ownScreen.locator('video')).toBeVisible();
      await expectAccessible(ada, 'room with two shared screens');
      await ada.leave();
      await expectAccessible(ada, 'after leaving');
    });
  }
}

for (const tag of ['es', 'fr', 'tr', 'uk', 'ar']) {
  test(`axe finds nothing on the way in: ${tag}`, async ({ arrive }) => {
    const ada = await arrive({ locale: tag, words: spoken(tag), reducedMotion: 'reduce' });
    await ada.visit();
    await expectAccessible(ada, 'start page');
    await ada.start.startButton.click();
    await expect(ada.lobby.joinButton).toBeVisible();
    await expectAccessible(ada, 'lobby');
    await ada.join('Ada', { microphone: false, camera: false });
    await expectAccessible(ada, 'room');
  });
}
