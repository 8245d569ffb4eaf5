// Text that is seen while it is being written: captions that a helper types in large letters, and chat letter by letter.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { chat, message, openChat } from '../lab/chat.ts';
import { type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

const captions = ({ page }: Person): Locator => page.getByRole('log', { name: 'Captions', exact: true });
const show = ({ page }: Person): Locator => page.getByRole('button', { name: 'Show captions', exact: true });
const writer = ({ page }: Person): Locator => page.getByRole('button', { name: 'Write captions', exact: true });
const field = ({ page }: Person): Locator => page.getByRole('textbox', { name: 'What is being said', exact: true });
const line = (person: Person, text: string): Locator => captions(person).locator('.caption-line').filter({ hasText: text });
const beingWritten = (person: Person): Locator => chat(person).getByRole('list', { name: 'Being written', exact: true });

async function beginToWrite(person: Person): Promise<Locator> {
  await person.room.peopleButton.click();
  await writer(person).click();
  await expect(field(person)).toBeFocused();
  return field(person);
}

/** How large the letters of captions are, CSS pixels. */
async function letters(person: Person): Promise<number> {
  return captions(person).evaluate((log) => Number.parseFloat(getComputedStyle(log).fontSize));
}

test('a helper types captions; whoever wants them reads them large, and they cover no name', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await expect(show(ben)).toHaveCount(0);
  const typed = await beginToWrite(ada);
  await typed.pressSequentially('Good <b>morn');
  await expect(ben.page.getByText('Ada is writing captions. “Show captions” below the pictures shows them.')).toHaveCount(1);
  await expect(show(ben)).toBeVisible();
  await expect(captions(ben), 'nobody gets them unasked').toHaveCount(0);
  await show(ben).click();
  await expect(ben.page.getByRole('button', { name: 'Hide captions', exact: true }), 'the focus is not lost with the button').toBeFocused();
  const growing = line(ben, 'Good <b>morn');
  await expect(growing).toContainText('Ada');
  await expect(growing).toHaveAttribute('aria-busy', 'true');
  await expect(captions(ben).locator('b')).toHaveCount(0);
  await typed.pressSequentially('ing</b>');
  await typed.press('Enter');
  await expect(typed).toHaveValue('');
  await expect(typed).toBeFocused();
  await expect(line(ben, 'Good <b>morning</b>')).toHaveAttribute('aria-busy', 'false');
  await expect(line(ada, 'Good <b>morning</b>'), 'a helper sees what the others see').toContainText('Ada (you)');

  expect(await letters(ben)).toBeGreaterThanOrEqual(24);
  const box = (await captions(ben).boundingBox())!;
  for (const name of await ben.page.locator('.tile .name').all()) {
    const { y, height } = (await name.boundingBox())!;
    expect(y + height, 'names are above').toBeLessThanOrEqual(box.y);
  }
  const tools = (await ben.page.getByRole('toolbar').boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(tools.y);

  // The letters as large as they are wanted, also after a reload.
  const settings = await ben.openSettings('Language and colours');
  await expect(settings.getByRole('checkbox', { name: 'Show captions that somebody in the meeting writes' })).toBeChecked();
  await settings.getByRole('radio', { name: 'Very large', exact: true }).check();
  await ben.page.keyboard.press('Escape');
  expect(await letters(ben)).toBeGreaterThanOrEqual(40);
  await ben.page.reload();
  await ben.expectInside();
  await expect(ben.room.tile('Ada')).toBeVisible();
  await typed.pressSequentially('again');
  await expect(line(ben, 'again')).toBeVisible();
  await expect(line(ben, 'Good'), 'nothing of them is kept').toHaveCount(0);
  await ben.page.getByRole('button', { name: 'Hide captions', exact: true }).click();
  await expect(captions(ben)).toHaveCount(0);
  await expect(show(ben)).toBeFocused();

  await typed.press('Escape');
  await expect(field(ada)).toHaveCount(0);
  await expect(writer(ada)).toBeFocused();
  await expect(writer(ada)).toHaveAttribute('aria-pressed', 'false');
});

test('two who write at once are two lines, and a pause ends a line', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { microphone: false, camera: false });
  await (await beginToWrite(ada)).pressSequentially('One');
  await (await beginToWrite(ben)).pressSequentially('Two');
  await show(cem).click();
  await field(ada).pressSequentially(' and one');
  await field(ben).pressSequentially(' and two');
  await expect(line(cem, 'One and one')).toContainText('Ada');
  await expect(line(cem, 'Two and two')).toContainText('Ben');
  await expect(captions(cem).locator('.caption-line')).toHaveCount(2);
  await expect(field(ada)).toHaveValue('');
  await expect(line(cem, 'One and one')).toHaveAttribute('aria-busy', 'false');
});

test('captions wrap in the smallest window, and everything else stays in reach', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  const typed = await beginToWrite(ada);
  await typed.fill('Donaudampfschifffahrtsgesellschaftskapitän und noch ein paar Worte dazu, die nicht alle Platz haben');
  await show(ben).click();
  const settings = await ben.openSettings('Language and colours');
  await settings.getByRole('radio', { name: 'Very large', exact: true }).check();
  await ben.page.keyboard.press('Escape');
  for (const [width, height] of [[320, 256], [320, 640], [568, 320], [740, 360]] as const) {
    await ben.page.setViewportSize({ width, height });
    await typed.press('End');
    await typed.pressSequentially('.');
    await expect(captions(ben)).toBeInViewport({ ratio: 1 });
    await expect(ben.room.microphone).toBeInViewport({ ratio: 1 });
    expect(await ben.page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
    const [shown, whole] = await captions(ben).evaluate((log) => [log.clientWidth, log.scrollWidth]);
    expect(whole!, 'nothing runs out at the side').toBeLessThanOrEqual(shown!);
    const seats = (await ben.page.locator('.seats').boundingBox())!;
    expect(seats.height, `faces at ${width}×${height}`).toBeGreaterThan(40);
  }
  // Where one writes, too, beside the panel that leads there.
  await ada.page.setViewportSize({ width: 320, height: 256 });
  await expect(typed).toBeInViewport({ ratio: 1 });
  await typed.click();
  await expect(typed).toBeFocused();
});

test('who wants it is seen writing in the chat letter by letter, and never in private', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ben);
  await openChat(ada);
  await message(ada).pressSequentially('Not seen');
  await staysSo(() => beingWritten(ben).count(), 0);

  const settings = await ada.openSettings('You');
  const live = settings.getByRole('checkbox', { name: 'Show what I am writing while I write', exact: true });
  await expect(live).not.toBeChecked();
  await live.check();
  await ada.page.keyboard.press('Escape');
  await message(ada).fill('');
  await message(ada).pressSequentially('I would <i>say');
  await expect(beingWritten(ben)).toContainText('Ada I would <i>say');
  await expect(beingWritten(ben).locator('i')).toHaveCount(0);
  await message(ada).press('Backspace');
  await expect(beingWritten(ben)).toContainText('Ada I would <i>sa');
  await expect(beingWritten(ben)).not.toContainText('say');
  await message(ada).press('Enter');
  await expect(chat(ben).getByRole('article').last()).toContainText('I would <i>sa');
  await expect(beingWritten(ben)).toHaveCount(0);

  await chat(ada).getByRole('combobox', { name: 'To' }).selectOption({ label: 'Only Ben' });
  await message(ada).pressSequentially('between us');
  await staysSo(() => beingWritten(ben).count(), 0);
  await message(ada).press('Enter');
  await expect(chat(ben).getByRole('article').last()).toContainText('between us');
});
