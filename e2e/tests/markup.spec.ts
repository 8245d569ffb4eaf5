// The markup that is served, and what the page makes of it, by a validator nobody here wrote.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

async function faults(markup: string): Promise<string[]> {
  const { results } = await validator.validateString(markup);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector ?? ''})`));
}

/** What the page consists of just now. */
async function expectValid(person: Person, screen: string): Promise<void> {
  const markup = await person.page.evaluate(() => `<!DOCTYPE html>\n${document.documentElement.outerHTML}`);
  expect(await faults(markup), screen).toEqual([]);
}

test('the page as it is served is valid', async ({ home, request }) => {
  const served = await request.get(home);
  expect(await faults(await served.text())).toEqual([]);
});

for (const printed of ['how-to-join.html', 'so-kommst-du-rein.html']) {
  test(`${printed} is valid`, async () => {
    expect(await faults(readFileSync(join(import.meta.dirname, '..', '..', 'docs', printed), 'utf8'))).toEqual([]);
  });
}

test('start page, lobby and room are valid', async ({ arrive }) => {
  const ada = await arrive();
  await ada.visit();
  await expectValid(ada, 'start page');
  await ada.startMeeting();
  await expectValid(ada, 'lobby');
  await ada.join('Ada');
  await expectValid(ada, 'room');
  const settings = await ada.openSettings('Sound');
  await expect(settings.getByRole('tabpanel', { name: 'Sound' })).toBeVisible();
  await expectValid(ada, 'settings');
});
