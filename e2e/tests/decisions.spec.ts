// Decisions: proposals and polls, open and hidden, and what came of them, the same on all screens.
import { expect, test } from '../fixtures.ts';
import { agenda, openAgenda, part, press, proposal, propose } from '../lab/agenda.ts';
import { expectKept, onDisk } from '../lab/kept.ts';
import { openNotes, pad, written } from '../lab/pads.ts';
import { inRow } from '../lab/rows.ts';
import { all, type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

test('a veto with a reason blocks, and the result goes into the notes', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ada);
  await propose(ada, 'Wir kaufen **Kaffee**');

  // Nobody needs an open panel to learn that they are asked.
  await ben.page.getByRole('button', { name: /^Ada asks you to decide/ }).click();
  await expect(proposal(ben, 'Kaffee')).toBeFocused();
  await expect(proposal(ben, 'Kaffee').locator('strong')).toHaveText('Kaffee');
  await press(proposal(ada, 'Kaffee'), 'Agree');
  await expect(proposal(ben, 'Kaffee')).toContainText('1 of 2 have answered');
  await press(proposal(ben, 'Kaffee'), 'Veto');
  const send = proposal(ben, 'Kaffee').getByRole('button', { name: 'Veto with this reason', exact: true });
  await expect(send).toBeDisabled();
  await expect(proposal(ben, 'Kaffee').getByRole('textbox', { name: 'Why?' })).toBeFocused();
  await proposal(ben, 'Kaffee').getByRole('textbox', { name: 'Why?' }).fill('Zu teuer <b>!</b>');
  await send.click();
  await expect(proposal(ada, 'Kaffee')).toContainText('Zu teuer <b>!</b>');
  await expect(proposal(ben, 'Kaffee').getByRole('button', { name: inRow('Veto') })).toHaveAttribute('aria-pressed', 'true');

  await press(proposal(ada, 'Kaffee'), 'Close');
  await press(proposal(ada, 'Kaffee'), 'Close for good?');
  await all([ada, ben], (person) => expect(proposal(person, 'Kaffee')).toContainText('Blocked by a veto'));
  await press(proposal(ben, 'Kaffee'), 'Put into the notes');
  await all([ada, ben], (person) =>
    expect(proposal(person, 'Kaffee').getByRole('button', { name: inRow('It is in the notes') })).toBeVisible(),
  );
  await openNotes(ben);
  await expect.poll(() => written(ben)).toContain('**Blocked by a veto** (Agree 1, Veto 1)\n');
});

test('a result that was taken out of the notes is put in again, once it is asked for', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ben);
  await propose(ben, 'Kaffee');
  await press(proposal(ben, 'Kaffee'), 'Agree');
  await press(proposal(ben, 'Kaffee'), 'Close');
  await press(proposal(ben, 'Kaffee'), 'Close for good?');
  await proposal(ben, 'Kaffee').getByRole('button', { name: inRow('Put into the notes') }).dblclick();
  const noted = proposal(ben, 'Kaffee').getByRole('button', { name: inRow('It is in the notes') });
  const asks = proposal(ben, 'Kaffee').getByRole('button', { name: inRow('It is in the notes already. Put it in again?') });
  await expect(noted).toBeVisible();
  await expect(asks).toHaveCount(0);
  await openNotes(ada);
  const times = async () => (await written(ada)).split('Kaffee').length - 1;
  await expect.poll(times).toBe(1);
  await pad(ada).press('ControlOrMeta+a');
  await pad(ada).press('Delete');
  await staysSo(times, 0);
  await noted.dblclick();
  await expect(asks).toBeFocused();
  await staysSo(times, 0);
  await asks.press('Enter');
  await expect.poll(times).toBe(1);
  await expect(noted).toBeFocused();
});

test('hidden answers of a poll are opened when all have answered', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ada);
  await openAgenda(ben);
  await propose(ada, 'Wann treffen wir uns?', ['Montag', 'Dienstag'], true);
  await press(proposal(ada, 'Wann'), 'Montag');
  await expect(proposal(ada, 'Wann').getByRole('button', { name: inRow('Montag') })).toHaveAttribute('aria-pressed', 'true');
  await expect(proposal(ben, 'Wann')).toContainText('1 of 2 have answered');
  await expect(proposal(ben, 'Wann').getByRole('listitem')).toHaveCount(0);
  await press(proposal(ben, 'Wann'), 'Dienstag');
  await all([ada, ben], async (person) => {
    const votes = proposal(person, 'Wann').getByRole('listitem');
    await expect(votes.filter({ hasText: 'Montag' }).first()).toContainText('1');
    await expect(votes.filter({ hasText: 'Dienstag' }).first()).toContainText('1');
  });
  await press(proposal(ada, 'Wann'), 'Put into the notes');
  await openNotes(ben);
  await expect.poll(() => written(ben)).toContain('**Poll:** Wann treffen wir uns?');
});

test('whoever reloads still sees their own hidden answer, and only they do', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await all([ada, ben], openAgenda);
  await propose(ben, 'Wer kocht?', ['Eva', 'Udo'], true);
  await expectKept(ada, 1);
  const before = await onDisk(ada);
  await press(proposal(ada, 'Wer'), 'Eva');
  await expect(proposal(ben, 'Wer')).toContainText('1 of 2 have answered');
  await expect.poll(async () => (await onDisk(ada))[0] !== before[0]).toBe(true);
  await ada.page.reload();
  await ada.expectInside();
  await openAgenda(ada);
  const eva = proposal(ada, 'Wer').getByRole('button', { name: inRow('Eva') });
  await expect(eva).toHaveAttribute('aria-pressed', 'true');
  await expect(proposal(ben, 'Wer').getByRole('button', { name: inRow('Eva') })).toHaveAttribute('aria-pressed', 'false');
  await press(proposal(ben, 'Wer'), 'Udo');
  await expect(proposal(ben, 'Wer').getByRole('listitem').filter({ hasText: 'Eva' }).first()).toContainText('1');
});

test('a form that lacks something says so, and what was typed outlives the panel', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openAgenda(ada);
  const decisions = part(ada, 'Decisions');
  await press(decisions, 'New proposal or poll');
  await press(decisions, 'Propose');
  await expect(decisions.getByRole('alert')).toHaveText('Write down what you propose.');
  await decisions.getByRole('textbox', { name: 'What do you propose or ask?' }).fill('Pause?');
  await expect(decisions.getByRole('alert')).toHaveCount(0);
  await decisions.getByRole('radio', { name: 'Poll with several answers' }).check();
  await press(decisions, 'Propose');
  await expect(decisions.getByRole('alert')).toContainText('at least two');
  // From a field that holds something, since what it holds stays.
  await decisions.getByRole('textbox', { name: 'What do you propose or ask?' }).press('Escape');
  await expect(agenda(ada)).toBeHidden();
  await openAgenda(ada);
  await expect(decisions.getByRole('textbox', { name: 'What do you propose or ask?' })).toHaveValue('Pause?');
});

test('two clicks open one form, all of it in sight, and press nothing in it', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openAgenda(ada);
  const decisions = part(ada, 'Decisions');
  await decisions.getByRole('button', { name: 'New proposal or poll', exact: true }).dblclick();
  const propose = decisions.getByRole('button', { name: 'Propose', exact: true });
  await expect(propose).toBeInViewport({ ratio: 1 });
  await expect(decisions.getByRole('textbox', { name: 'What do you propose or ask?' })).toBeFocused();
  await expect(decisions.getByRole('radio', { name: /^By consent/ })).toBeChecked();
  await expect(decisions.getByRole('checkbox', { name: /^Answers stay hidden/ })).not.toBeChecked();
  await expect(decisions.getByRole('alert')).toHaveCount(0);
});

test('what waits for one\'s answer is counted, and one press leads to it', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ada);
  await propose(ada, 'Kaffee');
  await propose(ada, 'Farbe', ['rot', 'grün']);
  await expect(ben.page.getByRole('button', { name: /^Ada asks you to decide/ })).toContainText('2 questions wait for your answer');
  await openAgenda(ben);
  await agenda(ben).getByRole('button', { name: '2 questions wait for your answer', exact: true }).click();
  await expect(proposal(ben, 'Kaffee')).toBeFocused();
  await press(proposal(ben, 'Kaffee'), 'Agree');
  await expect(agenda(ben).getByRole('button', { name: '1 question waits for your answer', exact: true })).toBeVisible();
  await press(proposal(ben, 'Farbe'), 'rot');
  await expect(agenda(ben).getByRole('button', { name: /for your answer$/ })).toHaveCount(0);
});

test('what others answer takes the focus from nobody who is on the notice of a proposal', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openAgenda(ada);
  await propose(ada, 'Kaffee');
  const asked = ben.page.getByRole('button', { name: /^Ada asks you to decide/ });
  await asked.focus();
  await press(proposal(ada, 'Kaffee'), 'Agree');
  await expect(proposal(ada, 'Kaffee')).toContainText('1 of 2 have answered');
  // What comes after the answer tells that the answer is there, too.
  await propose(ada, 'Farbe', ['rot', 'grün']);
  await expect(asked).toContainText('2 questions wait for your answer');
  await expect(asked).toBeFocused();
});

test('two of one name are told apart in what they answered, on all screens', async ({ arrive }) => {
  const [ada, first, second] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  for (const person of [first, second]) {
    await person.open(link);
    await person.join('Anna', { microphone: false, camera: false });
  }
  await ada.room.expectPeople('Ada (you)', 'Anna', 'Anna (2)');
  await all([ada, first, second], openAgenda);
  await propose(ada, 'Pause?');
  for (const person of [first, second]) await press(proposal(person, 'Pause?'), 'Agree');
  const agree = (person: Person) => proposal(person, 'Pause?').getByRole('listitem').filter({ hasText: 'Agree' }).locator('bdi');
  for (const person of [ada, first, second]) {
    await expect.poll(async () => (await agree(person).allTextContents()).sort(), { message: person.name }).toEqual(['Anna', 'Anna (2)']);
  }
});
