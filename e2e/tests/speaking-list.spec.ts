// The speaking list: the same order for all, called by whoever may; hand signs on the tiles; reactions that fade.
import axe from 'axe-core';
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { chat, openChat, write } from '../lab/chat.ts';
import { inRow } from '../lab/rows.ts';
import { type Arrival, type Person, twoMeet } from '../person.ts';

type Arrive = (options?: Arrival) => Promise<Person>;

async function threeMeet(arrive: Arrive): Promise<{ ada: Person; ben: Person; cem: Person; link: string }> {
  const { ada, ben, link } = await twoMeet(arrive);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await expect(ada.room.tile('Cem')).toBeVisible();
  for (const person of [ada, ben, cem]) await expect(person.room.tool('Raise hand')).toBeEnabled();
  return { ada, ben, cem, link };
}

/** The panel with the list. */
function list(person: Person): Locator {
  return person.page.getByRole('complementary', { name: 'Speaking list' });
}

async function openList(person: Person): Promise<void> {
  await person.page.getByRole('toolbar').getByRole('button', { name: /^Chat/ }).click();
  await person.page.getByRole('tab', { name: 'Speaking list', exact: true }).click();
  await expect(list(person)).toBeVisible();
}

/** Who waits, in the order that this person sees. */
function waiting(person: Person): Locator {
  return list(person).locator('ol').getByRole('listitem');
}

async function expectOrder(people: Person[], ...names: string[]): Promise<void> {
  for (const person of people) {
    // Everybody sees themselves as somebody else.
    await expect(waiting(person)).toHaveText(names.map((name) => new RegExp(`^${name}`)));
  }
}

function raise(person: Person, kind: string): Locator {
  return list(person).getByRole('group', { name: 'I want to speak' }).getByRole('button', { name: kind, exact: true });
}

async function choose(person: Person, name: string): Promise<void> {
  const menu = person.page.getByRole('dialog', { name: 'Signs and reactions' });
  if (!(await menu.isVisible())) await person.room.tool('Signs').click();
  await menu.getByRole('button', { name, exact: true }).click();
}

test('hands are called by their kind, in the same order on all screens, also for whoever comes late', async ({ arrive }) => {
  const { ada, ben, cem, link } = await threeMeet(arrive);
  for (const person of [ada, ben, cem]) await openList(person);
  await raise(ada, 'Contribution').click();
  await expectOrder([ada, ben, cem], 'Ada');
  await raise(ben, 'Question of understanding').click();
  await expectOrder([ada, ben, cem], 'Ben', 'Ada');
  await raise(cem, 'Point of order').click();
  await expectOrder([ada, ben, cem], 'Cem', 'Ben', 'Ada');
  await expect(ada.room.tile('Ben')).toContainText('Hand raised, place 2');

  const late = await arrive();
  await late.open(link);
  await late.join('Dia', { camera: false });
  await expect(late.room.tool('Raise hand')).toBeEnabled();
  await openList(late);
  await expectOrder([late], 'Cem', 'Ben', 'Ada');
  await expect(waiting(late).nth(1)).toContainText('Question of understanding');

  await list(ada).getByRole('button', { name: 'Next', exact: true }).click();
  for (const person of [ada, ben, cem, late]) {
    await expect(list(person).getByRole('button', { name: 'End the turn' }).or(list(person).getByRole('button', { name: 'I have finished' }))).toBeVisible();
    await expect(person.page.getByRole('button', { name: /^Has the floor Cem.*Next: Ben.*, Ada/ })).toBeVisible();
  }
  await expectOrder([ada, ben, cem, late], 'Ben', 'Ada');
  await list(cem).getByRole('button', { name: 'I have finished', exact: true }).click();
  await expect(list(ben)).toContainText('Nobody has the floor.');
  await expect(list(ben).getByText('Who has spoken')).toBeVisible();
});

test('R raises the hand and takes it down, on the toolbar and on the tile', async ({ arrive }) => {
  const { ada, ben } = await threeMeet(arrive);
  await ada.page.keyboard.press('r');
  await expect(ada.room.tool('Raise hand')).toHaveAttribute('aria-pressed', 'true');
  await expect(ben.room.tile('Ada')).toContainText('Hand raised, place 1');
  await expect(ada.room.ownTile('Ada')).toContainText('Hand raised, place 1');
  await ada.page.keyboard.press('r');
  await expect(ada.room.tool('Raise hand')).toHaveAttribute('aria-pressed', 'false');
  await expect(ben.room.tile('Ada')).not.toContainText('Hand raised');
  await ada.page.keyboard.press('t');
  await expect(ada.page.getByText(/^You: \d+:\d\d of talking, \d+ % of all that was heard/)).toBeVisible();
});

test('whoever reloads keeps their place on the list and their lines', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, 'Ich komme gleich');
  await openList(ben);
  await ada.page.keyboard.press('Escape');
  await openList(ada);
  await raise(ada, 'Contribution').click();
  await expectOrder([ada, ben], 'Ada');
  await ada.page.reload();
  await ada.expectInside();
  await openList(ada);
  await expectOrder([ada, ben], 'Ada');
  await expect(ada.room.tool('Raise hand')).toHaveAttribute('aria-pressed', 'true');
  await ada.room.tool('Raise hand').click();
  await expect(waiting(ben)).toHaveCount(0);
  await ada.page.getByRole('tab', { name: 'Chat', exact: true }).click();
  for (const name of ['More', 'Edit']) await chat(ada).getByRole('article').getByRole('button', { name: inRow(name) }).click();
  await write(ada, 'Ich bin da');
  await ben.page.getByRole('tab', { name: /^Chat/ }).click();
  await expect(chat(ben).getByRole('article')).toContainText('Ich bin da');
});

test('who moderates calls, puts on and takes off, and hands the moderation over', async ({ arrive }) => {
  const { ada, ben, cem } = await threeMeet(arrive);
  for (const person of [ada, ben, cem]) await openList(person);
  const settings = (person: Person) => list(person).locator('.shared');
  for (const person of [ada, ben]) await settings(person).locator('summary').click();
  await settings(ada).getByRole('button', { name: 'Moderate', exact: true }).click();
  await expect(settings(ben)).toContainText('Ada moderates.');
  // Whoever takes it is told nothing, whoever is given it is.
  const told = (person: Person) => person.page.locator('.unseen').filter({ hasText: 'You moderate the speaking list now.' });
  await expect(settings(ada)).toContainText('Ada (you) moderates.');
  await expect(told(ada)).toHaveCount(0);
  await expect(settings(ben).getByRole('radio').first()).toBeDisabled();

  await list(ben).getByText('Put somebody on who has no buttons').click();
  await list(ben).getByRole('textbox', { name: 'Their name' }).fill('Telefon');
  await list(ben).getByRole('button', { name: 'Put on the list' }).click();
  await raise(cem, 'Contribution').click();
  await expectOrder([ada, ben, cem], 'Telefon', 'Cem');
  await expect(list(cem).getByRole('button', { name: 'Next', exact: true })).toHaveCount(0);
  await list(ada).getByRole('button', { name: 'Take off the list: Telefon' }).click();
  await expectOrder([ada, ben, cem], 'Cem');
  await list(ada).getByRole('button', { name: 'Give the floor: Cem' }).click();
  await list(ada).getByRole('button', { name: 'End the turn' }).click();
  await expectOrder([ada, ben, cem]);

  // Cem has spoken, Ben has not: by the other rule Ben comes first.
  await raise(cem, 'Contribution').click();
  await expectOrder([ben], 'Cem');
  await raise(ben, 'Contribution').click();
  await expectOrder([ada, ben, cem], 'Cem', 'Ben');
  await settings(ada).getByRole('radio', { name: 'First-time speakers first' }).check();
  await expectOrder([ada, ben, cem], 'Ben', 'Cem');

  await settings(ada).getByRole('group', { name: 'Hand over to' }).getByRole('button', { name: 'Ben', exact: true }).click();
  await expect(settings(ben)).toContainText('Ben (you) moderates.');
  await expect(told(ben)).toHaveCount(1);
  await expect(settings(ben).getByRole('radio').first()).toBeEnabled();
  await expect(list(ada).getByRole('button', { name: 'Next', exact: true })).toHaveCount(0);

  // Whoever is put on has a group, too.
  const group = list(ben).getByRole('textbox', { name: 'Their group, if groups alternate' });
  await expect(group).toHaveCount(0);
  await settings(ben).getByRole('radio', { name: 'Alternating by group' }).check();
  await group.fill('Nord');
  await list(ben).getByRole('textbox', { name: 'Their name' }).fill('Saal');
  await list(ben).getByRole('button', { name: 'Put on the list' }).click();
  await expectOrder([ada, ben, cem], 'Saal', 'Cem', 'Ben');
  await expect(waiting(ada).first()).toContainText('Nord');
  await expect(group).toHaveValue('');
});

test('turns go on by themselves when the speaker switches the microphone off, if all want it so', async ({ arrive }) => {
  const { ada, ben, cem } = await threeMeet(arrive);
  await openList(ada);
  await list(ada).locator('.shared summary').click();
  await list(ada).getByRole('checkbox', { name: 'Next by itself when the speaker stops' }).check();
  await ada.page.keyboard.press('r');
  await expect(ben.room.tile('Ada')).toContainText('Hand raised, place 1');
  await ben.page.keyboard.press('r');
  await expect(ada.room.tile('Ben')).toContainText('Hand raised, place 2');
  await list(ada).getByRole('button', { name: 'Next', exact: true }).click();
  await expect(cem.room.tile('Ada')).toContainText('Has the floor');
  // The fake microphone of the tests is never silent.
  await expect(ada.room.ownTile('Ada')).toHaveClass(/speaks/);
  await ada.turn(ada.room.microphone, false);
  await expect(cem.room.tile('Ben')).toContainText('Has the floor');
  await expect(cem.room.tile('Ada')).not.toContainText('Has the floor');
});

test('the turn of somebody who has left ends by itself, and whoever left is not called', async ({ arrive }) => {
  test.setTimeout(120_000);
  const { ada, ben, cem } = await threeMeet(arrive);
  for (const person of [ben, cem]) await openList(person);
  // The key means something as soon as the document's views are here.
  const hand = ada.page.getByRole('toolbar', { name: 'Meeting tools' }).getByRole('button', { name: 'Raise hand', exact: true });
  await expect(hand).toBeEnabled();
  await ada.page.keyboard.press('r');
  await expectOrder([ben, cem], 'Ada');
  await list(ben).getByRole('button', { name: 'Next', exact: true }).click();
  await expect(cem.room.tile('Ada')).toContainText('Has the floor');
  // Her own page knows it too: until then the key takes the hand down.
  await expect(hand).toHaveAttribute('aria-pressed', 'false');
  await ada.page.keyboard.press('r');
  await expectOrder([ben, cem], 'Ada');
  await ada.page.close();
  await expect(list(ben).getByText('Nobody who waits is here right now.')).toBeVisible({ timeout: 30_000 });
  await expect(list(ben).getByRole('button', { name: 'Next', exact: true })).toHaveCount(0);
  for (const person of [ben, cem]) await expect(list(person)).toContainText('Nobody has the floor.', { timeout: 50_000 });
  await expectOrder([ben, cem], 'Ada');
});

test('a moderator who has left holds nobody up', async ({ arrive }) => {
  test.setTimeout(120_000);
  const { ada, ben, cem } = await threeMeet(arrive);
  for (const person of [ada, ben, cem]) await openList(person);
  await expect(list(ada).getByRole('heading', { name: 'Nobody is waiting', exact: true })).toBeVisible();
  await list(cem).locator('.shared summary').click();
  await list(cem).getByRole('button', { name: 'Moderate', exact: true }).click();
  // Whoever looks at the list sees it, and opens nothing for it.
  const moderator = (person: Person) => list(person).getByRole('status');
  await expect(moderator(cem)).toHaveText(/^\W?Cem \(you\)\W? moderates$/);
  for (const person of [ada, ben]) await expect(moderator(person)).toHaveText(/^\W?Cem\W? moderates$/);
  await raise(ada, 'Contribution').click();
  await expectOrder([ada, ben, cem], 'Ada');
  await expect(list(ada).getByRole('heading', { name: /^Waiting 1$/ })).toBeVisible();
  await expect(ben.page.getByRole('button', { name: /^Up next: Ada$/ })).toBeVisible();
  const next = (person: Person) => list(person).getByRole('button', { name: 'Next', exact: true });
  await expect(next(cem)).toBeVisible();
  await expect(next(ben)).toHaveCount(0);
  await cem.page.close();
  await expect(moderator(ben)).toContainText('moderates · not here', { timeout: 30_000 });
  for (const person of [ada, ben]) {
    await expect(moderator(person)).toContainText('not here: everybody may call the next one', { timeout: 50_000 });
    await expect(next(person)).toBeVisible();
  }
  await next(ben).click();
  await expect(ada.room.ownTile('Ada')).toContainText('Has the floor');
});

test('hand signs stay on the tile until they are lowered, and are counted for all', async ({ arrive }) => {
  const { ada, ben, cem } = await threeMeet(arrive);
  await choose(ada, 'Agree');
  await choose(ben, 'Agree');
  await choose(ben, 'Slower');
  for (const person of [ada, ben, cem]) {
    const counts = person.page.getByRole('list', { name: 'Raised hand signs' });
    await expect(counts).toContainText('2 agree');
    await expect(counts).toContainText('1 slower');
  }
  await expect(cem.room.tile('Ben')).toContainText('Agree');
  await expect(cem.room.tile('Ben')).toContainText('Slower');
  await choose(ben, 'Lower all signs');
  await expect(cem.room.tile('Ben')).not.toContainText('Slower');
  await expect(cem.page.getByRole('list', { name: 'Raised hand signs' })).toHaveText(/1 agrees$/);
});

/** The field in which the name of somebody without buttons is written, but not sent. */
async function beginsToPutOn(person: Person, who: string): Promise<Locator> {
  await openList(person);
  await list(person).getByText('Put somebody on who has no buttons').click();
  const name = list(person).getByRole('textbox', { name: 'Their name' });
  await name.fill(who);
  return name;
}

test('who is half put on the list outlives the tab', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  const name = await beginsToPutOn(ada, 'Telefon');
  const kind = list(ada).getByRole('group', { name: 'Kind', exact: true }).getByRole('radio', { name: 'Question of understanding', exact: true });
  await kind.check();
  await ada.page.getByRole('tab', { name: 'People', exact: true }).click();
  await expect(list(ada)).toBeHidden();
  await ada.page.getByRole('tab', { name: 'Speaking list', exact: true }).click();
  await expect(name).toBeVisible();
  await expect(name).toHaveValue('Telefon');
  await expect(kind).toBeChecked();
  await list(ada).getByRole('button', { name: 'Put on the list' }).click();
  await expectOrder([ada], 'Telefon');
  await expect(name).toHaveValue('');
});

test('Escape closes the panel from a field, and what was written stands there again', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  const name = await beginsToPutOn(ada, 'Telefon');
  await name.press('Escape');
  await expect(list(ada)).toBeHidden();
  await openList(ada);
  await expect(name).toHaveValue('Telefon');
  await list(ada).locator('.shared').locator('summary').click();
  await list(ada).getByRole('radio', { name: 'Alternating by group' }).check();
  const group = list(ada).getByRole('textbox', { name: 'My group, if groups alternate' });
  await group.fill('Nord');
  await group.press('Escape');
  await expect(list(ada)).toBeHidden();
  await openList(ada);
  await expect(group).toHaveValue('Nord');
});

test('the menu of signs stands still, closes with a choice, and gives the focus back', async ({ arrive }) => {
  const ada = await arrive({ reducedMotion: 'reduce' });
  await ada.startMeeting();
  await ada.join('Ada');
  const menu = ada.page.getByRole('dialog', { name: 'Signs and reactions' });
  const opener = ada.room.tool('Signs');
  await expect(ada.room.tool('Raise hand')).toBeEnabled();
  await opener.click();
  await expect(menu.getByRole('button', { name: 'Lower all signs', exact: true })).toBeDisabled();
  const before = await menu.boundingBox();
  await menu.getByRole('button', { name: 'Agree', exact: true }).click();
  await expect(menu).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(ada.room.ownTile('Ada')).toContainText('Agree');
  await opener.click();
  await expect(menu.getByRole('button', { name: 'Lower all signs', exact: true })).toBeEnabled();
  expect(await menu.boundingBox()).toEqual(before);
  await menu.getByRole('button', { name: 'Question of understanding', exact: true }).click();
  await expect(menu).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.click();
  await ada.page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.click();
  await ada.page.mouse.click(5, 5);
  await expect(menu).toBeHidden();
});

test('a reaction shows over the tile and fades', async ({ arrive }) => {
  const { ada, ben } = await threeMeet(arrive);
  await choose(ada, 'Applause');
  await expect(ben.room.tile('Ada').locator('.reaction')).toHaveText('👏');
  await expect(ada.room.ownTile('Ada').locator('.reaction')).toHaveText('👏');
  await expect(ben.page.getByText('Reactions: Applause')).toBeAttached();
  await expect(ben.room.tile('Ada').locator('.reaction')).toHaveText('');
  await expect(ada.room.ownTile('Ada').locator('.reaction')).toHaveText('');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the list, ${colorScheme}`, async ({ arrive }) => {
    const ada = await arrive({ colorScheme, reducedMotion: 'reduce' });
    await ada.startMeeting();
    await ada.join('Ada');
    await expect(ada.room.tool('Raise hand')).toBeEnabled();
    await openList(ada);
    for (const details of await list(ada).locator('details').all()) await details.locator('summary').click();
    await list(ada).getByRole('button', { name: 'Moderate', exact: true }).click();
    await raise(ada, 'Contribution').click();
    await raise(ada, 'Point of order').click();
    await list(ada).getByRole('button', { name: 'Next', exact: true }).click();
    await expect(list(ada).getByRole('button', { name: 'I have finished' })).toBeVisible();
    const expectAccessible = async (what: string) => {
      await ada.page.evaluate(axe.source);
      const found = await ada.page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
        return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
      });
      expect(found, what).toEqual([]);
    };
    await expectAccessible('list');
    await choose(ada, 'Agree');
    await expect(ada.room.ownTile('Ada')).toContainText('Agree');
    await expectAccessible('signs');
  });
}

test('while a check-in round goes on, nobody is said to have the floor by the list', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openList(ada);
  await openList(ben);
  await raise(ada, 'Contribution').click();
  await expectOrder([ada, ben], 'Ada');
  await list(ada).getByRole('button', { name: 'Next', exact: true }).click();
  const told = ben.page.locator('.unseen[aria-live]').filter({ hasText: 'Ada has the floor.' });
  await expect(told).toHaveCount(1);
  await expect(list(ben).locator('.has-floor')).toHaveCount(1);

  await ada.page.getByRole('tab', { name: /^Agenda/ }).click();
  const round = ada.page.getByRole('region', { name: 'Check-in round', exact: true });
  await round.getByRole('button', { name: 'Begin a round with 3:00 for each', exact: true }).click();
  await expect(list(ben).locator('.has-floor')).toHaveCount(0);
  await expect(list(ben)).toContainText('Check-in round');
  await expect(told).toHaveCount(0);

  await round.getByRole('button', { name: 'End the round', exact: true }).click();
  await expect(list(ben).locator('.has-floor')).toHaveCount(1);
  await expect(told).toHaveCount(1);
});
