// Forced colours and reduced motion: what colour alone tells elsewhere is told by frames and system colours, and nothing moves.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { openChat } from '../lab/chat.ts';
import type { Person } from '../person.ts';

interface Look {
  ground: string;
  border: string;
  outline: string;
}

/** How an element, or what is drawn behind it, stands out. */
async function look(element: Locator, pseudo?: '::after'): Promise<Look> {
  return element.evaluate((element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const edge = (width: string, kind: string, colour: string) => (Number.parseFloat(width) > 0 && kind !== 'none' ? `${width} ${kind} ${colour}` : '');
    return {
      ground: style.backgroundColor,
      border: edge(style.borderTopWidth, style.borderTopStyle, style.borderTopColor),
      outline: edge(style.outlineWidth, style.outlineStyle, style.outlineColor),
    };
  }, pseudo);
}

/** Controls that can be seen and have no edge. */
async function edgeless({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll('button, select, textarea, input:not([type=checkbox], [type=radio], [type=range])')];
    const seen = controls.filter((control) => control.checkVisibility({ opacityProperty: true }) && control.getBoundingClientRect().width > 1);
    const edge = (control: Element) => {
      const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(control);
      return Number.parseFloat(borderTopWidth) > 0 && borderTopStyle !== 'none' && !/^rgba\(.*, 0\)$/.test(borderTopColor);
    };
    return [`${seen.length > 3}`, ...seen.filter((control) => !edge(control)).map((control) => control.outerHTML.slice(0, 120))];
  });
}

/** Of a switch both looks, and its ring once the focus has come by keyboard. */
async function expectToldApart(person: Person, button: Locator, where: string): Promise<void> {
  await person.turn(button, false);
  const off = await look(button);
  await person.turn(button, true);
  await expect.poll(async () => (await look(button)).ground, `${where}: pressed`).not.toBe(off.ground);
  const on = await look(button);
  expect(on.border, `${where}: pressed`).not.toBe('');
  expect(off.border, `${where}: not pressed`).not.toBe('');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in forced colours nothing is told by our colours alone: ${colorScheme}`, async ({ arrive }) => {
    const ada = await arrive({ forcedColors: 'active', colorScheme });
    const link = await ada.startMeeting();
    await expectToldApart(ada, ada.lobby.camera, 'lobby');
    expect(await edgeless(ada), 'lobby').toEqual(['true']);
    await ada.join('Ada');
    await expectToldApart(ada, ada.room.camera, 'room');
    await expectToldApart(ada, ada.room.microphone, 'room');

    const ben = await arrive();
    await ben.open(link);
    await ben.join('Ben', { camera: false });
    const tile = ada.room.tile('Ben');
    await expect.poll(async () => (await look(tile, '::after')).border, 'a frame around whoever speaks').toMatch(/^4px solid /);
    const frame = await tile.evaluate((tile) => getComputedStyle(tile, '::after').borderTopColor);
    const canvas = await ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(frame).not.toBe(canvas);
    expect((await look(tile)).outline, 'each tile has an edge').toMatch(/^1px solid /);
    expect(await edgeless(ada), 'room').toEqual(['true']);

    // A ring where the focus is, by keyboard.
    await ada.room.microphone.focus();
    await ada.page.keyboard.press('ArrowRight');
    await expect(ada.room.camera).toBeFocused();
    const ring = await look(ada.room.camera);
    expect(ring.outline).toMatch(/^3px solid /);
    expect(ring.outline, 'on what it stands on').not.toContain(canvas);
    expect((await look(ada.room.microphone)).outline).toBe('');

    // The tab that is shown, and somebody's line that waits in another.
    await ada.room.peopleButton.click();
    const tab = (name: string | RegExp) => ada.page.getByRole('tab', { name });
    const [chosen, other] = [await look(tab('People')), await look(tab(/^Agenda/))];
    expect(chosen.ground).not.toBe(other.ground);
    await openChat(ben);
    await ben.page.getByRole('textbox', { name: 'Message' }).fill('Hello');
    await ben.page.keyboard.press('Enter');
    await expect(tab('Chat, 1 new message')).toHaveClass(/fresh/);
    expect((await look(tab('Chat, 1 new message'), '::after')).ground, 'the dot').not.toBe((await look(tab('Chat, 1 new message'))).ground);
    expect(await edgeless(ada), 'people').toEqual(['true']);
    await openChat(ada);
    await expect(ada.page.getByRole('article')).toContainText('Hello');
    expect((await look(ada.page.locator('.line .said').first())).border).not.toBe('');
    expect(await edgeless(ada), 'chat').toEqual(['true']);
    const settings = await ada.openSettings('Sound');
    expect((await look(settings.locator('.meter').first())).border, 'the meter').not.toBe('');
    expect((await look(settings.getByRole('tab', { name: 'Sound', exact: true }))).ground).not.toBe((await look(settings.getByRole('tab', { name: 'Keys', exact: true }))).ground);
    expect(await edgeless(ada), 'settings').toEqual(['true']);
  });
}

/** A microphone that is being opened for ever, which the tool tells by breathing. */
function neverOpens(): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // An empty page has none.
  if (devices !== undefined) devices.getUserMedia = () => new Promise(() => {});
}

/** Animations and transitions that run in the next frames after a press, and of them those without end. */
async function moving(press: Locator): Promise<{ any: number; endless: number }> {
  return press.evaluate(async (button) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    (button as HTMLElement).click();
    const seen = new Set<Animation>();
    let endless = 0;
    for (let count = 0; count < 6; count += 1) {
      await frame();
      for (const animation of document.getAnimations()) {
        if (!seen.has(animation) && animation.effect?.getTiming().iterations === Infinity) endless += 1;
        seen.add(animation);
      }
    }
    return { any: seen.size, endless };
  });
}

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`with reduced motion nothing moves, and without it this test sees it: ${reducedMotion}`, async ({ arrive }) => {
    const still = reducedMotion === 'reduce';
    const ada = await arrive({ reducedMotion, before: neverOpens });
    await ada.startMeeting();
    const opening = await moving(ada.lobby.microphone);
    await expect(ada.lobby.microphone).toHaveClass(/opening/);
    expect(opening.endless > 0, 'being opened').toBe(!still);
    expect(opening.any > 0).toBe(!still);

    const ben = await arrive({ reducedMotion });
    await ben.startMeeting();
    await ben.join('Ben');
    expect((await moving(ben.room.peopleButton)).any > 0, 'the panel').toBe(!still);
    expect((await moving(ben.room.settings)).any > 0, 'the settings').toBe(!still);
    const endless = () => document.getAnimations().filter((one) => one.effect?.getTiming().iterations === Infinity && one.playState === 'running').length;
    expect(await ben.page.evaluate(endless)).toBe(0);
  });
}

test('whoever wants more contrast sees edges and no pale grounds', async ({ arrive }) => {
  const ada = await arrive({ contrast: 'more' });
  expect(await ada.page.evaluate(() => matchMedia('(prefers-contrast: more)').matches)).toBe(true);
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const { border } = await look(ada.room.settings);
  expect(border).toMatch(/^1px solid /);
  expect((await look(ada.room.ownTile('Ada').locator('.name'))).ground).toBe('rgb(0, 0, 0)');
});
