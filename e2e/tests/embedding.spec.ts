// A meeting inside another page, as docs/embedding.md has it; and what the host of a server says on its start page.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import { deployed, Server } from '../server.ts';
import { staysSo } from '../stillness.ts';

test.skip(deployed !== undefined, 'needs servers with options of their own');

/** The page of the documentation, for this server and this meeting. */
function example(server: string, meeting: string): string {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'embedding.md'), 'utf8');
  const html = /```html\n([^]*?)```/.exec(page)?.[1];
  if (html === undefined) throw new Error('docs/embedding.md has no example any more');
  return html.replaceAll('https://meet.example.org', new URL(server).origin).replace('CODE-OF-YOUR-MEETING', meeting);
}

/** A site that serves one page, which may still change. */
async function site(): Promise<{ origin: string; show: (html: string) => void; close: () => void }> {
  let html = '';
  const around: HttpServer = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8').end(html));
  await once(around.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    around.closeAllConnections();
    around.close();
  };
  return { origin: `http://127.0.0.1:${(around.address() as { port: number }).port}`, show: (page) => (html = page), close };
}

/** Of the toolbar, once inside. */
const microphone = (inside: FrameLocator) => inside.getByRole('toolbar').getByRole('button', { name: 'Microphone', exact: true });

test('the page of the documentation embeds a meeting, is told how it stands, and switches off and never on', async ({ arrive }) => {
  const around = await site();
  const server = await Server.start(() => ['--frame-ancestors', around.origin]);
  const meeting = code();
  around.show(example(server.url, meeting));
  const [guest, ben] = [await arrive({ at: server.url }), await arrive({ at: server.url })];
  await guest.page.goto(around.origin);
  const inside = guest.page.frameLocator('iframe');
  const told = guest.page.locator('#state');
  const ask = (name: string) => guest.page.getByRole('button', { name, exact: true }).click();

  // What its link says: a name, light colours, a microphone that is offered and not open.
  await expect(inside.getByRole('textbox', { name: 'Your name', exact: true })).toHaveValue('Ada');
  await expect(inside.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(inside.getByRole('button', { name: 'Microphone', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await expect(told).toHaveText('In the meeting: no. Microphone: off. Camera: off. People: 0.');

  await inside.getByRole('button', { name: 'Join with microphone', exact: true }).click();
  await expect(told).toHaveText('In the meeting: yes. Microphone: on. Camera: off. People: 1.');
  await ben.open(`${server.url}#${meeting}`);
  await ben.join('Ben', { camera: false });
  await expect(told).toHaveText('In the meeting: yes. Microphone: on. Camera: off. People: 2.');

  await ask('Mute me');
  await expect(told).toHaveText('In the meeting: yes. Microphone: off. Camera: off. People: 2.');
  await expect(microphone(inside)).toHaveAttribute('aria-pressed', 'false');

  // It asks; the person decides.
  await ask('Ask me to talk');
  await expect(inside.getByText('The page around this meeting asks you to speak. Your microphone is off.')).toBeVisible();
  await expect(microphone(inside)).toHaveAttribute('aria-pressed', 'false');
  await microphone(inside).click();
  await expect(told).toHaveText('In the meeting: yes. Microphone: on. Camera: off. People: 2.');
  await expect(inside.getByText('The page around this meeting asks you to speak.')).toBeHidden();

  // Nothing that it makes up switches anything on; what it says afterwards is still heard.
  await ask('Mute me');
  await expect(told).toHaveText('In the meeting: yes. Microphone: off. Camera: off. People: 2.');
  await guest.page.evaluate((to) => {
    const frame = document.querySelector('iframe')!.contentWindow!;
    const odd = ['unmute', 'camera-on', 'join', 'x'.repeat(100_000), 7, null, ['mute'], { type: 'leave' }];
    for (const type of odd) frame.postMessage({ plenum: 1, type }, to);
    for (const message of [null, 'leave', 7, [], { type: 'leave' }, { plenum: '1', type: 'leave' }, { plenum: 2, type: 'leave' }]) frame.postMessage(message, to);
  }, new URL(server.url).origin);
  await ask('Camera off');
  await ben.leave();
  await expect(told).toHaveText('In the meeting: yes. Microphone: off. Camera: off. People: 1.');

  await ask('Leave');
  await expect(told).toHaveText('In the meeting: no. Microphone: off. Camera: off. People: 0.');
  await expect(inside.getByRole('button', { name: 'Rejoin', exact: true })).toBeVisible();
  // Of all that nothing is on the device.
  const kept = await inside.locator('html').evaluate(() => JSON.stringify(Object.entries(localStorage)));
  for (const word of ['Ada', meeting]) expect(kept).not.toContain(word);

  await guest.page.goto('about:blank');
  guest.forgive(/Blocked autofocusing/i);
  await ben.page.goto('about:blank');
  around.close();
  await server.stop();
});

test('nobody but the page around, if the host has named it, is heard', async ({ arrive }) => {
  const [named, other] = [await site(), await site()];
  const server = await Server.start(() => ['--frame-ancestors', named.origin]);
  // A page beside the meeting says all that the page around it could say.
  const beside = `for (const type of ['hello', 'mute', 'leave']) parent.frames[0].postMessage({ plenum: 1, type }, '${new URL(server.url).origin}')`;
  other.show(`<!doctype html><script>setInterval(() => { ${beside} }, 100)</script>`);
  named.show(example(server.url, code()).replace('</body>', `<iframe id="beside" src="${other.origin}"></iframe></body>`));
  const guest = await arrive({ at: server.url });
  await guest.page.goto(named.origin);
  const inside = guest.page.frameLocator('#meeting');
  const told = guest.page.locator('#state');
  await inside.getByRole('button', { name: 'Join with microphone', exact: true }).click();
  await expect(told).toHaveText('In the meeting: yes. Microphone: on. Camera: off. People: 1.');
  await staysSo(() => told.innerText(), 'In the meeting: yes. Microphone: on. Camera: off. People: 1.');

  // One that the host has not named is not even shown the meeting.
  other.show(example(server.url, code()));
  await guest.page.goto(other.origin);
  await expect(guest.page.locator('#state')).toHaveText('Waiting for the meeting.');
  await staysSo(() => guest.page.locator('#state').innerText(), 'Waiting for the meeting.');
  await expect(guest.page.frameLocator('iframe').getByRole('textbox', { name: 'Your name', exact: true })).toHaveCount(0);

  await guest.page.goto('about:blank');
  // What Chromium says of the page that it does not show.
  guest.forgive(/Blocked autofocusing|frame-ancestors|does not match the recipient window's origin/i);
  for (const one of [named, other]) one.close();
  await server.stop();
});

test('what the host says stands at the foot of the start page, as text and in the language of the page', async ({ arrive }) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-host-'));
  const file = join(folder, 'host.toml');
  writeFileSync(file, 'donate = "https://example.org/donate"\n[note]\nen = "Run by <b>us</b>."\nde = "Von <b>uns</b> betrieben."\n');
  const server = await Server.start(() => ['--host-file', file]);
  const ada = await arrive({ at: server.url });
  await ada.visit();
  const note = ada.page.getByRole('region', { name: 'From the people who run this server', exact: true });
  await expect(note.getByText('Run by <b>us</b>.', { exact: true })).toBeVisible();
  const donate = note.getByRole('link', { name: 'Donate to this server', exact: true });
  await expect(donate).toHaveAttribute('href', 'https://example.org/donate');
  await expect(donate).toHaveAttribute('target', '_blank');
  await expect(donate).toHaveAttribute('rel', /noopener.*noreferrer/);
  await ada.page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('de');
  const german = ada.page.getByRole('region', { name: 'Von denen, die diesen Server betreiben', exact: true });
  await expect(german.getByText('Von <b>uns</b> betrieben.', { exact: true })).toBeVisible();
  await ada.page.goto('about:blank');
  await server.stop();

  // A host who says nothing has no place there.
  const silent = await arrive();
  const answer = silent.page.waitForResponse((response) => response.url().endsWith('/host.json'));
  await silent.visit();
  expect((await answer).status()).toBe(200);
  await expect(silent.page.getByRole('region', { name: 'From the people who run this server' })).toHaveCount(0);
  rmSync(folder, { recursive: true });
});
