// A whole meeting without a mouse, and the same meeting as a screen reader is told of it.
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

declare global {
  interface Window {
    /** What a screen reader was told since a test began to listen. */
    said: string[];
  }
}

/** Presses so often at most until what is looked for has the focus. */
const steps = 60;

/** The accessible name of what has the focus. */
function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return '';
    const labels = it instanceof HTMLInputElement || it instanceof HTMLTextAreaElement ? [...(it.labels ?? [])] : [];
    const named = it.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id));
    const name = it.getAttribute('aria-label') ?? [...(named ?? labels)].map((one) => one?.textContent ?? '').join(' ');
    return (name || it.textContent || '').replace(/\s+/g, ' ').trim();
  });
}

/** Goes there by this key alone; the focus can be seen all the way. */
async function go(person: Person, name: string | RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  const there = (now: string): boolean => (typeof name === 'string' ? now === name : name.test(now));
  for (let step = 0; step < steps; step++) {
    const now = await focused(person);
    if (there(now)) return;
    passed.push(now);
    await person.page.keyboard.press(key);
    if ((await focused(person)) !== '') await expectFocusSeen(person);
  }
  throw new Error(`${String(name)} was not reached by ${key}; passed: ${passed.join(' | ')}`);
}

async function press(person: Person, name: string | RegExp, key = 'Enter'): Promise<void> {
  await go(person, name);
  await person.page.keyboard.press(key);
}

/** Whether a line is drawn around what has the focus, or it is otherwise told from the rest. */
async function expectFocusSeen(person: Person): Promise<void> {
  const seen = await person.page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return 'nothing';
    const style = getComputedStyle(it);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 ? '' : `${it.tagName} ${it.className}`;
  });
  expect(seen, 'has the focus and does not show it').toBe('');
}

test('a whole meeting by keys alone', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [ada, ben] = [await arrive(), await arrive()];
  const keys = ada.page.keyboard;

  // From the start page to the lobby, and in.
  await ada.visit();
  await press(ada, 'Start a meeting');
  await expect(ada.lobby.joinButton).toBeVisible();
  await expect(ada.page).toHaveURL(/#./);
  await go(ada, 'Your name');
  await keys.type('Ada');
  await press(ada, 'Turn on microphone and camera');
  await expect(ada.lobby.camera).toHaveAttribute('aria-pressed', 'true');
  await press(ada, 'Join');
  ada.name = 'Ada';
  await ada.expectInside();
  await ben.open(ada.page.url());
  await ben.join('Ben');
  await ben.expectToSeeAndHear(1);

  // The toolbar: Tab goes to it, arrows within it.
  await go(ada, 'Microphone');
  await expectFocusSeen(ada);
  await keys.press('Enter');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ada.page.keyboard.press('Enter');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await go(ada, 'Camera', 'ArrowRight');
  await expectFocusSeen(ada);

  // A line in the chat, and back to where one was.
  await keys.press('c');
  const line = ada.page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(line).toBeFocused();
  await keys.type('Hello from the keys');
  await keys.press('Enter');
  await ben.page.keyboard.press('c');
  await expect(ben.page.getByRole('log').getByText('Hello from the keys', { exact: true })).toBeVisible();

  // A raised hand.
  await keys.press('Escape');
  await keys.press('r');
  await expect(ben.room.tile('Ada')).toContainText('Hand raised, place 1');
  await keys.press('r');
  await expect(ben.room.tile('Ada')).not.toContainText('Hand raised');

  // The keys themselves, in a dialog that gives the focus back.
  await go(ada, 'Microphone');
  await keys.press('?');
  const shown = ada.page.getByRole('tabpanel', { name: 'Keys', exact: true });
  await expect(shown).toBeVisible();
  await keys.press('Escape');
  await expect(shown).toBeHidden();
  expect(await focused(ada)).toBe('Microphone');

  // And out.
  await go(ada, 'Leave', 'ArrowRight');
  await keys.press('Enter');
  await expect(ada.comeBackButton).toBeVisible();
  await press(ada, 'Rejoin');
  await ada.expectInside();
});

test('a whole meeting as a screen reader is told of it', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const main = ada.page.getByRole('main');
  await ada.visit();
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading [level=1]
      - paragraph
      - button "Start a meeting"
      - textbox "Link"
      - button "Open"
  `);
  await ada.startMeeting();
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Ready to join?" [level=1]
      - textbox "Your name"
      - button "Turn on microphone and camera"
      - button "Microphone"
      - button "Camera"
      - button "Settings"
      - button "Join"
      - button "Invite"
      - button "Copy link"
  `);
  await ben.open(ada.page.url());
  await ada.join('Ada');
  const inside = await ada.page.evaluate(() => performance.now());
  await ben.join('Ben');
  await ben.expectToSeeAndHear(1);
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Meeting" [level=1]
      - region "Participants":
        - group "Ben":
          - button "More for Ben"
          - img /^Connection to Ben/
        - group "Ada (you)"
      - toolbar "Meeting tools":
        - button "Microphone" [pressed]
        - button "Camera" [pressed]
        - button "Share screen"
        - button "Settings"
        - button "Raise hand"
        - button "Chat"
        - button "Notes"
        - button "People"
        - button "Leave"
  `);
  await ben.turn(ben.room.microphone, false);
  await expect(ada.room.tile('Ben')).toMatchAriaSnapshot(`
    - group "Ben":
      - img "Microphone off"
  `);
  await ada.page.keyboard.press('c');
  await ada.page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello');
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByRole('complementary', { name: 'Chat', exact: true })).toMatchAriaSnapshot(`
    - complementary "Chat":
      - separator "Width of the panel"
      - tablist "What the panel shows":
        - tab "Chat" [selected]
        - tab "Notes"
        - tab "Speaking list"
        - tab "Agenda"
        - tab "People"
      - button "Close"
      - tabpanel "Chat":
        - log "Messages":
          - article:
            - text: Ada
            - paragraph: Hello
        - textbox "Message"
        - button "Send"
  `);
  await ada.page.keyboard.press('Escape');
  // Whoever comes and goes is announced. What is said is soon followed by something else, so that all of it is written down.
  await ada.page.evaluate(() => {
    window.said = [];
    const listen = new MutationObserver((changes) => {
      for (const { target } of changes) window.said.push(target.textContent ?? '');
    });
    for (const region of document.querySelectorAll('[role="status"]')) listen.observe(region, { subtree: true, childList: true, characterData: true });
  });
  const expectSaid = (sentence: string): Promise<void> => expect.poll(() => ada.page.evaluate(() => window.said)).toContain(sentence);
  // Who comes while one looks around for the first time, for four seconds, is no news.
  await ada.page.waitForFunction((inside) => performance.now() - inside > 4_000, inside);
  const cem = await arrive();
  await cem.open(ada.page.url());
  await cem.join('Cem', { microphone: false, camera: false });
  await expectSaid('Cem is here.');
  await cem.leave();
  await expectSaid('Cem has left.');
  await ada.leave();
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading [level=1]
      - button "Rejoin"
  `);
});
