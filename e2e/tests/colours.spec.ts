// Colours that are not ours: forced ones in which every icon is still to be seen, and the bar of what scrolls.
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

/** Icons drawn in the colour of what they stand on. */
async function unseen({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const ground = (element: Element | null): string => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/^rgba\(.*, 0\)$|^transparent$/.test(colour)) return colour;
      }
      return getComputedStyle(document.documentElement).backgroundColor;
    };
    const seen = [...document.querySelectorAll('svg.i')].filter((icon) => icon.checkVisibility() && icon.getBoundingClientRect().width > 0);
    const alike = seen.filter((icon) => getComputedStyle(icon).stroke === ground(icon));
    return [`${seen.length > 0}`, ...alike.map((icon) => icon.parentElement?.outerHTML.slice(0, 120) ?? '')];
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in forced colours every icon is to be seen: ${colorScheme}`, async ({ arrive }) => {
    const [ada, ben] = [await arrive({ forcedColors: 'active', colorScheme }), await arrive()];
    const link = await ada.startMeeting();
    expect(await unseen(ada), 'in the lobby, off').toEqual(['true']);
    await ada.turn(ada.lobby.microphone, true);
    await ada.turn(ada.lobby.camera, true);
    expect(await unseen(ada), 'in the lobby, on').toEqual(['true']);
    await ada.join('Ada');
    await ben.open(link);
    await ben.join('Ben', { microphone: false });
    await expect(ada.room.mutedSign('Ben')).toBeVisible();
    await ada.room.peopleButton.click();
    expect(await unseen(ada), 'in the room').toEqual(['true']);
    await ada.turn(ada.room.microphone, false);
    await ada.openSettings('Sound');
    expect(await unseen(ada), 'in the settings').toEqual(['true']);
  });
}

test('what scrolls has a bar in the colours of the theme', async ({ arrive }) => {
  const ada = await arrive({ colorScheme: 'light' });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const bar = () => ada.page.locator('.seats').evaluate((seats) => [getComputedStyle(seats).scrollbarColor, getComputedStyle(seats).colorScheme]);
  const [light] = await bar();
  expect(light).not.toBe('auto');
  await ada.page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
  const [dark, scheme] = await bar();
  expect(dark).not.toBe(light);
  expect(scheme).toBe('dark');
});
