// The echo finder: whose loudspeaker feeds the microphone is told so, in private, and nobody else is.
import { expect, test } from '../fixtures.ts';
import { all } from '../person.ts';
import { echoes, quiet, speech } from '../sounds.ts';

const hint = /hears themselves through your loudspeaker/;

test('the one whose loudspeaker feeds the microphone is told, and nobody else', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [ada, ben, cem] = [await arrive({ before: speech }), await arrive({ before: echoes }), await arrive({ before: quiet })];
  const link = await ada.startMeeting();
  await Promise.all([ben.open(link), cem.open(link)]);
  for (const [person, name] of [[ada, 'Ada'], [ben, 'Ben'], [cem, 'Cem']] as const) await person.join(name, { camera: false });
  await ben.expectSounds(2);

  const told = ben.page.getByText(hint);
  // Eight seconds are compared before anybody is named.
  await expect(told).toBeVisible({ timeout: 60_000 });
  await all([ada, cem], (person) => person.expectNotToRead(hint));
  await expect(ben.room.microphone).toHaveAttribute('aria-pressed', 'true');

  await ben.page.getByRole('button', { name: 'Hold to talk' }).click();
  await expect(told).toBeHidden();
  await expect(ben.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(ada.room.mutedSign('Ben')).toBeVisible();
  await ben.room.microphone.hover();
  await ben.page.mouse.down();
  await expect(ada.room.mutedSign('Ben')).toBeHidden();
});
