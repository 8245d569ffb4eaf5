// The pictures that README.md shows, from a meeting as it is: a large one, a short film, some small ones. `PEOPLE` says how many meet.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { folder, settle } from './album.ts';
import { portraits, sitForPortrait } from './portraits.ts';
import { animation, capture, type Frame } from './webp.ts';

/** The film may weigh so much. */
const FILM_BYTES = 600_000;
const names = ['Mira', 'Ben', 'Cem', 'Dua', 'Eva'];
const people = Math.min(Number(process.env['PEOPLE'] || portraits), portraits);
const [width, height, scale] = [1280, 800, 0.625];

test('pictures for the README', async ({ arrive }) => {
  const sit = async (which: number): Promise<Person> => {
    const person = await arrive({ reducedMotion: 'reduce', colorScheme: 'light', viewport: { width, height } });
    await person.page.addInitScript(sitForPortrait, which);
    return person;
  };
  const kept: [string, string][] = [];
  const keep = async (person: Person, name: string, says: string, part = 1, quality = 82) => {
    await settle(person);
    writeFileSync(join(folder, name), await capture(person.page, quality, part));
    kept.push([name, says]);
  };
  const scenes: Frame[] = [];
  /** So many pictures of what is to be seen now, a third of a second each but the last. */
  const film = async (person: Person, moments: number, lasts: number) => {
    await settle(person);
    for (let moment = 0; moment < moments; moment += 1) {
      scenes.push({ image: await capture(person.page, 62, scale), ms: moment === moments - 1 ? lasts : 300 });
    }
  };

  const mira = await sit(0);
  await mira.visit();
  await film(mira, 1, 1_800);
  await keep(mira, 'small-start.webp', 'One button, one link.', 0.5);
  const link = await mira.startMeeting();
  await mira.prepare(names[0]!);
  await film(mira, 2, 1_500);
  await mira.page.setViewportSize({ width: 390, height: 844 });
  await keep(mira, 'small-lobby.webp', 'Ready to join, on a phone.', 0.7);
  await mira.page.setViewportSize({ width, height });
  await mira.lobby.joinButton.click();
  await mira.expectInside();
  await film(mira, 1, 1_200);
  for (let which = 1; which < people; which += 1) {
    const other = await sit(which);
    await other.open(link);
    await other.join(names[which]!, { microphone: which === 1 });
    await mira.expectMovingPictures(which);
    if (which === 1) await film(mira, 3, 900);
  }
  await film(mira, 4, 1_200);
  await keep(mira, 'hero.webp', 'A meeting.', 1);
  await mira.page.emulateMedia({ colorScheme: 'dark' });
  await keep(mira, 'hero-dark.webp', 'The same in dark colours.', 1);
  await mira.page.setViewportSize({ width: 390, height: 844 });
  await keep(mira, 'small-phone.webp', 'The same on a phone.', 0.7);
  await mira.page.emulateMedia({ colorScheme: 'light' });
  await mira.page.setViewportSize({ width, height });

  await mira.page.keyboard.press('n');
  const notes = mira.page.getByRole('complementary').getByRole('textbox').first();
  await notes.fill('# Garden day\n\n- [x] Ask the neighbours\n- [ ] **Spades** from the shed\n- [ ] Soup for twenty\n\n> Rain: then on Sunday.\n');
  await film(mira, 2, 2_000);
  await keep(mira, 'small-notes.webp', 'Notes, written together.', 0.5);
  await mira.page.locator('#tab-agenda').click();
  for (const item of ['Check-in', 'Garden day', 'Money']) {
    await mira.page.locator('.agenda .add input').first().fill(item);
    await mira.page.keyboard.press('Enter');
    await expect(mira.page.locator('.item').filter({ hasText: item })).toBeVisible();
  }
  await mira.page.locator('.agenda > section').last().getByRole('button').first().click();
  await mira.page.locator('.put textarea').first().fill('We buy a second water butt, for 80 at most.');
  await mira.page.locator('.put .go').click();
  await expect(mira.page.locator('.proposal')).toBeVisible();
  await film(mira, 2, 2_200);
  await keep(mira, 'small-agenda.webp', 'An agenda with a clock, and decisions.', 0.5);

  writeFileSync(join(folder, 'film.webp'), animation(scenes, width * scale, height * scale, 3));
  expect(statSync(join(folder, 'film.webp')).size).toBeLessThan(FILM_BYTES);
  kept.push(['film.webp', 'From the link to a decision.']);
  const shown = kept.map(([name, says]) => `![${says}](${name})\n\n${says}\n`).join('\n');
  const text =
    '# What it looks like\n\nThese pictures are taken of the running program by `make screens`, which wrote this page, too. The same command makes\n' +
    '`index.html` beside it, with every screen in English and German, light and dark, at 320, 390, 768, 1280 and 2560 pixels: those are\n' +
    'not kept in the repository. The faces are drawn.\n\n';
  writeFileSync(join(folder, 'README.md'), text + shown);
});
