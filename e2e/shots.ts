// Pictures of every screen for people to look at: npm run shots -- URL FOLDER
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import type { Person } from './person.ts';
import { english, german } from './pages/words.ts';
import { makeScreen } from './screen.ts';

const folder = process.env['SHOTS'] || 'results/shots';
const sizes = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
] as const;
const names = ['Ben Okafor', 'Cem', 'Dua', 'Eva Lindqvist-Sommer'];

async function shoot(person: Person, screen: string, look: string): Promise<void> {
  for (const [width, height] of sizes) {
    await person.page.setViewportSize({ width, height });
    // Two frames: one that lays out, one that paints.
    await person.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await person.page.screenshot({ path: join(folder, `${screen}-${width}-${look}.png`) });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [language, locale, words] of [['en', 'en-GB', english], ['de', 'de-DE', german]] as const) {
    test(`${colorScheme}, ${language}`, async ({ arrive, home }) => {
      const look = `${colorScheme}-${language}`;
      const mira = await arrive({ colorScheme, locale, words, reducedMotion: 'reduce', before: makeScreen });
      await mira.visit();
      await shoot(mira, 'start', look);

      await mira.page.goto(`${home}#cutoff`);
      await expect(mira.page.getByRole('status').or(mira.page.getByRole('alert')).first()).toBeAttached();
      await shoot(mira, 'damaged', look);

      await mira.page.goto('about:blank');
      const link = await mira.startMeeting();
      await mira.lobby.nameBox.fill('Mira');
      await shoot(mira, 'lobby-off', look);
      await mira.turn(mira.lobby.microphone, true);
      await mira.turn(mira.lobby.camera, true);
      await shoot(mira, 'lobby-on', look);

      await mira.join('Mira');
      await shoot(mira, 'room-1', look);
      for (const [index, name] of names.entries()) {
        const other = await arrive({ before: makeScreen });
        await other.open(link);
        // One without camera, one without sound: tiles of all kinds.
        await other.join(name, { camera: index !== 2, microphone: index !== 1 });
        await expect(mira.room.tile(name)).toBeVisible();
        if (index + 2 !== 4) {
          await mira.expectMovingPictures(index < 2 ? index + 1 : index);
          await shoot(mira, `room-${index + 2}`, look);
        }
        if (index === 0) {
          await mira.room.settings.click();
          const sections = await mira.page.locator('#settings').getByRole('tab').all();
          for (const [number, section] of sections.entries()) {
            await section.click();
            await shoot(mira, `settings-${number + 1}`, look);
          }
          await mira.page.keyboard.press('Escape');
        }
        if (index === 1) {
          await other.turn(other.room.share, true);
          await expect(mira.page.locator('.tile.screen video.shown').first()).toBeVisible();
          await shoot(mira, 'screen', look);
          await mira.turn(mira.room.share, true);
          await shoot(mira, 'sharing', look);
          await mira.turn(mira.room.share, false);
          await other.turn(other.room.share, false);
          await mira.room.peopleButton.click();
          await shoot(mira, 'people', look);
          await mira.page.getByRole('button', { name: words.connections, exact: true }).click();
          await expect(mira.page.locator('.connections svg').first()).toBeVisible();
          await shoot(mira, 'connections', look);
          await mira.page.keyboard.press('Escape');
          await mira.room.peopleButton.click();
        }
      }
      await mira.leave();
      await shoot(mira, 'left', look);
    });
  }
}
