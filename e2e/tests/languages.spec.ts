// Every language comes up with its own words, in its own direction, and stays chosen.
import { expect, test } from '../fixtures.ts';
import { locale, spoken } from '../pages/words.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

/** Tag, what the browser asks for, own name, direction, and the title of a room with one person whose microphone is off. */
const languages = [
  ['en', 'en-GB', 'English', 'ltr', 'Microphone off, 1 person · Plenum'],
  ['de', 'de-AT', 'Deutsch', 'ltr', 'Mikrofon aus, 1 Person · Plenum'],
  ['es', 'es-MX', 'Español', 'ltr', 'Micrófono apagado, 1 persona · Plenum'],
  ['fr', 'fr-CA', 'Français', 'ltr', 'Micro coupé, 1 personne · Plenum'],
  ['tr', 'tr-TR', 'Türkçe', 'ltr', 'Mikrofon kapalı, 1 kişi · Plenum'],
  ['uk', 'uk-UA', 'Українська', 'ltr', 'Мікрофон вимкнено, 1 особа · Plenum'],
  ['ar', 'ar-EG', 'العربية', 'rtl', 'الميكروفون متوقف، شخص واحد · Plenum'],
] as const;

/** All that can be read, and all that is read aloud. */
async function said({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const aloud = ['aria-label', 'aria-description', 'title', 'placeholder'];
    const attributes = [...document.querySelectorAll('*')].flatMap((one) => aloud.map((name) => one.getAttribute(name) ?? ''));
    return [document.title, document.body.innerText, ...attributes].join('\n');
  });
}

/** No key stands where a sentence should, no gap was left open, no mark of the catalogue is shown. */
async function expectSentences(person: Person, screen: string): Promise<void> {
  const keys = Object.entries(locale('en')).flatMap(([group, sentences]) => Object.keys(sentences).map((key) => `${group}_${key}`));
  const text = await said(person);
  expect(keys.filter((key) => text.includes(key)), screen).toEqual([]);
  expect(text, screen).not.toMatch(/\{\{|\}\}|[\0\x01\x02]/);
}

/** Nothing has to be scrolled to sideways. */
async function expectToFit({ page }: Person, screen: string): Promise<void> {
  const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await test.step(screen, () => staysSo(beyond, 0));
}

for (const [tag, asked, name, direction, title] of languages) {
  test(`start page, lobby and room come up in ${name}`, async ({ arrive }) => {
    const ada = await arrive({ locale: asked, words: spoken(tag) });
    await ada.visit();
    const root = ada.page.locator('html');
    await expect(root).toHaveAttribute('lang', tag);
    await expect(root).toHaveAttribute('dir', direction);
    const choice = ada.page.getByRole('combobox', { name: locale(tag)['top']!['language']!, exact: true });
    await expect(choice).toHaveValue(tag);
    await expect(choice.locator('option:checked')).toHaveText(name);
    await expectSentences(ada, 'start page');

    await ada.start.startButton.click();
    await expect(ada.lobby.joinButton).toBeVisible();
    await expectSentences(ada, 'lobby');
    await ada.join('Ada', { microphone: false, camera: false });
    await expect(ada.page).toHaveTitle(title);
    await expectSentences(ada, 'room');
  });
}

for (const [tag, asked, name] of languages) {
  test(`no tool of the room lies over another in ${name}`, async ({ arrive }) => {
    const ada = await arrive({ locale: asked, words: spoken(tag) });
    await ada.startMeeting();
    await ada.join('Ada', { microphone: false, camera: false });
    for (const width of [320, 390, 600, 768, 890, 930, 1000, 1024, 1280, 1340, 1400, 1600]) {
      await ada.page.setViewportSize({ width, height: 800 });
      const faults = await ada.page.getByRole('toolbar').getByRole('button').evaluateAll((tools) => {
        const shown = tools.filter((tool) => tool.checkVisibility()).map((tool) => ({ tool, box: tool.getBoundingClientRect() }));
        const name = (tool: Element) => tool.getAttribute('aria-label');
        const cut = shown.filter(({ tool }) => [...tool.querySelectorAll('span')].some((word) => word.scrollWidth > word.clientWidth + 1 && word.clientWidth > 0));
        const out = shown.filter(({ box }) => box.left < 0 || box.right > innerWidth);
        const over = shown.filter(({ box }, at) => shown.slice(at + 1).some((other) => box.left < other.box.right - 1 && other.box.left < box.right - 1));
        return [...cut, ...out, ...over].map(({ tool }) => name(tool));
      });
      expect(faults, `${width} px`).toEqual([]);
    }
  });
}

test('a language that was chosen is there again after a reload, whatever the browser asks for', async ({ arrive }) => {
  const ada = await arrive();
  await ada.visit();
  const choice = ada.page.locator('select.languages');
  await choice.selectOption({ label: 'العربية' });
  const begin = ada.page.getByRole('button', { name: spoken('ar').startMeeting, exact: true });
  await expect(begin).toBeVisible();
  await ada.page.reload();
  await expect(begin).toBeVisible();
  await expect(ada.page.locator('html')).toHaveAttribute('dir', 'rtl');
  await choice.selectOption({ label: 'Українська' });
  await expect(ada.page.getByRole('button', { name: spoken('uk').startMeeting, exact: true })).toBeVisible();
  await expect(ada.page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('on a small phone nothing of Arabic is too wide', async ({ arrive }) => {
  const ada = await arrive({ locale: 'ar', words: spoken('ar'), viewport: { width: 320, height: 640 } });
  await ada.visit();
  await expectToFit(ada, 'start page');
  await ada.start.startButton.click();
  await expect(ada.lobby.joinButton).toBeVisible();
  await expectToFit(ada, 'lobby');
  await ada.join('Ada', { microphone: false, camera: false });
  await expectToFit(ada, 'room');
  await ada.page.getByRole('toolbar').getByRole('button', { name: locale('ar')['panel']!['chat']!, exact: true }).click();
  await expect(ada.page.getByRole('complementary')).toBeVisible();
  await expectToFit(ada, 'panel');
});

test('where lines run from the right, the panel is on the left, and its edge follows the arrow keys', async ({ arrive }) => {
  const ada = await arrive({ locale: 'ar', words: spoken('ar'), viewport: { width: 1280, height: 800 } });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.room.peopleButton.click();
  const panel = ada.page.getByRole('complementary');
  const box = async () => (await panel.boundingBox())!;
  await expect.poll(async () => (await box()).x).toBeLessThan(100);
  const before = (await box()).width;
  const edge = ada.page.getByRole('separator', { name: locale('ar')['panel']!['width']!, exact: true });
  await edge.press('ArrowRight');
  await expect.poll(async () => (await box()).width).toBeGreaterThan(before);
});
