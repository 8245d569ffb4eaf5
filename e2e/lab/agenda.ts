// The agenda of a meeting, as people see it: the panel, its parts, and putting a proposal.
import { expect, type Locator } from '@playwright/test';
import type { Person } from '../person.ts';
import { inRow } from './rows.ts';

/** The panel with the agenda. */
export function agenda(person: Person): Locator {
  return person.page.getByRole('complementary', { name: 'Agenda' });
}

export function part(person: Person, name: 'Agenda' | 'Check-in round' | 'Decisions'): Locator {
  return agenda(person).getByRole('region', { name, exact: true });
}

export function proposal(person: Person, text: string): Locator {
  return part(person, 'Decisions').getByRole('article').filter({ hasText: text });
}

export function press(place: Locator, name: string): Promise<void> {
  return place.getByRole('button', { name: inRow(name) }).click();
}

export async function openAgenda(person: Person): Promise<void> {
  await person.page.getByRole('toolbar').getByRole('button', { name: /^Chat/ }).click();
  await person.page.getByRole('tab', { name: /^Agenda/ }).click();
  await expect(part(person, 'Decisions')).toBeVisible();
}

export async function propose(person: Person, text: string, options: string[] = [], hidden = false): Promise<void> {
  const decisions = part(person, 'Decisions');
  await press(decisions, 'New proposal or poll');
  await decisions.getByRole('textbox', { name: 'What do you propose or ask?' }).fill(text);
  if (options.length > 0) {
    await decisions.getByRole('radio', { name: 'Poll with one answer' }).check();
    await decisions.getByRole('textbox', { name: /^What there is to choose from/ }).fill(options.join('\n'));
  }
  if (hidden) await decisions.getByRole('checkbox', { name: /^Answers stay hidden/ }).check();
  await press(decisions, 'Propose');
  await expect(proposal(person, text.replaceAll('*', ''))).toBeVisible();
}
