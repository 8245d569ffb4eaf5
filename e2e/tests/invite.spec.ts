// Inviting: every way to give the link away, none of which tells it to a server, and what tells of somebody who comes.
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { hideable, show } from '../lab/hidden.ts';
import { codeOf } from '../link.ts';
import { locale, spoken } from '../pages/words.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

declare global {
  interface Window {
    /** What was copied last. */
    plenumCopied: string;
    /** How often the browser was asked for notifications, what it answers, and what was shown. */
    plenumDoorbell: { asked: number; answer: NotificationPermission; shown: string[] };
  }
}

/** In the page, before the page: our own page may not read the clipboard, so that what it writes is caught on the way. */
function catchCopies(): void {
  Clipboard.prototype.writeText = async (text) => {
    window.plenumCopied = text;
  };
}

/** In the page, before the page: a system whose notifications can be read. */
function catchNotifications(): void {
  window.plenumDoorbell = { asked: 0, answer: 'granted', shown: [] };
  class Caught extends EventTarget {
    static permission: NotificationPermission = 'default';
    static async requestPermission(): Promise<NotificationPermission> {
      window.plenumDoorbell.asked += 1;
      Caught.permission = window.plenumDoorbell.answer;
      return Caught.permission;
    }
    constructor(title: string, options: NotificationOptions = {}) {
      super();
      window.plenumDoorbell.shown.push(`${title}: ${options.body ?? ''}`);
    }
    close(): void {}
  }
  window.Notification = Caught as unknown as typeof Notification;
}

const copied = (person: Person) => person.page.evaluate(() => window.plenumCopied);
const doorbell = (person: Person) => person.page.evaluate(() => window.plenumDoorbell);

function sheet(person: Person): Locator {
  return person.page.getByRole('dialog', { name: 'Invite the others', exact: true });
}

async function invite(person: Person): Promise<Locator> {
  await person.room.inviteButton.click();
  await expect(sheet(person)).toBeVisible();
  return sheet(person);
}

const press = (inside: Locator, name: string) => inside.getByRole('button', { name, exact: true }).click();

/** The lines of a calendar file as a calendar reads them (RFC 5545 §3.1). */
function unfolded(file: string): string[] {
  return file.replaceAll('\r\n ', '').split('\r\n');
}

test('one dialog has every way to invite, and no server learns of any', async ({ arrive }) => {
  const ada = await arrive({ before: catchCopies });
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const dialog = await invite(ada);
  await expect(dialog.getByRole('heading', { name: 'Invite the others', exact: true })).toBeFocused();
  await expect(dialog.getByText(link, { exact: true })).toBeVisible();

  await press(dialog, 'Copy link');
  await expect.poll(() => copied(ada)).toBe(link);
  await expect(dialog.getByRole('status')).toHaveText('The link is copied. Paste it into a message to the others.');

  await press(dialog, 'Copy invitation text');
  await expect.poll(() => copied(ada)).toContain('Hello,');
  const letter = await copied(ada);
  expect(letter.split('\n')).toContain(link);
  expect(letter.indexOf('Hello,')).toBeLessThan(letter.indexOf('Hallo,'));

  const mail = dialog.getByRole('link', { name: 'Write an e-mail', exact: true });
  await expect(mail).toHaveAttribute('target', '_blank');
  const address = new URL((await mail.getAttribute('href')) ?? '');
  expect(address.protocol).toBe('mailto:');
  expect(address.hash, 'the link is encoded').toBe('');
  const fields = new URLSearchParams(address.search.replaceAll('+', '%2B'));
  expect(fields.get('subject')).toBe('Invitation to a video meeting / Einladung zum Videotreffen');
  expect(fields.get('body')).toBe(letter.replaceAll('\n', '\r\n'));

  await dialog.getByRole('checkbox', { name: 'E-mail and text also in German', exact: true }).uncheck();
  await press(dialog, 'Copy invitation text');
  await expect.poll(() => copied(ada)).not.toContain('Hallo,');

  await dialog.getByText('QR code', { exact: true }).click();
  const code = dialog.getByRole('img', { name: 'QR code with the link', exact: true });
  await expect(code).toBeVisible();
  await expect(code.locator('path')).toHaveAttribute('d', /^M4 4h7v1h-7z/);

  await dialog.getByText('Calendar entry', { exact: true }).click();
  const title = dialog.getByLabel('What the meeting is called');
  await title.fill('');
  // Keys of the room are letters here.
  await title.pressSequentially('Plenum, Montag; mit Vroni');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await dialog.getByLabel('When it begins').fill('2031-05-05T19:30');
  await dialog.getByLabel('How long it takes').selectOption('90');
  const download = ada.page.waitForEvent('download');
  await press(dialog, 'Save calendar file');
  const file = await download;
  expect(file.suggestedFilename()).toBe('plenum.ics');
  const lines = unfolded(await readFile(await file.path(), 'utf8'));
  const utc = (at: string) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const [begins, ends] = await ada.page.evaluate(() => [new Date('2031-05-05T19:30').toISOString(), new Date('2031-05-05T21:00').toISOString()]);
  expect(lines).toContain('BEGIN:VEVENT');
  expect(lines).toContain(`DTSTART:${utc(begins!)}`);
  expect(lines).toContain(`DTEND:${utc(ends!)}`);
  expect(lines).toContain('SUMMARY:Plenum\\, Montag\\; mit Vroni');
  expect(lines).toContain(`URL:${link}`);

  await ada.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(ada.room.inviteButton).toBeFocused();
  for (const asked of ada.asked.map((address) => new URL(address)).filter(({ protocol }) => protocol !== 'blob:')) {
    expect(asked.href.replace(asked.hash, '').toLowerCase()).not.toContain(codeOf(link));
  }
});

for (const [tag, greeting, subject] of [
  ['es', 'Hola:', 'Invitación a una reunión por vídeo'],
  ['uk', 'Вітаю!', 'Запрошення на відеозустріч'],
  ['ar', 'مرحبًا،', 'دعوة إلى اجتماع فيديو'],
] as const) {
  test(`whoever reads Plenum in another language invites in it, and in English too: ${tag}`, async ({ arrive }) => {
    const words = locale(tag);
    const ada = await arrive({ locale: tag, words: spoken(tag), before: catchCopies });
    await ada.startMeeting();
    await ada.join('Ada', { microphone: false, camera: false });
    await ada.room.inviteButton.click();
    const dialog = ada.page.getByRole('dialog', { name: words['invite']!['title']!, exact: true });
    await press(dialog, words['invite']!['copy_text']!);
    await expect.poll(async () => String(await copied(ada))).toContain(greeting);
    expect((await copied(ada)).indexOf(greeting)).toBeLessThan((await copied(ada)).indexOf('Hello,'));
    const mail = dialog.getByRole('link', { name: words['invite']!['mail']!, exact: true });
    await expect(mail).toHaveAttribute('href', new RegExp(`^mailto:\\?subject=${encodeURIComponent(`${subject} / Invitation`)}`));

    await dialog.getByRole('checkbox', { name: words['invite']!['in_english']!, exact: true }).uncheck();
    await press(dialog, words['invite']!['copy_text']!);
    await expect.poll(() => copied(ada)).not.toContain('Hello,');
    expect(await copied(ada)).toContain(greeting);
  });
}

test('the dialog keeps the focus until it is closed, in the lobby too', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  const opener = ada.page.getByRole('button', { name: 'Invite', exact: true });
  await expect(opener).toBeEnabled();
  await opener.focus();
  await ada.page.keyboard.press('Enter');
  await expect(sheet(ada)).toBeVisible();
  for (let step = 0; step < 20; step += 1) {
    await ada.page.keyboard.press('Tab');
    // Between the last and the first the focus is with the browser itself.
    const inside = () => document.activeElement === document.body || document.activeElement?.closest('#invite') !== null;
    expect(await ada.page.evaluate(inside)).toBe(true);
  }
  await press(sheet(ada), 'Close');
  await expect(sheet(ada)).toBeHidden();
  await expect(opener).toBeFocused();
});

test('on a small phone, among others, inviting is one press away, and nothing of it is cut', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ viewport: { width: 320, height: 568 } }), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await expect(ada.room.tile('Ben')).toBeVisible();
  await expect(ada.room.inviteButton).toBeHidden();
  const opener = ada.page.getByRole('button', { name: 'Invite', exact: true });
  const box = await opener.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await opener.click();
  await expect(sheet(ada)).toBeVisible();
  for (const folded of await sheet(ada).locator('summary').all()) await folded.click();
  await expect(sheet(ada).getByRole('combobox')).toBeVisible();
  const wider = await sheet(ada).evaluate((dialog) =>
    [dialog, ...dialog.querySelectorAll('button, a, label, fieldset, form, svg')]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5 || part.getBoundingClientRect().left < -0.5)
      .map((part) => part.outerHTML.slice(0, 80)),
  );
  expect(wider).toEqual([]);
  expect(await sheet(ada).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
});

test('a notification comes only to whoever asked for it, and without a name unless they chose that', async ({ arrive }) => {
  const ada = await arrive({ before: catchNotifications });
  await ada.page.addInitScript(hideable);
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const dialog = await invite(ada);
  await staysSo(async () => (await doorbell(ada)).asked, 0);
  const notify = dialog.getByRole('button', { name: 'Notify me', exact: true });
  await expect(notify).toHaveAttribute('aria-pressed', 'false');
  await notify.click();
  await expect(notify).toHaveAttribute('aria-pressed', 'true');
  expect((await doorbell(ada)).asked).toBe(1);
  await ada.page.keyboard.press('Escape');

  await show(ada, false);
  // Whoever comes in the first four seconds was there already, as far as one can know.
  await staysSo(async () => (await doorbell(ada)).shown.length, 0, { forMs: 4_500 });
  const ben = await arrive();
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await expect.poll(async () => (await doorbell(ada)).shown).toEqual(['Plenum: Somebody has joined your meeting.']);

  await show(ada, true);
  await invite(ada);
  await press(dialog, 'Show the name');
  await expect(dialog.getByRole('button', { name: 'Show the name', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await ada.page.keyboard.press('Escape');
  await show(ada, false);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { microphone: false, camera: false });
  await expect.poll(async () => (await doorbell(ada)).shown.at(-1)).toBe('Plenum: Cem has joined your meeting.');

  // Whoever looks at the page sees it there.
  await show(ada, true);
  const dua = await arrive();
  await dua.open(link);
  await dua.join('Dua', { microphone: false, camera: false });
  await expect(ada.room.tile('Dua')).toBeVisible();
  await staysSo(async () => (await doorbell(ada)).shown.length, 2);
});

test('what the browser refuses is told, and the button stays as it was', async ({ arrive }) => {
  const ada = await arrive({ before: catchNotifications });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.page.evaluate(() => {
    window.plenumDoorbell.answer = 'denied';
  });
  const dialog = await invite(ada);
  await press(dialog, 'Notify me');
  await expect(dialog.getByRole('status')).toHaveText(/does not allow notifications/);
  await expect(dialog.getByRole('button', { name: 'Notify me', exact: true })).toHaveAttribute('aria-pressed', 'false');
});

test('whoever is alone for a minute is asked about the link, until somebody comes', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [ada, cem] = [await arrive(), await arrive()];
  const links = [await ada.startMeeting(), await cem.startMeeting()];
  const card = (person: Person) => person.room.participants.locator('.invitation');
  const invites = (person: Person) => card(person).getByRole('heading', { name: 'Invite the others', exact: true });
  const other = (person: Person) => card(person).getByRole('button', { name: 'Open another link', exact: true });
  for (const [person, name] of [[ada, 'Ada'], [cem, 'Cem']] as const) {
    await person.join(name, { microphone: false, camera: false });
    await expect(invites(person)).toBeVisible();
    await expect(other(person)).toBeHidden();
  }
  await expect(card(ada).getByRole('heading', { name: 'Is this the right link?', exact: true })).toBeVisible({ timeout: 75_000 });
  await press(card(ada), 'More ways to invite');
  await expect(sheet(ada)).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(card(ada).getByRole('button', { name: 'More ways to invite', exact: true })).toBeFocused();

  // One press away from where a link can be pasted.
  await other(cem).click({ timeout: 15_000 });
  await cem.start.paste(links[0]!);
  await cem.join('Cem', { microphone: false, camera: false });
  await expect(card(ada)).toBeHidden();
  await cem.leave();
  await expect(invites(ada)).toBeVisible();
  await expect(other(ada)).toBeHidden();
});
