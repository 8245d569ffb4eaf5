// Files and private messages: from one person to another or to all, and to nobody who did not want them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { chat, openChat } from '../lab/chat.ts';
import { inRow } from '../lab/rows.ts';
import { type Person, twoMeet } from '../person.ts';
import '../witness.ts';

function card(person: Person, name: string): Locator {
  return chat(person).getByRole('article').filter({ hasText: name });
}

interface Sent {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Chooses files with the button, as a person does. */
async function attach(person: Person, ...files: Sent[]): Promise<void> {
  const chooser = person.page.waitForEvent('filechooser');
  await chat(person).getByRole('button', { name: 'Attach files', exact: true }).click();
  await (await chooser).setFiles(files);
}

async function send(person: Person): Promise<void> {
  await chat(person).getByRole('button', { name: 'Send', exact: true }).click();
}

/** What is saved when somebody presses Save, and what it is called. */
async function saved(person: Person, name: string): Promise<{ name: string; bytes: Buffer }> {
  const download = person.page.waitForEvent('download');
  await card(person, name).getByRole('button', { name: inRow('Save') }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** A file of pseudo-random bytes, the same each time. */
function bytes(length: number): Buffer {
  const out = Buffer.alloc(length);
  let state = 0x9e3779b9;
  for (let at = 0; at < length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out.writeUInt32LE(state, Math.min(at, length - 4));
  }
  return out;
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('whoever sends a file reads its name as the others do', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await openChat(ada);
  await attach(ada, { name: 'photo\u202Egpj.exe', mimeType: '', buffer: Buffer.from('x') });
  const staged = chat(ada).getByRole('list', { name: 'Files that go with the message' }).getByRole('listitem');
  await expect(staged).toContainText('photogpj.exe');
  await expect(chat(ada).getByRole('button', { name: 'Take away photogpj.exe', exact: true })).toBeVisible();
});

test('a file for all comes to whoever wants it, whole and under its name, and is opened nowhere', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  await openChat(ada);
  const page = Buffer.from('<script>document.title = "taken over"</script>');
  await attach(ada, { name: 'plan.html', mimeType: 'text/html', buffer: page }, { name: 'big.bin', mimeType: '', buffer: bytes(3_000_000) });
  await expect(chat(ada).getByRole('list', { name: 'Files that go with the message' }).getByRole('listitem')).toHaveCount(2);
  await chat(ada).getByRole('button', { name: 'Take away big.bin', exact: true }).click();
  await send(ada);
  await expect(card(ada, 'plan.html')).toContainText('You offer everybody a file');

  await expect(ben.page.getByRole('toolbar').getByRole('button', { name: 'Chat, 1 new message', exact: true })).toBeVisible();
  await ben.page.getByRole('button', { name: /^Ada offers you a file/ }).click();
  await card(ben, 'plan.html').getByRole('button', { name: inRow('Get the file') }).click();
  await expect(card(ada, 'plan.html')).toContainText('Ben has it');
  await expect(card(ben, 'plan.html')).toContainText('Ada sent you a file');
  const file = await saved(ben, 'plan.html');
  expect(file.name).toBe('plan.html');
  expect(file.bytes.equals(page)).toBe(true);
  await expect(card(ben, 'big.bin')).toHaveCount(0);

  // Whoever loads the page anew is offered it again.
  await ben.page.reload();
  await ben.expectInside();
  await openChat(ben);
  await expect(card(ben, 'plan.html')).toContainText('Ada offers you a file');
  await ben.page.keyboard.press('Escape');
  await expect(chat(ben)).toBeHidden();

  // Who comes later is offered it too, and may say no.
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await openChat(cem);
  await card(cem, 'plan.html').getByRole('button', { name: inRow('No, thanks') }).click();
  await expect(card(cem, 'plan.html')).toHaveCount(0);
  await expect(card(ada, 'plan.html')).toContainText('Cem does not want it');
  expect(await ben.page.title()).not.toBe('taken over');
});

test('a picture is shown when its receiver wants it, and what only claims to be one is not', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await openChat(ben);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>document.title = "no"</script></svg>');
  await attach(ada, { name: 'dot.png', mimeType: 'image/png', buffer: PIXEL }, { name: 'trap.svg', mimeType: 'image/svg+xml', buffer: svg });
  await send(ada);
  for (const name of ['dot.png', 'trap.svg']) {
    await card(ben, name).getByRole('button', { name: inRow('Get the file') }).click();
    await expect(card(ben, name).getByRole('button', { name: inRow('Save') })).toBeVisible();
    await expect(card(ben, name).locator('img')).toHaveCount(0);
    await card(ben, name).getByRole('button', { name: inRow('Show the picture') }).click();
  }
  const picture = card(ben, 'dot.png').getByRole('img', { name: 'dot.png' });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await expect(card(ben, 'trap.svg')).toContainText('This cannot be shown here.');
  await expect(card(ben, 'trap.svg').locator('img')).toHaveCount(0);
});

test('what is for one person alone reaches nobody else, and never all because that person has left', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await ada.expectInside();
  for (const person of [ada, ben, cem]) {
    await openChat(person);
  }
  const to = chat(ada).getByRole('combobox', { name: 'To' });
  await to.selectOption({ label: 'Only Ben' });
  const message = chat(ada).getByRole('textbox', { name: 'Message' });
  await message.fill('Nur für *dich*');
  await attach(ada, { name: 'geheim.txt', mimeType: 'text/plain', buffer: Buffer.from('psst') });
  await send(ada);

  const line = chat(ben).getByRole('article').filter({ hasText: 'Nur für' });
  await expect(line).toContainText('Ada to you, private');
  await expect(line.locator('em')).toHaveText('dich');
  await expect(card(ben, 'geheim.txt')).toContainText('Ada offers you a file');
  await expect(chat(ada).getByRole('article').filter({ hasText: 'You to Ben, private' })).not.toContainText('On its way');
  await line.getByRole('button', { name: inRow('Reply privately') }).click();
  await chat(ben).getByRole('textbox', { name: 'Message' }).fill('Danke');
  await send(ben);
  await expect(chat(ada).getByRole('article').filter({ hasText: 'Ben to you, private' })).toContainText('Danke');

  // Cem has read what was for all, so that nothing else is still on its way.
  await to.selectOption({ label: 'Everybody' });
  await message.fill('Für alle');
  await send(ada);
  await expect(chat(cem).getByRole('article')).toHaveText(/Für alle/);

  await to.selectOption({ label: 'Only Ben' });
  await message.fill('Noch etwas');
  await ben.page.getByRole('toolbar').getByRole('button', { name: 'Leave' }).click();
  await expect(chat(ada)).toContainText('This person is not here any more.');
  await send(ada);
  await expect(message).toHaveValue('Noch etwas');
  await expect(chat(cem).getByRole('article')).toHaveText(/Für alle/);
});

test('files are dropped on the room and pasted into it', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  const drop = (kind: 'drop' | 'paste', name: string) =>
    ada.page.evaluate(
      ([kind, name]) => {
        const files = new DataTransfer();
        files.items.add(new File(['hello'], name as string, { type: 'text/plain' }));
        const target = document.querySelector('main');
        if (kind === 'paste') {
          target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true }));
          return;
        }
        for (const type of ['dragover', 'drop']) {
          target?.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
        }
      },
      [kind, name],
    );
  // The chat comes with the chunk that takes what is dropped.
  await openChat(ada);
  await expect(chat(ada).getByRole('textbox', { name: 'Message' })).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await drop('drop', 'dropped.txt');
  await drop('paste', 'pasted.txt');
  await expect(chat(ada).getByRole('list', { name: 'Files that go with the message' }).getByRole('listitem')).toHaveText([/dropped\.txt/, /pasted\.txt/]);
  await send(ada);
  await expect(card(ada, 'dropped.txt')).toBeVisible();
  await card(ada, 'dropped.txt').getByRole('button', { name: inRow('Stop') }).click();
  await expect(card(ada, 'dropped.txt')).toContainText('Stopped.');
});

test('fifty megabytes arrive whole over a connection that breaks in the middle, and people still see and hear each other', async ({ arrive }) => {
  test.slow();
  const { ada, ben } = await twoMeet(arrive);
  await openChat(ada);
  await openChat(ben);
  const buffer = bytes(50_000_000);
  await attach(ada, { name: 'mitschnitt.bin', mimeType: 'application/octet-stream', buffer });
  await send(ada);
  await card(ben, 'mitschnitt.bin').getByRole('button', { name: inRow('Get the file') }).click();
  const progress = card(ben, 'mitschnitt.bin').getByRole('progressbar');
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value / bar.max)).toBeGreaterThan(0.2);
  await expect(card(ben, 'mitschnitt.bin')).toContainText(/\d+\s%/);
  const made = await ben.page.evaluate(() => window.plenumWitness.connections.length);
  await ben.page.evaluate(() => window.plenumWitness.connections.forEach((connection) => connection.close()));
  await expect.poll(() => ben.page.evaluate(() => window.plenumWitness.connections.length)).toBeGreaterThan(made);
  await expect(card(ben, 'mitschnitt.bin').getByRole('button', { name: inRow('Save') })).toBeVisible({ timeout: 60_000 });
  const file = await saved(ben, 'mitschnitt.bin');
  const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  expect(hash(file.bytes)).toBe(hash(buffer));
  await ben.expectToSeeAndHear(1);
});
