// A link is all one has. What mail programs and people do to it is repaired; what cannot be repaired is named.
import { expect, test } from '../fixtures.ts';
import { code, codeOf } from '../link.ts';

const mistype = (letter: string) => (letter === '7' ? '8' : '7');

const damaged: [string, (code: string) => string, RegExp][] = [
  ['cut off by three', (code) => code.slice(0, -3), /3 characters are missing/i],
  ['cut off by one', (code) => code.slice(0, -1), /(1|one) character is missing/i],
  ['three too many', (code) => `${code}abc`, /3 characters too many/i],
  ['mistyped', (code) => code.slice(0, 9) + mistype(code[9]!) + code.slice(10), /mistyped/i],
  ['two swapped', (code) => `${code.slice(0, 26)}${code[27]}${code[26]}${code.slice(28)}`, /mistyped/i],
];

for (const [what, damage, sentence] of damaged) {
  test(`a link ${what} is told what is wrong with it, and there is a way on`, async ({ arrive, home }) => {
    // Two equal neighbours would make a swap no damage.
    const whole = [...Array(64)].map(() => code()).find((code) => code[26] !== code[27])!;
    const ada = await arrive();
    await ada.page.goto(`${home}#${damage(whole)}`);
    await ada.expectToRead(sentence);
    await expect(ada.lobby.joinButton).toBeHidden();

    await ada.visit();
    await ada.start.paste(`${home}#${damage(whole)}`);
    await ada.expectToRead(sentence);
    await expect(ada.start.linkBox).toBeVisible();
  });
}

test('a link of a newer version asks for a reload', async ({ arrive, home }) => {
  const ada = await arrive();
  await ada.page.goto(`${home}#${code(undefined, { reserved: true })}`);
  await ada.expectToRead(/newer version/i);
});

test('a link ends in a letter and reads as we write it', async ({ arrive, home }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  expect(new URL(link).pathname).toBe('/');
  expect(new URL(link).search).toBe('');
  expect(codeOf(link)).toMatch(/[a-z]$/);
  const ours = `${home}#${code()}`;
  await ada.page.goto('about:blank');
  await ada.open(ours);
});

const spellings: [string, (code: string) => string][] = [
  ['upper-cased', (code) => code.toUpperCase()],
  ['bracketed', (code) => `${code}>).`],
  ['percent-encoded', (code) => [...code].map((letter, index) => (index % 5 === 0 ? `%${letter.charCodeAt(0).toString(16)}` : letter)).join('')],
  ['hyphenated', (code) => code.replace(/(.{6})(?=.)/g, '$1-')],
  ['retyped with o for 0 and l for 1', (code) => code.replaceAll('0', 'o').replaceAll('1', 'l')],
];

test('however a link was spelled on its way, it opens the same room', async ({ arrive, home }) => {
  // One that has a 0 and a 1 to be mistaken for letters.
  const whole = [...Array(256)].map(() => code()).find((code) => code.includes('0') && code.includes('1'))!;
  const host = await arrive();
  await host.open(`${home}#${whole}`);
  await host.join('Host', { microphone: false, camera: false });
  for (const [index, [, spell]] of spellings.entries()) {
    const guest = await arrive();
    await guest.open(`${home}#${spell(whole)}`);
    await guest.join(`Guest ${index}`, { microphone: false, camera: false });
    await expect(host.room.tile(`Guest ${index}`)).toBeVisible();
  }
  // The whole `#` as `%23`: then the link stands in the path, and is put where it belongs.
  const escaped = await arrive();
  await escaped.open(`${home}%23${whole}`);
  await expect(escaped.page).toHaveURL(`${home}#${whole}`);
  await escaped.join('Escaped', { microphone: false, camera: false });
  await expect(host.room.tile('Escaped')).toBeVisible();
  const pasted = await arrive();
  await pasted.visit();
  await pasted.start.paste(` <${home}#${spellings[3]![1](whole)}>, `);
  await pasted.join('Pasted', { microphone: false, camera: false });
  await expect(host.room.tile('Pasted')).toBeVisible();
});

test('two rooms are apart', async ({ arrive }) => {
  const [ada, ben, cem, dua] = [await arrive(), await arrive(), await arrive(), await arrive()];
  const one = await ada.startMeeting();
  const other = await cem.startMeeting();
  expect(codeOf(one)).not.toBe(codeOf(other));
  await ada.join('Ada');
  await cem.join('Cem');
  await ben.open(one);
  await ben.join('Ben');
  await dua.open(other);
  await dua.join('Dua');
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await cem.room.expectPeople('Cem (you)', 'Dua');
  await ada.expectMovingPictures(1);
  await cem.expectMovingPictures(1);
  await ada.room.expectPeople('Ada (you)', 'Ben');
  await dua.room.expectPeople('Cem', 'Dua (you)');
});
