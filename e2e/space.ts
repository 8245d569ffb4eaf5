// Space held with the mouse's last click on this or that control: it talks, and presses nothing. Used in every browser.
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';
import { staysSo } from './stillness.ts';

declare global {
  interface Window {
    plenumPressed: string[];
    plenumTools: MutationObserver | undefined;
  }
}

/** From here on it is written down what each tool is switched to. */
async function watchTools({ page }: Person): Promise<void> {
  await page.getByRole('toolbar').evaluate((toolbar) => {
    window.plenumPressed = [];
    const last = new Map([...toolbar.querySelectorAll('[aria-pressed]')].map((tool) => [tool, tool.getAttribute('aria-pressed')]));
    const told = (changes: MutationRecord[]) => {
      for (const { target } of changes) {
        const tool = target as Element;
        const pressed = tool.getAttribute('aria-pressed');
        // Written once more is not switched once more.
        if (last.get(tool) !== pressed) window.plenumPressed.push(`${tool.getAttribute('aria-label')} ${pressed}`);
        last.set(tool, pressed);
      }
    };
    window.plenumTools?.disconnect();
    window.plenumTools = new MutationObserver(told);
    window.plenumTools.observe(toolbar, { subtree: true, attributeFilter: ['aria-pressed'] });
  });
}

/** What was switched since it was asked last, and no more comes. */
async function expectSwitched({ page }: Person, expected: string[]): Promise<void> {
  await staysSo(() => page.evaluate(() => window.plenumPressed), expected, { forMs: 500 });
  await page.evaluate(() => (window.plenumPressed = []));
}

/** Ada, whose microphone is off, clicks each tool with the mouse and then holds Space: Ben hears her for so long, and nothing else happens. */
export async function spaceTalksAfterClicks(ada: Person, ben: Person, tools: Locator[]): Promise<void> {
  await watchTools(ada);
  for (const tool of tools) {
    // Switched and switched back, so that the microphone is off and all else as it was.
    const before = await tool.getAttribute('aria-pressed');
    await tool.click();
    await expect(tool).not.toHaveAttribute('aria-pressed', before!);
    await tool.click();
    await expect(tool).toHaveAttribute('aria-pressed', before!);
    await expect(tool).toBeFocused();
    await ben.expectSilence();
    await ada.page.evaluate(() => (window.plenumPressed = []));

    await ada.page.keyboard.down('Space');
    await ben.expectSounds(1);
    // A key that is held repeats.
    await ada.page.keyboard.down('Space');
    await ada.page.keyboard.down('Space');
    await expectSwitched(ada, ['Microphone true']);
    await ada.page.keyboard.up('Space');
    await expectSwitched(ada, ['Microphone false']);
    await ben.expectSilence();
  }
}

/** A tool that was reached by keyboard is pressed by Space, once, and nobody talks. */
export async function spacePressesAfterKeys(ada: Person, ben: Person): Promise<void> {
  await ada.room.microphone.click();
  await ada.room.microphone.click();
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ada.page.keyboard.press('ArrowRight');
  await expect(ada.room.camera).toBeFocused();
  await watchTools(ada);
  await ada.page.keyboard.press('Space');
  await expectSwitched(ada, ['Camera true']);
  await ben.expectSilence();
  await ada.page.keyboard.press('ArrowLeft');
  await expect(ada.room.microphone).toBeFocused();
  await ada.page.keyboard.press('Space');
  await expectSwitched(ada, ['Microphone true']);
  await ben.expectSounds(1);
}
