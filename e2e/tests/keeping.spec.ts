// What was written stays in the browser, sealed: it is there when the link is opened again, and gone when it is forgotten.
import { expect, test } from '../fixtures.ts';
import { chat, openChat, write } from '../lab/chat.ts';
import { expectKept, onDisk } from '../lab/kept.ts';
import { expectWritten, openNotes, pad } from '../lab/pads.ts';
import { twoMeet } from '../person.ts';

const canary = 'Kanarienvogel-Protokoll';
const noted = 'Stieglitz in den Notizen';

test('all leave, and whoever returns with the link finds what was written, of which nothing can be read on the disk', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, canary);
  await ada.page.getByRole('tab', { name: 'Notes', exact: true }).click();
  await pad(ada).pressSequentially(noted);
  await openNotes(ben);
  await expectWritten([ben], noted);
  await ben.leave();
  await ada.leave();
  await expect(ada.page.getByText(/stays on this device for 30 days/)).toBeVisible();
  await expectKept(ada, 1);
  const code = link.split('#')[1]!;
  for (const copy of await onDisk(ada)) {
    expect(copy.length).toBeGreaterThan(4096);
    for (const secret of [canary, noted, 'Kanarien', code]) expect(copy).not.toContain(secret);
  }
  await ben.page.close();

  await ada.page.goto('about:blank');
  await ada.open(link);
  await ada.join('Ada', { microphone: false, camera: false });
  await openChat(ada);
  await expect(chat(ada).getByRole('article')).toHaveText([new RegExp(canary)]);
  // And it is still hers: only its author has more to do with a line.
  await expect(chat(ada).getByRole('article').getByRole('button', { name: /^More/ })).toBeVisible();
  await ada.page.getByRole('tab', { name: 'Notes', exact: true }).click();
  await expectWritten([ada], noted);
  await expectKept(ada, 1);
});

test('a forgotten meeting is gone, and what is stored is listed and deleted', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, canary);
  await expectKept(ada, 1);
  await ada.openSettings('Stored');
  const settings = ada.page.getByRole('group', { name: 'Stored on this device' });
  await expect(settings.getByRole('listitem')).toHaveText([/This meeting, today, 4 KB/]);
  const here = settings.getByRole('listitem').filter({ hasText: 'This meeting' });
  await here.getByRole('button', { name: 'Delete', exact: true }).click();
  await here.getByRole('button', { name: 'Really delete?', exact: true }).click();
  await expect(settings.getByText('No meeting is stored.')).toBeVisible();
  await expect(settings.getByText('This meeting is not kept on this device.')).toBeVisible();
  await expectKept(ada, 0);
  await settings.getByRole('button', { name: 'Keep it after all' }).click();
  await expectKept(ada, 1);
  await expect(settings.getByRole('listitem')).toHaveText([/This meeting, today, 4 KB/]);
  await ada.page.keyboard.press('Escape');
  await ada.leave();
  const forget = ada.page.getByRole('button', { name: 'Forget this meeting' });
  await forget.click();
  const really = ada.page.getByRole('button', { name: 'Really forget this meeting?' });
  await expect(really).toBeVisible();
  await ada.page.keyboard.press('Tab');
  await expect(really).toBeHidden();
  await forget.click();
  await really.click();
  await expect(ada.page.getByText('This meeting is not kept on this device.')).toBeVisible();
  await expectKept(ada, 0);
});

test('what is stored is listed and deleted from the start page, where there is no meeting', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  await write(ada, canary);
  await expectKept(ada, 1);
  await ada.page.goto('about:blank');
  await ada.visit();
  const stored = ada.page.locator('details').filter({ hasText: 'Stored on this device' });
  await stored.getByText('Stored on this device').click();
  await expect(stored.getByRole('listitem')).toHaveText([/Another meeting, today, 4 KB/]);
  await stored.getByRole('button', { name: 'Delete', exact: true }).click();
  await stored.getByRole('button', { name: 'Really delete?', exact: true }).click();
  await expect(stored.getByText('No meeting is stored.')).toBeVisible();
  await expectKept(ada, 0);
});

/** Runs in the page, before the page: a browser that keeps nothing. */
function keepNothing(): void {
  IDBFactory.prototype.open = () => {
    throw new DOMException('as in a private window', 'SecurityError');
  };
}

test('a browser that keeps nothing lets people meet and write all the same, and says so in the settings', async ({ arrive }) => {
  const ada = await arrive({ before: keepNothing });
  const ben = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await openChat(ada);
  await write(ada, canary);
  await openChat(ben);
  await expect(chat(ben).getByRole('article')).toHaveText([new RegExp(canary)]);
  await expect(ada.page.getByRole('status').getByText(/no room left/)).toHaveCount(0);
  await ada.openSettings('Stored');
  await expect(ada.page.getByText('This browser stores nothing, as in a private window.')).toBeVisible();
});
