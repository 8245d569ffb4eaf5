// A page that the browser translates: its words are wrapped, and what changes is told anew all the same.
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

/** Does to every text what browsers do who translate: `<font>` in its place, and again for whatever comes. */
async function translate({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const wrap = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const text of texts) {
        const parent = text.parentElement;
        if (parent === null || parent.closest('font, script, style, [translate=no]') !== null || text.data.trim() === '') continue;
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        inner.textContent = `«${text.data}»`;
        outer.append(inner);
        parent.insertBefore(outer, text);
        text.remove();
      }
    };
    wrap(document.body);
    const changed = new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'characterData') {
          if (change.target.parentNode !== null) wrap(change.target.parentNode);
        } else for (const node of change.addedNodes) if (node.isConnected) wrap(node.nodeType === Node.TEXT_NODE ? node.parentNode! : node);
      }
    });
    changed.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

test('states are told anew in a page that is being translated', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await translate(ada);
  await ada.expectToRead(/«Your microphone is off/);
  await ada.turn(ada.lobby.microphone, true);
  await ada.expectToRead(/«Say something|«Your microphone works/);
  await ada.turn(ada.lobby.microphone, false);
  await ada.expectToRead(/«Your microphone is off/);
  await ada.expectNotToRead(/Say something|Your microphone works/);

  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await ada.expectToRead(/«Ben is already inside/);
  await ben.leave();
  await ada.expectToRead(/«Nobody else is here yet/);
  // Their names are translated, too.
  await ada.page.getByRole('textbox').fill('Ada');
  await ada.page.getByRole('button', { name: '«Join»', exact: true }).click();
  await expect(ada.room.participants).toBeVisible();
  await ben.page.reload();
  await ben.join('Cem', { microphone: false, camera: false });
  await expect(ada.room.tile('Cem')).toContainText('Cem');
  await ada.room.peopleButton.click();
  await ada.expectToRead(/«In the meeting»/);
});
