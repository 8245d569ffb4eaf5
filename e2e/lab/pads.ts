// The notes of a meeting, as people see them: the panel, the text of the pad that is shown, others' carets.
import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';

/** The panel with the notes. */
export function notes(person: Person): Locator {
  return person.page.getByRole('complementary', { name: 'Notes', exact: true });
}

/** Where one writes. */
export function pad(person: Person): Locator {
  return notes(person).getByRole('textbox', { name: 'Notes', exact: true });
}

export async function openNotes(person: Person): Promise<void> {
  await person.page.getByRole('toolbar', { name: 'Meeting tools' }).getByRole('button', { name: /^Notes/ }).click();
  await expect(pad(person)).toBeFocused();
}

/** Types at the end of all that is written. */
export async function write(person: Person, text: string): Promise<void> {
  await pad(person).press('ControlOrMeta+End');
  await pad(person).pressSequentially(text);
}

/** All that is written, line by line. */
export function written(person: Person): Promise<string> {
  return pad(person).evaluate((text) =>
    [...text.querySelectorAll('.cm-line')].map((line) => (line.querySelector('.cm-placeholder') ? '' : line.textContent)).join('\n'),
  );
}

/** Everybody reads this. */
export async function expectWritten(people: Person[], text: string): Promise<void> {
  for (const person of people) await expect.poll(() => written(person), { message: person.name }).toBe(text);
}

/** Everybody reads the same, which has all of these pieces. */
export async function expectAgreement(people: Person[], pieces: string[]): Promise<string> {
  const texts = () => Promise.all(people.map(written));
  await expect
    .poll(async () => {
      const [first, ...others] = await texts();
      const lacks = pieces.filter((piece) => !first!.includes(piece));
      return { same: others.every((text) => text === first), lacks };
    })
    .toEqual({ same: true, lacks: [] });
  return (await texts())[0]!;
}

/** The menu with what else can be done. */
export async function openMenu(person: Person): Promise<Locator> {
  await notes(person).getByRole('button', { name: 'More for these notes', exact: true }).click();
  const menu = person.page.getByRole('dialog', { name: 'More for these notes', exact: true });
  await expect(menu).toBeVisible();
  return menu;
}
