// Small windows, and text that is set wider: everything can be reached, nothing is cut off, and all of it can be read.
import { expect, test } from '../fixtures.ts';
import { faults, spaceText } from '../lab/reach.ts';
import { german } from '../pages/words.ts';
import type { Person } from '../person.ts';

/** Runs in the page, before the page: the person said no. */
function refuse(): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return;
  devices.getUserMedia = async () => {
    throw new DOMException('refused', 'NotAllowedError');
  };
}

/** A laptop at 400 %, phones of all kinds lying down, a laptop at 300 %. */
const windows = [
  [320, 256],
  [427, 267],
  [568, 320],
  [740, 360],
] as const;

for (const spaced of [false, true]) {
  test(`everything is in reach in small windows${spaced ? ', with text spaced out' : ''}`, async ({ arrive }) => {
    test.setTimeout(240_000);
    const how = { words: german, locale: 'de-DE', reducedMotion: 'reduce' } as const;
    const ada = await arrive(how);
    const found: Record<string, string[]> = {};
    const look = async (person: Person, screen: string) => {
      for (const [width, height] of windows) {
        await person.page.setViewportSize({ width, height });
        const there = await faults(person.page);
        if (there.length > 0) found[`${screen} at ${width}×${height}`] = there;
        if (process.env['SHOTS']) await person.page.screenshot({ path: `${process.env['SHOTS']}/small-${spaced}-${screen}-${width}.png` });
      }
      await person.page.setViewportSize({ width: 1280, height: 720 });
    };
    if (spaced) await spaceText(ada.page);
    await ada.visit();
    await look(ada, 'start');
    const link = await ada.startMeeting();
    await look(ada, 'lobby');
    await ada.join('Ada');
    await look(ada, 'alone');
    const ben = await arrive(how);
    await ben.open(link);
    await ben.join('Ben');
    await ada.expectToSeeAndHear(1);
    await look(ada, 'two');
    await ada.page.keyboard.press('c');
    const tabs = ada.page.getByRole('complementary').getByRole('tab');
    await expect(tabs.first()).toBeVisible();
    for (const tab of await tabs.all()) {
      await tab.click();
      await look(ada, `panel ${await tab.getAttribute('aria-label') ?? await tab.textContent()}`);
    }
    await ada.page.keyboard.press('Escape');
    await ada.openSettings('Ton');
    await look(ada, 'settings');
    await ada.page.keyboard.press('Escape');
    await ada.page.getByRole('button', { name: 'Einladen' }).first().click();
    await look(ada, 'invite');
    expect(found).toEqual({});
  });
}

test('what is told of a silent microphone lies within small windows, with all that can be pressed', async ({ arrive }) => {
  test.setTimeout(120_000);
  for (const blocked of [false, true]) {
    const ada = await arrive({ words: german, locale: 'de-DE', reducedMotion: 'reduce', ...(blocked ? { before: refuse } : {}) });
    await ada.startMeeting();
    await ada.join('Ada', { microphone: false, camera: false });
    if (blocked) await ada.room.microphone.click();
    const notice = ada.page.locator('.notice', { hasText: blocked ? /Mikrofon ist auf dieser Seite nicht erlaubt/ : /Niemand kann dich hören/ });
    for (const [width, height] of windows) {
      await ada.page.setViewportSize({ width, height });
      for (const part of await notice.locator('p, button').all()) {
        await part.scrollIntoViewIfNeeded();
        const { x, y, width: wide, height: high } = (await part.boundingBox())!;
        const within = x >= 0 && y >= 0 && x + wide <= width && y + Math.min(high, 40) <= height;
        expect(within, `${await part.textContent()} at ${width}×${height}: ${x}, ${y}, ${wide}, ${high}`).toBe(true);
      }
      for (const button of await notice.locator('button').all()) await button.click({ trial: true });
    }
  }
});
