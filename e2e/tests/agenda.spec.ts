// The agenda: items with a clock, the check-in round and minutes, the same on all screens.
import { expect, test } from '../fixtures.ts';
import { agenda, openAgenda, part, press, proposal, propose } from '../lab/agenda.ts';
import { openMenu, openNotes, written } from '../lab/pads.ts';
import { inRow } from '../lab/rows.ts';
import { all, type Person, twoMeet } from '../person.ts';

test('an item and a reason that are half written outlive the tab and the panel', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openAgenda(ada);
  await propose(ada, 'Kaffee');
  const items = part(ada, 'Agenda');
  const why = proposal(ada, 'Kaffee').getByRole('textbox', { name: 'Why?' });
  await items.getByRole('textbox', { name: 'New item' }).fill('Finan');
  await items.getByRole('textbox', { name: 'Minutes for it' }).fill('1');
  await press(proposal(ada, 'Kaffee'), 'Veto');
  await expect(why).toBeFocused();
  await why.fill('Zu te');
  const kept = async () => {
    await expect(items.getByRole('textbox', { name: 'New item' })).toHaveValue('Finan');
    await expect(items.getByRole('textbox', { name: 'Minutes for it' })).toHaveValue('1');
    await expect(why).toHaveValue('Zu te');
  };
  await ada.page.getByRole('tab', { name: 'People', exact: true }).click();
  await expect(agenda(ada)).toBeHidden();
  await ada.page.getByRole('tab', { name: /^Agenda/ }).click();
  await kept();
  // It only stands there: nobody asked for the field, which would bring up the keyboard of a phone.
  await expect(ada.page.getByRole('tab', { name: /^Agenda/ })).toBeFocused();
  await agenda(ada).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(agenda(ada)).toBeHidden();
  await openAgenda(ada);
  await kept();

  // Another way to answer keeps what was written, and whoever sends it begins anew.
  await press(proposal(ada, 'Kaffee'), 'Light concerns');
  await expect(why).toBeFocused();
  await expect(why).toHaveValue('Zu te');
  await why.fill('Zu teuer');
  await press(proposal(ada, 'Kaffee'), 'Answer with light concerns');
  await expect(why).toHaveCount(0);
  await expect(proposal(ada, 'Kaffee')).toContainText('Zu teuer');
  await press(proposal(ada, 'Kaffee'), 'Veto');
  await expect(why).toHaveValue('');
});

test('the item under way has a clock on all screens, and the order can be changed', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ada);
  const items = part(ada, 'Agenda');
  for (const [title, minutes] of [['Finanzen', '10'], ['Sommerfest', '']] as const) {
    await items.getByRole('textbox', { name: 'New item' }).fill(title);
    await items.getByRole('textbox', { name: 'Minutes for it' }).fill(minutes);
    await press(items, 'Add item');
    await expect(items.getByRole('listitem').filter({ hasText: title })).toBeVisible();
    await expect(items.getByRole('textbox', { name: 'New item' })).toHaveValue('');
    await expect(items.getByRole('textbox', { name: 'Minutes for it' })).toHaveValue('');
  }
  for (const name of ['Start', 'Edit item', 'Move up', 'Move down', 'Remove']) {
    await expect(items.getByRole('button', { name: `${name}: Finanzen`, exact: true })).toHaveCount(1);
  }
  await press(items.getByRole('listitem').filter({ hasText: 'Sommerfest' }), 'Move up');
  await expect(items.getByRole('listitem')).toHaveText([/Sommerfest/, /Finanzen/]);
  await press(items.getByRole('listitem').filter({ hasText: 'Sommerfest' }), 'Move down');
  await expect(items.getByRole('listitem')).toHaveText([/Finanzen/, /Sommerfest/]);
  await press(items.getByRole('listitem').filter({ hasText: 'Finanzen' }), 'Move down');
  await expect(items.getByRole('listitem')).toHaveText([/Sommerfest/, /Finanzen/]);
  await press(items.getByRole('listitem').filter({ hasText: 'Finanzen' }), 'Start');
  await expect(ben.page.getByText(/Finanzen.*0:0[1-9] of 10:00/)).toBeVisible();
  await openAgenda(ben);
  await expect(part(ben, 'Agenda').getByRole('listitem')).toHaveText([/Sommerfest/, /Finanzen.*of 10:00/]);
  await press(part(ben, 'Agenda').getByRole('listitem').filter({ hasText: 'Finanzen' }), 'Done');
  await expect(part(ada, 'Agenda').getByRole('listitem').filter({ hasText: 'Finanzen' })).toContainText('took 0:0');
});

test('an item gets another title and time box, and Escape gives that up', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await all([ada, ben], openAgenda);
  const items = part(ada, 'Agenda');
  await items.getByRole('textbox', { name: 'New item' }).fill('Finazen');
  const wrong = 'Please give whole minutes, from 0 to 600.';
  const box = items.getByRole('textbox', { name: 'Minutes for it' });
  for (const written of ['-', '5 min', '-5', '601']) {
    await box.fill(written);
    await press(items, 'Add item');
    await expect(items.getByRole('alert')).toHaveText(wrong);
    await expect(box).toHaveAttribute('aria-invalid', 'true');
    await expect(box).toHaveAccessibleDescription(wrong);
    await expect(items.getByRole('listitem')).toHaveCount(0);
    await box.fill('');
    await expect(items.getByRole('alert')).toHaveCount(0);
    await expect(box).toHaveAttribute('aria-invalid', 'false');
  }
  await box.fill('10');
  await press(items, 'Add item');
  const item = part(ben, 'Agenda').getByRole('listitem');
  await press(item, 'Edit item');
  const title = item.getByRole('textbox', { name: 'Title of this item' });
  await expect(title).toBeFocused();
  await title.fill('Nothing');
  await title.press('Escape');
  await expect(item.getByRole('button', { name: inRow('Edit item') })).toBeFocused();
  await expect(item).toContainText('Finazen');
  await press(item, 'Edit item');
  await expect(title).toHaveValue('Finazen');
  await title.fill('Finanzen');
  const edited = item.getByRole('textbox', { name: 'Minutes for this item' });
  await expect(edited).toHaveValue('10');
  await edited.fill('5 min');
  await title.press('Enter');
  await expect(item.getByRole('alert')).toHaveText(wrong);
  await expect(edited).toHaveAccessibleDescription(wrong);
  await expect(part(ada, 'Agenda').getByRole('listitem')).toContainText('10 minutes');
  await edited.fill('15');
  await title.press('Enter');
  await expect(title).toHaveCount(0);
  await all([ada, ben], async (person) => {
    await expect(part(person, 'Agenda').getByRole('listitem')).toContainText('Finanzen');
    await expect(part(person, 'Agenda').getByRole('listitem')).toContainText('15 minutes');
  });
});

test('in a narrow window all buttons of an item stand on one line, and the tab that is shown is whole', async ({ arrive }) => {
  const ada = await arrive({ viewport: { width: 320, height: 568 } });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await openAgenda(ada);
  const items = part(ada, 'Agenda');
  await items.getByRole('textbox', { name: 'New item' }).fill('Finanzen');
  await items.getByRole('textbox', { name: 'Minutes for it' }).fill('10');
  await press(items, 'Add item');
  await expect(items.getByRole('listitem')).toContainText('10 minutes');
  for (const height of [568, 256]) {
    await ada.page.setViewportSize({ width: 320, height });
    const middles = await items.getByRole('listitem').getByRole('button').evaluateAll((all) =>
      all.map((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return Math.round((top + bottom) / 2);
      }),
    );
    expect(middles).toHaveLength(5);
    expect(Math.max(...middles) - Math.min(...middles), `${height} px`).toBeLessThanOrEqual(2);
    const cut = await items.getByRole('listitem').evaluate((row) => row.scrollWidth - row.clientWidth);
    expect(cut).toBe(0);
    const tab = ada.page.getByRole('tab', { name: 'Agenda', exact: true });
    await expect(tab).toBeInViewport({ ratio: 1 });
    expect(await tab.locator('span').first().evaluate((label) => label.scrollWidth - label.clientWidth)).toBeLessThanOrEqual(1);
  }
});

test('on a phone nothing lies over the panel: a notice, whose turn it is and a proposal stand above it', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ viewport: { width: 320, height: 640 } }), await arrive()];
  const link = await ben.startMeeting();
  await ben.join('Ben');
  await ada.open(link);
  await ada.join('Ada', { microphone: false, camera: false });
  const notice = ada.page.getByText(/^Nobody can hear you/);
  await expect(notice).toBeVisible();
  await ada.page.getByRole('toolbar').getByRole('button', { name: /^Chat/ }).click();
  await ada.page.getByRole('tab', { name: /^Notes/ }).click();
  const panel = ada.page.getByRole('complementary', { name: 'Notes', exact: true });
  await expect(panel).toBeVisible();
  await ben.room.tool('Raise hand').click();
  await openAgenda(ben);
  await propose(ben, 'Kaffee');
  const turn = ada.page.getByRole('button', { name: /^Up next/ });
  const asked = ada.page.getByRole('button', { name: /^Ben asks you to decide/ });
  for (const said of [turn, asked]) await expect(said).toBeVisible();
  const boxes = await Promise.all([ada.page.locator('.notice').filter({ has: notice }), turn, asked, panel].map((said) => said.boundingBox()));
  for (const [at, next] of boxes.slice(1).entries()) {
    const before = boxes[at]!;
    expect(before.y + before.height, `the one above ${at + 1}`).toBeLessThanOrEqual(next!.y);
  }
  await ada.page.getByRole('tab', { name: /^Speaking list/ }).click();
  await expect(ada.page.getByRole('complementary', { name: 'Speaking list' })).toBeVisible();
});

test('a template for minutes has the date, those present and the agenda in it', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openAgenda(ada);
  const items = part(ada, 'Agenda');
  await items.getByRole('textbox', { name: 'New item' }).fill('Finanzen');
  await items.getByRole('textbox', { name: 'Minutes for it' }).fill('10');
  await press(items, 'Add item');
  await expect(items.getByRole('listitem')).toContainText('Finanzen');
  await openNotes(ada);
  await press(await openMenu(ada), 'Minutes');
  await expect.poll(() => written(ada)).toMatch(/\*\*Present:\*\* (Ada, Ben|Ben, Ada)\n\n## Topics\n\n### 1\. Finanzen \(10 min\)\n/);
});

test('in a check-in round all have the same order, and everybody once', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  const people = [ada, ben, cem];
  await ada.room.expectPeople('Ada (you)', 'Ben', 'Cem');
  await ben.room.expectPeople('Ada', 'Ben (you)', 'Cem');
  await all(people, openAgenda);
  await press(part(people[0]!, 'Check-in round'), 'Begin a round with 3:00 for each');
  const order = (person: Person) => part(person, 'Check-in round').getByRole('listitem');
  await all(people, (person) => expect(order(person)).toHaveCount(3));
  const names = await order(people[0]!).locator('bdi').allTextContents();
  // Whose turn it is stands on one tile of each screen.
  await all(people, (person) => expect(person.page.getByRole('region', { name: 'Participants' }).getByText('Has the floor', { exact: true })).toHaveCount(1));
  expect(new Set(names).size).toBe(3);
  await all(people, (person) => expect(order(person).locator('bdi')).toHaveText(names));
  for (const [step] of names.entries()) {
    await all(people, (person) => expect(order(person).nth(step)).toHaveAttribute('aria-current', 'true'));
    await press(part(people[step]!, 'Check-in round'), 'Next');
  }
  await all(people, (person) => expect(part(person, 'Check-in round').getByRole('button', { name: /^Begin a round/ })).toHaveCount(4));
});
