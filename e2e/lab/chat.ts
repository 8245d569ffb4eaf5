// The chat of a meeting, as people see it: the panel, what stands in it, and writing.
import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';

/** The panel with the chat. */
export function chat(person: Person): Locator {
  return person.page.getByRole('complementary', { name: 'Chat', exact: true });
}

export async function openChat(person: Person): Promise<void> {
  await person.page.getByRole('toolbar').getByRole('button', { name: /^Chat/ }).click();
  await expect(chat(person)).toBeVisible();
}

/** Where one writes. */
export function message(person: Person): Locator {
  return chat(person).getByRole('textbox', { name: 'Message' });
}

/** Writes a line, or what the line that is being edited says from now on. */
export async function write(person: Person, text: string): Promise<void> {
  await message(person).fill(text);
  await message(person).press('Enter');
  await expect(message(person)).toHaveValue('');
}
