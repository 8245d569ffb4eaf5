// The chat: what one writes the others read, sealed from the server, also after coming late or reloading.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { chat, message, openChat, write } from '../lab/chat.ts';
import { inRow } from '../lab/rows.ts';
import { type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

function lines(person: Person): Locator {
  return chat(person).getByRole('article');
}

function line(person: Person, text: string): Locator {
  return lines(person).filter({ hasText: text });
}

/** Presses buttons of a line, one after the other. */
async function press(line: Locator, ...names: string[]): Promise<void> {
  for (const name of names) await line.getByRole('button', { name: inRow(name) }).click();
}

test('what one writes the others read, with name and time, and nothing of it is markup', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, 'Hallo **Ben**, siehe https://example.org/a?b=1 <img src=x onerror="document.title=1"> `x*y*z`');

  const opener = ben.page.getByRole('toolbar').getByRole('button', { name: 'Chat, 1 new message', exact: true });
  await expect(opener).toBeVisible();
  await expect(ben.page.getByRole('button', { name: /^Ada Hallo/ })).toBeVisible();
  await ben.page.keyboard.press('c');
  const said = line(ben, 'Hallo');
  await expect(said).toContainText('Ada');
  await expect(said.locator('time')).toHaveText(/^\d{1,2}:\d{2}/);
  await expect(said.locator('strong')).toHaveText('Ben');
  await expect(said.locator('code')).toHaveText('x*y*z');
  const link = said.getByRole('link');
  await expect(link).toHaveText('https://example.org/a?b=1');
  await expect(link).toHaveAttribute('href', 'https://example.org/a?b=1');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(said.locator('img')).toHaveCount(0);
  await write(ada, 'HTTPS://EXAMPLE.ORG, www.example.org oder mailto:ada@example.org, nie ftp://www.example.org oder javascript:alert(1)');
  const links = line(ben, 'mailto:').getByRole('link');
  await expect(links).toHaveText(['HTTPS://EXAMPLE.ORG', 'www.example.org', 'mailto:ada@example.org']);
  await expect(links.nth(0)).toHaveAttribute('href', 'HTTPS://EXAMPLE.ORG');
  await expect(links.nth(1)).toHaveAttribute('href', 'https://www.example.org');
  await expect(links.nth(2)).toHaveAttribute('href', 'mailto:ada@example.org');
  await expect(links.nth(2)).toHaveAttribute('rel', /noopener/);
  await expect(line(ben, 'mailto:')).not.toContainText('leads to');
  for (const [address, leads] of [
    ['https://bank.de@evil.example/', 'evil.example'],
    ['https://\u0430pple.com/', 'xn--pple-43d.com'],
    ['https://xn--pple-43d.com/a', 'xn--pple-43d.com'],
  ] as const) {
    await write(ada, address);
    await expect(lines(ben).last().getByRole('link')).toHaveText([address]);
    await expect(lines(ben).last()).toContainText(`leads to ${leads}`);
    // As the browser itself reads it.
    expect(new URL(address).host).toBe(leads);
  }
  await expect(ben.page.getByRole('toolbar').getByRole('button', { name: 'Chat', exact: true })).toBeVisible();
});

test('a line is answered, reacted to, edited and taken back by its author, and all see it', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await openChat(ben);
  await write(ada, 'Wer macht Tee?');
  await press(line(ben, 'Wer macht Tee?'), 'React', '👍');
  await expect(line(ben, 'Wer macht Tee?').getByRole('button', { name: /^Reply: Ada, \d{1,2}:\d{2}/ })).toBeVisible();
  await expect(line(ben, 'Wer macht Tee?').getByRole('button', { name: inRow('React') })).toBeFocused();
  await expect(line(ada, 'Wer macht Tee?').getByRole('button', { name: '👍 Ben', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await expect(line(ben, 'Wer macht Tee?').getByRole('button', { name: '👍 Ben', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(line(ada, 'Wer macht Tee?').getByRole('button', { name: '👍 Ben', exact: true })).toHaveText('👍 1');
  await line(ben, 'Wer macht Tee?').getByRole('button', { name: inRow('Reply') }).click();
  await write(ben, 'Ich.');
  await expect(lines(ada).last().locator('blockquote')).toContainText('Wer macht Tee?');
  await expect(line(ben, 'Wer macht Tee?').first().getByRole('button', { name: inRow('More') })).toHaveCount(0);

  await press(lines(ada).first(), 'More', 'Edit');
  await expect(chat(ada).getByRole('textbox', { name: 'Message' })).toHaveValue('Wer macht Tee?');
  await write(ada, 'Wer macht Kaffee?');
  await expect(lines(ben).first()).toContainText('Wer macht Kaffee?');
  await expect(lines(ben).first()).toContainText('edited');
  // A press that is not followed by another is taken back.
  await press(lines(ada).first(), 'More', 'Delete');
  await expect(lines(ada).first().getByRole('button', { name: inRow('Delete for all?') })).toBeFocused();
  await message(ada).focus();
  await lines(ada).first().getByRole('button', { name: inRow('Delete') }).click();
  await expect(lines(ben).first()).toContainText('Kaffee');
  await lines(ada).first().getByRole('button', { name: inRow('Delete for all?') }).click();
  await expect(lines(ben).first()).toContainText('This message was deleted.');
  await expect(lines(ben).first()).not.toContainText('Kaffee');
});

test('what was begun is put away before the panel is, emoji stand where the caret is, and a quote goes with its line', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await openChat(ben);
  await write(ada, 'Das nehme ich zurück.');
  await line(ben, 'zurück').getByRole('button', { name: inRow('Reply') }).click();
  await write(ben, 'Schade.');
  await press(lines(ada).first(), 'More', 'Delete', 'Delete for all?');
  await expect(lines(ben).last().locator('blockquote')).toContainText('This message was deleted.');
  await expect(lines(ada).last().locator('blockquote')).not.toContainText('zurück');

  await press(line(ben, 'Schade.').first(), 'More', 'Edit');
  await message(ben).press('Escape');
  await expect(message(ben)).toHaveValue('');
  await message(ben).fill('ab');
  await message(ben).press('ArrowLeft');
  await chat(ben).getByRole('button', { name: 'Emoji', exact: true }).click();
  await chat(ben).getByRole('button', { name: '☕', exact: true }).click();
  await expect(message(ben)).toHaveValue('a☕b');
  await message(ben).press('Escape');
  await expect(chat(ben).getByRole('button', { name: '☕', exact: true })).toBeHidden();
  await expect(message(ben)).toHaveValue('a☕b');
  // From its button, too; and it does not wait on another tab.
  const chooser = chat(ben).getByRole('button', { name: 'Emoji', exact: true });
  await chooser.click();
  await chooser.press('Escape');
  await expect(chat(ben).getByRole('button', { name: '☕', exact: true })).toBeHidden();
  await expect(message(ben)).toBeFocused();
  await chooser.click();
  await expect(chat(ben).getByRole('button', { name: '☕', exact: true })).toBeVisible();
  await ben.page.getByRole('tab', { name: 'People', exact: true }).click();
  await ben.page.getByRole('tab', { name: 'Chat', exact: true }).click();
  await expect(message(ben)).toHaveValue('a☕b');
  await expect(chat(ben).getByRole('button', { name: '☕', exact: true })).toBeHidden();
  await message(ben).press('Escape');
  await expect(chat(ben)).toBeHidden();
});

test('a latecomer and whoever reloads have what was written before, and none of it is news', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, 'Es geht los.');
  await openChat(ben);
  await expect(line(ben, 'Es geht los.')).toBeVisible();
  await ben.page.reload();
  await ben.expectInside();
  await write(ada, 'Punkt eins.');
  const opener = (person: Person, name: string) => person.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  await expect(opener(ben, 'Chat, 1 new message')).toBeVisible();
  await expect(ben.page.getByRole('button', { name: /^Ada Punkt eins/ })).toBeVisible();
  await openChat(ben);
  await expect(line(ben, 'Es geht los.')).toBeVisible();

  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await write(ada, 'Punkt zwei.');
  await expect(opener(cem, 'Chat, 1 new message')).toBeVisible();
  await openChat(cem);
  await expect(line(cem, 'Es geht los.')).toContainText('Ada');
});

test('what is being written outlives the panel, and Shift and Enter begin a new line', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  const message = chat(ada).getByRole('textbox', { name: 'Message' });
  await message.fill('eins');
  await message.press('Shift+Enter');
  await message.pressSequentially('zwei');
  await ada.page.keyboard.press('Escape');
  await expect(chat(ada)).toBeHidden();
  await openChat(ada);
  // What is chosen is taken at once, so nothing goes with it.
  await chat(ada).getByRole('combobox', { name: 'To' }).press('Escape');
  await expect(chat(ada)).toBeHidden();
  await openChat(ada);
  await expect(message).toHaveValue('eins\nzwei');
  await message.press('Enter');
  await expect(lines(ada)).toHaveText(/eins\s*zwei/);
});

test('a line is given its date as soon as another day has begun', async ({ arrive }) => {
  const ada = await arrive();
  await ada.page.addInitScript(() => {
    const [Today, every] = [Date, window.setInterval.bind(window)];
    const ahead = () => ('tomorrow' in window ? 86_400_000 : 0);
    window.Date = new Proxy(Today, {
      construct: (date, given) => (given.length > 0 ? Reflect.construct(date, given) : new date(date.now() + ahead())),
      get: (date, name) => (name === 'now' ? () => date.now() + ahead() : Reflect.get(date, name)),
    });
    // Nobody waits for a minute.
    window.setInterval = ((act: TimerHandler, ms?: number) => every(act, ms === 60_000 ? 200 : ms)) as typeof window.setInterval;
  });
  await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  await openChat(ada);
  await write(ada, 'Bis morgen');
  const time = line(ada, 'Bis morgen').locator('time');
  await expect(time).toHaveText(/^\d{1,2}:\d{2}/);
  await ada.page.evaluate(() => void Object.assign(window, { tomorrow: true }));
  await expect(time).toHaveText(/^(\d{1,2} )?\p{L}+/u);
});

test('whoever is at the end stays there, and whoever reads further up stays where they are', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openChat(person);
  const said = (person: Person, text: string) => chat(person).getByText(text, { exact: true });
  for (let number = 1; number <= 25; number += 1) await write(ada, `Punkt ${number}`);
  await expect(said(ben, 'Punkt 25')).toBeInViewport();
  await expect(said(ada, 'Punkt 25')).toBeInViewport();
  // A keyboard comes up: less is to be seen, and that is the end.
  await ben.page.setViewportSize({ width: 1280, height: 500 });
  await expect(said(ben, 'Punkt 25')).toBeInViewport();

  const newest = chat(ben).getByRole('button', { name: /^To the newest/ });
  await expect(newest).toBeHidden();
  await said(ben, 'Punkt 5').scrollIntoViewIfNeeded();
  await expect(newest).toBeVisible();
  const place = async () => (await said(ben, 'Punkt 5').boundingBox())?.y ?? NaN;
  const before = await place();
  await write(ada, 'Punkt 26');
  await expect(newest).toHaveText('To the newest 1');
  // Half a pixel is lost where a line does not begin at one.
  await staysSo(async () => Math.abs((await place()) - before) <= 2, true);
  await newest.click();
  await expect(said(ben, 'Punkt 26')).toBeInViewport();
  await expect(newest).toBeHidden();

  await said(ben, 'Punkt 5').scrollIntoViewIfNeeded();
  await write(ben, 'Von mir');
  await expect(said(ben, 'Von mir')).toBeInViewport();
});

/** A browser without scroll anchoring, as Safari is. */
function withoutAnchors(): void {
  const { supports } = CSS;
  CSS.supports = (...asked: [string, string?]) => asked[0] !== 'overflow-anchor' && Reflect.apply(supports, CSS, asked);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { overflow-anchor: none !important }');
  document.adoptedStyleSheets.push(sheet);
}

test('whoever reads further up stays where they are although the browser does not see to it', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const ben = await arrive({ before: withoutAnchors });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  for (const person of [ada, ben]) await openChat(person);
  const said = (text: string) => chat(ben).getByText(text, { exact: true });
  for (let number = 1; number <= 25; number += 1) await write(ada, `Punkt ${number}`);
  await expect(said('Punkt 25')).toBeInViewport();
  await said('Punkt 5').scrollIntoViewIfNeeded();
  const newest = chat(ben).getByRole('button', { name: /^To the newest/ });
  await expect(newest).toBeVisible();
  const place = async () => (await said('Punkt 5').boundingBox())?.y ?? NaN;
  const before = await place();
  for (const number of [26, 27, 28]) await write(ada, `Punkt ${number}`);
  await expect(newest).toHaveText('To the newest 3');
  await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThanOrEqual(2);
  await newest.click();
  await expect(said('Punkt 28')).toBeInViewport();
});

test('a long name is cut, and the time stays behind it', async ({ arrive }) => {
  const name = 'Ada '.repeat(10).trim();
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join(name, { microphone: false, camera: false });
  await openChat(ada);
  await write(ada, 'Hallo');
  const line = chat(ada).getByRole('article');
  const [who, when] = [(await line.locator('.by bdi').boundingBox())!, (await line.locator('.by time').boundingBox())!];
  expect(when.y).toBeLessThan(who.y + who.height);
  expect(when.x).toBeGreaterThanOrEqual(who.x + who.width);
  await expect(line.locator('.by bdi')).toHaveAttribute('title', name);
});

test('the tabs of the panel follow the arrow keys', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  const tab = (name: string) => ada.page.getByRole('tab', { name, exact: true });
  await expect(tab('Chat')).toHaveAttribute('aria-selected', 'true');
  await tab('Chat').focus();
  await ada.page.keyboard.press('ArrowRight');
  await expect(tab('Notes')).toHaveAttribute('aria-selected', 'true');
  await expect(tab('Notes')).toBeFocused();
  await ada.page.keyboard.press('End');
  await expect(tab('People')).toHaveAttribute('aria-selected', 'true');
  await expect(tab('People')).toBeFocused();
  await expect(ada.page.getByRole('complementary', { name: 'People' })).toBeVisible();
});

test('the panel is made wider by mouse and keyboard, and stays so', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  const edge = ada.page.getByRole('separator', { name: 'Width of the panel', exact: true });
  await expect(edge).toBeVisible();
  const width = () => chat(ada).evaluate((panel) => Math.round(panel.getBoundingClientRect().width));
  const first = await width();
  const box = (await edge.boundingBox())!;
  await ada.page.mouse.move(box.x + box.width / 2, box.y + 200);
  await ada.page.mouse.down();
  await ada.page.mouse.move(box.x - 150, box.y + 210, { steps: 4 });
  await ada.page.mouse.up();
  await expect.poll(width).toBeGreaterThan(first + 120);
  const dragged = await width();
  await edge.press('ArrowRight');
  await expect.poll(width).toBe(dragged - 24);
  await expect(edge).toHaveAttribute('aria-valuenow', String(dragged - 24));

  await ada.page.reload();
  await ada.expectInside();
  await openChat(ada);
  await expect.poll(width).toBe(dragged - 24);
  await edge.dblclick();
  await expect.poll(width).toBe(first);
});

test('what can be done with a line covers no other line, however narrow the panel', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  await ada.page.getByRole('separator', { name: 'Width of the panel', exact: true }).press('Home');
  for (const text of ['eins', 'zwei', 'drei']) await write(ada, text);
  await expect(lines(ada)).toHaveCount(3);
  const first = lines(ada).first();
  for (const opener of ['React', 'More']) {
    await press(first, opener);
    await expect(first.getByRole('group', { name: inRow(opener) })).toBeVisible();
    const lowest = await first.getByRole('button').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().bottom)));
    expect(lowest).toBeLessThanOrEqual((await lines(ada).nth(1).boundingBox())!.y);
  }
  await press(first, 'More');
  await expect(first.getByRole('group')).toHaveCount(0);
});
