// Two people of the same name are told apart, for eyes and for ears.
import { expect, test } from '../fixtures.ts';
import { staysSo } from '../stillness.ts';

test('a second Alex has a number in the tile, in the list and when they come and go', async ({ arrive }) => {
  const [ada, first, second, guest] = [await arrive(), await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await first.open(link);
  await first.join('Alex', { microphone: false, camera: false });
  await ada.room.expectPeople('Ada (you)', 'Alex');
  await second.open(link);
  await second.join('alex', { microphone: false, camera: false });
  await ada.room.expectPeople('Ada (you)', 'Alex', 'alex (2)');
  await ada.room.peopleButton.click();
  const people = ada.page.getByRole('complementary', { name: 'People' });
  await expect(people.getByRole('button', { name: 'More for alex (2)', exact: true })).toBeVisible();
  await expect(people.getByRole('button', { name: 'More for Alex', exact: true })).toBeVisible();

  // Who is there when one comes in is no news, nor for the next four seconds.
  const said = (words: RegExp) => ada.page.getByRole('status').filter({ hasText: words });
  await staysSo(() => said(/alex/i).count(), 0, { forMs: 4_500 });

  await Promise.all([expect(said(/alex \(2\) is (here|back)\./)).toBeAttached(), second.page.reload()]);
  await second.expectInside();
  await ada.room.expectPeople('Ada (you)', 'Alex', 'alex (2)');
  await Promise.all([expect(said(/alex \(2\) has left\./)).toBeAttached(), second.leave()]);
  await guest.open(link);
  await guest.join('ALEX', { microphone: false, camera: false });
  await ada.room.expectPeople('Ada (you)', 'Alex', 'ALEX (2)');
});
