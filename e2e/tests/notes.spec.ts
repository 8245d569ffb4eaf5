// Notes: several write at once and read the same, whatever happens to their lines and workers.
import { readFile } from 'node:fs/promises';
import type { Worker } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAgreement, expectWritten, notes, openMenu, openNotes, pad, write, written } from '../lab/pads.ts';
import { launchFirefox } from '../launch.ts';
import { type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

function worker(person: Person): Worker | undefined {
  return person.page.workers().find((one) => one.url().endsWith('/document-worker.js'));
}

/** All type at the end of the same line, each at their own pace; then everybody reads each letter that was typed, once. */
async function typeAtOnce(people: Person[]): Promise<void> {
  const typed = people.map((person) => `Zwölf Boxkämpfer von ${person.name} 🥊 `.repeat(3));
  for (const person of people) await pad(person).press('ControlOrMeta+End');
  await Promise.all(people.map((person, index) => pad(person).pressSequentially(typed[index]!, { delay: 12 + 6 * index })));
  const letters = (text: string) => [...text].sort().join('');
  for (const person of people) {
    await expect.poll(async () => letters(await written(person)), { message: person.name }).toBe(letters(typed.join('')));
  }
  await expectAgreement(people, []);
}

test('three who type at once read the same, and see each other\'s carets by name', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  const people = [ada, ben, cem];
  for (const person of people) await openNotes(person);
  await typeAtOnce(people);
  await expect.poll(async () => (await notes(ada).locator('.plenum-caret bdi').allTextContents()).sort()).toEqual(['Ben', 'Cem']);
});

test('undo, redo and find are seen on every phone, upright and with little height', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada');
  await openNotes(ada);
  const tools = notes(ada).getByRole('toolbar', { name: 'Formatting' });
  for (const [width, height] of [[320, 568], [360, 740], [390, 844], [568, 320]] as const) {
    await ada.page.setViewportSize({ width, height });
    for (const name of ['Undo my last edit', 'Redo my last edit', 'Find']) {
      const box = await tools.getByRole('button', { name, exact: true }).boundingBox();
      expect(box, `${name} at ${width}`).not.toBeNull();
      expect(box!.x, `${name} at ${width}`).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width, `${name} at ${width}`).toBeLessThanOrEqual(width);
      const hit = await ada.page.evaluate(
        ([x, y]) => document.elementFromPoint(x!, y!)?.closest('button')?.getAttribute('aria-label'),
        [box!.x + box!.width / 2, box!.y + box!.height / 2],
      );
      expect(hit, `${name} at ${width}`).toBe(name);
    }
  }
});

test('whoever loses all lines goes on writing, and nothing is lost', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  await write(ada, 'before ');
  await expectWritten([ada, ben], 'before ');
  await ada.page.evaluate(() => {
    for (const connection of window.plenumWitness.connections) connection.close();
  });
  await Promise.all([write(ada, 'one two three '), write(ben, 'four five six ')]);
  const letters = (text: string) => [...text].sort().join('');
  await expect.poll(async () => letters(await written(ben))).toBe(letters('before one two three four five six '));
  await expectAgreement([ada, ben], ['before ']);
});

test('a worker that dies takes nothing with it that others have, nor what is typed meanwhile', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  await write(ben, 'seen by all. ');
  await expectWritten([ada, ben], 'seen by all. ');
  const first = worker(ben)!;
  await first.evaluate(() => void setTimeout(() => { throw new Error('on purpose'); }));
  await write(ben, 'Typed without a worker. ');
  await write(ada, 'And by Ada.');
  await expect.poll(() => worker(ben) !== undefined && worker(ben) !== first).toBe(true);
  await expectAgreement([ada, ben], ['seen by all. ', 'Typed without a worker. ', 'And by Ada.']);
  await write(ben, ' On.');
  await expectAgreement([ada, ben], [' On.']);
  expect((await written(ada)).length).toBe('seen by all. Typed without a worker. And by Ada. On.'.length);
  ben.forgive(/on purpose/);
});

test('undo takes back one\'s own edits only, by key and by button', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  await write(ada, 'Ada\n');
  await expectWritten([ada, ben], 'Ada\n');
  await write(ben, 'Ben\n');
  await expectWritten([ada, ben], 'Ada\nBen\n');
  await pad(ada).press('ControlOrMeta+z');
  await expectWritten([ada, ben], 'Ben\n');
  const tools = notes(ada).getByRole('toolbar', { name: 'Formatting' });
  await tools.getByRole('button', { name: 'Redo my last edit' }).click();
  await expectWritten([ada, ben], 'Ada\nBen\n');
  await tools.getByRole('button', { name: 'Undo my last edit' }).click();
  await expectWritten([ada, ben], 'Ben\n');
  await expect(pad(ada)).toBeFocused();
});

test('a template is read as it is meant, and kept as Markdown, text and HTML', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  await (await openMenu(ada)).getByRole('button', { name: 'Minutes', exact: true }).click();
  await expect.poll(() => written(ben)).toContain('# Minutes\n\n**Date:** ');
  await write(ben, '\n- [x] Tea <img src=x>\n- [Plan](https://example.org/plan)');
  await expectAgreement([ada, ben], ['(https://example.org/plan)']);
  await notes(ada).getByRole('button', { name: 'Reading view', exact: true }).click();
  const read = notes(ada).getByRole('document', { name: 'Reading view', exact: true });
  await expect(read.getByRole('heading', { name: 'Minutes', exact: true })).toBeVisible();
  const tea = read.getByRole('checkbox', { name: 'Tea <img src=x>', exact: true });
  await expect(tea).toBeChecked();
  await tea.uncheck();
  await expectAgreement([ben], ['- [ ] Tea']);
  await expect(tea, 'stays the same element').toBeFocused();
  await expect(tea).not.toBeChecked();
  await tea.check();
  await expectAgreement([ben], ['- [x] Tea']);
  await expect(read.getByRole('link', { name: 'Plan', exact: true })).toHaveAttribute('href', 'https://example.org/plan');
  await expect(read.getByText('example.org', { exact: true })).toBeVisible();
  await expect(read.locator('img')).toHaveCount(0);
  await expect(read).toContainText('Tea <img src=x>');
  await write(ben, '\n\nlive');
  await expect(read.getByText('live', { exact: true })).toBeVisible();

  const text = await written(ben);
  for (const [name, ending, holds] of [
    ['Markdown', 'md', text],
    ['Text', 'txt', '☑ Tea <img src=x>'],
    ['HTML', 'html', '<a href="https://example.org/plan">Plan</a>'],
  ] as const) {
    const kept = ada.page.waitForEvent('download');
    await (await openMenu(ada)).getByRole('button', { name, exact: true }).click();
    const file = await kept;
    expect(file.suggestedFilename()).toBe(`Notes.${ending}`);
    expect(await readFile(await file.path(), 'utf8')).toContain(holds);
  }
});

test('an older version says who changed what, and is restored for all', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  const later = (minutes: number) =>
    worker(ada)!.evaluate((ms) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ms;
    }, minutes * 60_000);
  await write(ada, 'Eins\n');
  await expectWritten([ben], 'Eins\n');
  await write(ben, 'Zwei\n');
  await expectWritten([ada, ben], 'Eins\nZwei\n');
  await later(6);
  const openVersions = async () => (await openMenu(ada)).getByRole('button', { name: 'Versions', exact: true }).click();
  const kept = notes(ada).getByRole('group', { name: 'Kept versions' }).getByRole('button');
  // Whatever it is told, it looks at the clock.
  await pad(ada).press('ControlOrMeta+Home');
  await openVersions();
  await expect(kept).toHaveCount(1);
  await notes(ada).getByRole('button', { name: 'Back to writing', exact: true }).click();
  await write(ben, 'Drei\n');
  await expectWritten([ada, ben], 'Eins\nZwei\nDrei\n');
  await openVersions();
  await kept.click();
  await expect(notes(ada).getByText('Changed by Ada, Ben', { exact: true })).toBeVisible();
  await expect(notes(ada).locator('ins').first()).toContainText('Eins');
  await ada.page.getByRole('button', { name: 'Restore this version', exact: true }).click();
  await expectWritten([ada, ben], 'Eins\nZwei\n');
  const told = (person: Person) => notes(person).getByText(/^Ada restored the version of \d/);
  await expect(told(ben)).toBeVisible();
  await expect(told(ada)).toBeHidden();
  await notes(ben).getByRole('status').filter({ hasText: 'restored the version' }).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(told(ben)).toBeHidden();
  await expect(pad(ben)).toBeFocused();
});

test('the keyboard gets in, out and everywhere; colours and what others write come when they are asked for', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await ada.page.keyboard.press('n');
  await expect(pad(ada)).toBeFocused();
  await pad(ada).pressSequentially('mvdcn');
  await expectWritten([ada], 'mvdcn');
  await ada.page.keyboard.press('Escape');
  await expect(notes(ada)).toBeVisible();
  await ada.page.keyboard.press('Shift+Tab');
  const tools = notes(ada).getByRole('toolbar', { name: 'Formatting' });
  await expect(tools.getByRole('button', { name: 'Bold' })).toBeFocused();
  await ada.page.keyboard.press('ArrowLeft');
  await expect(tools.getByRole('button', { name: 'Find' })).toBeFocused();
  await ada.page.keyboard.press('Home');
  await pad(ada).press('ControlOrMeta+a');
  await tools.getByRole('button', { name: 'Bold' }).click();
  await expectWritten([ada], '**mvdcn**');
  await expect(tools.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true');

  await openNotes(ben);
  await expectWritten([ben], '**mvdcn**');
  const menu = await openMenu(ada);
  await menu.getByRole('checkbox', { name: 'Colours show who wrote what' }).check();
  await menu.getByRole('checkbox', { name: 'Screen readers read out what others write' }).check();
  await ada.page.keyboard.press('Escape');
  await expect(notes(ada)).toBeVisible();
  const colours = () =>
    notes(ada)
      .locator('.plenum-author')
      .evaluateAll((marks) => new Set(marks.map((mark) => mark.className.match(/plenum-author-\d/)?.[0])).size);
  await expect.poll(colours).toBe(1);
  await write(ben, ' Hallo Ada');
  await expect.poll(colours).toBe(2);
  await expect(notes(ada).locator('.unseen')).toContainText('Ben writes: ');

  await tools.getByRole('button', { name: 'Bold' }).focus();
  await ada.page.keyboard.press('Escape');
  await expect(notes(ada)).toBeHidden();
  await write(ben, '!');
  await ada.page.keyboard.press('n');
  await expectWritten([ada, ben], '**mvdcn** Hallo Ada!');
  await expect(notes(ada).getByText('3 words', { exact: true })).toBeVisible();
});

test('a tab in which others write is marked until one looks, and what was there before is no news', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const opener = (person: Person, name: string) =>
    person.page.getByRole('toolbar', { name: 'Meeting tools' }).getByRole('button', { name, exact: true });
  const tab = (person: Person, name: string) => person.page.getByRole('tab', { name, exact: true });
  // Their documents have met: what was there when they did is no news.
  await openNotes(ada);
  await openNotes(ben);
  await write(ada, 'null ');
  await expectWritten([ben], 'null ');
  await notes(ben).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(notes(ben)).toBeHidden();
  await write(ada, 'eins ');
  await expect(opener(ben, 'Notes, new')).toBeVisible();
  await expect(opener(ada, 'Notes')).toBeVisible();
  await tab(ada, 'Agenda').click();
  const agenda = ada.page.getByRole('complementary', { name: 'Agenda' }).getByRole('region', { name: 'Agenda', exact: true });
  await agenda.getByRole('textbox', { name: 'New item' }).fill('Finanzen');
  await agenda.getByRole('textbox', { name: 'New item' }).press('Enter');
  await openNotes(ben);
  await expect(tab(ben, 'Notes')).toHaveAttribute('aria-selected', 'true');
  await expect(tab(ben, 'Agenda, new')).toBeVisible();
  await expect(tab(ada, 'Notes')).toBeVisible();
  await tab(ben, 'Agenda, new').click();
  await expect(tab(ben, 'Agenda')).toHaveAttribute('aria-selected', 'true');
  await openNotes(ada);
  await write(ada, 'zwei ');
  await expect(tab(ben, 'Notes, new')).toBeVisible();

  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await openNotes(cem);
  await expectWritten([cem], 'null eins zwei ');
  await expect(tab(cem, 'Agenda')).toBeVisible();
  await tab(cem, 'People').click();
  await staysSo(() => tab(cem, 'Notes, new').count(), 0);
  await write(ada, 'drei');
  await expect(tab(cem, 'Notes, new')).toBeVisible();

  // An open tab that nobody can see counts for nothing.
  await openNotes(ben);
  await expectWritten([ben], 'null eins zwei drei');
  const hide = (person: Person, state: string) =>
    person.page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await hide(ben, 'hidden');
  await write(ada, ' vier');
  await expect(opener(ben, 'Notes, new')).toBeVisible();
  await hide(ben, 'visible');
  await expect(opener(ben, 'Notes')).toBeVisible();
});

test('an editor that does not come is said in words, and comes when it is asked for again', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  expect(ada.asked.filter((address) => address.includes('/editor.js')), 'in the lobby').toEqual([]);
  await ada.page.route(/\/editor\.js/, (route) => route.abort());
  await ada.join('Ada');
  await ada.page.keyboard.press('n');
  await expect(notes(ada).getByRole('alert')).toContainText('could not be loaded');
  await ada.page.unroute(/\/editor\.js/);
  await notes(ada).getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(pad(ada)).toBeVisible();
  ada.forgive(/editor|Failed to load resource|net::/);
});

test('an editor that comes late leaves the focus with whoever has gone on', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await ada.page.route(/\/editor\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await ada.join('Ada');
  await ada.page.keyboard.press('n');
  const more = notes(ada).getByRole('button', { name: 'More for these notes', exact: true });
  await more.focus();
  letGo();
  await expect(pad(ada)).toBeVisible();
  await staysSo(() => more.evaluate((button) => button === document.activeElement), true);
});

test('a Firefox and two Chromiums write into one line', async ({ arrive, arriveIn, installedFirefox }) => {
  test.skip(launchFirefox() === undefined, 'no Firefox is installed here');
  const [ada, ben, fred] = [await arrive(), await arrive(), await arriveIn(installedFirefox!)];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  for (const [person, name] of [[ben, 'Ben'], [fred, 'Fred']] as const) {
    await person.open(link);
    await person.join(name, { camera: false });
  }
  const people = [ada, ben, fred];
  for (const person of people) await openNotes(person);
  await typeAtOnce(people);
  await expect.poll(async () => (await notes(fred).locator('.plenum-caret bdi').allTextContents()).sort()).toEqual(['Ada', 'Ben']);
});
