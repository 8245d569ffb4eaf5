// "We're in the same room": two who both say so do not hear each other through their computers, and only they.
import { expect, test } from '../fixtures.ts';
import { all, type Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

/** How many voices this page plays aloud. */
const aloud = (person: Person) =>
  person.page.evaluate(() => window.plenumWitness.voices.filter((voice) => voice.srcObject && !voice.muted).length);

test('two in one room do not hear each other twice, if both say so and for as long as both want', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await Promise.all([ben.open(link), cem.open(link)]);
  for (const [person, name] of [[ada, 'Ada'], [ben, 'Ben'], [cem, 'Cem']] as const) await person.join(name, { camera: false });
  await all([ada, ben, cem], (person) => staysSo(() => aloud(person), 2));

  await ada.room.peopleButton.click();
  const people = ada.page.getByRole('complementary', { name: 'People' });
  await people.getByRole('button', { name: 'More for Ben' }).click();
  const sit = people.getByRole('button', { name: "We're in the same room" });
  await sit.click();
  await expect(sit).toHaveAttribute('aria-pressed', 'true');
  await ben.expectToRead(/Ada says that you two are in the same room/);
  await expect(people.getByText('waiting for their yes')).toBeVisible();
  await staysSo(() => aloud(ben), 2);

  await ben.page.getByRole('button', { name: 'Yes, we do' }).click();
  await expect(ben.room.tile('Ada').getByRole('img', { name: 'In the same room as you' })).toBeVisible();
  await expect(ada.room.tile('Ben').getByRole('img', { name: 'In the same room as you' })).toBeVisible();
  await all([ada, ben, cem], (person) => staysSo(() => aloud(person), person === cem ? 2 : 1));
  // Nothing but their ears has changed.
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await cem.expectSounds(2);

  await sit.click();
  await expect(ben.room.tile('Ada').getByRole('img', { name: 'In the same room as you' })).toBeHidden();
  await all([ada, ben], (person) => staysSo(() => aloud(person), 2));
});
