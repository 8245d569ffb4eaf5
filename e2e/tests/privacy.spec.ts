// The page asks nobody but its own server, and tells nobody its link.
import { expect, test } from '../fixtures.ts';
import { notes, pad } from '../lab/pads.ts';
import { inRow } from '../lab/rows.ts';
import { codeOf } from '../link.ts';
import { deployed } from '../server.ts';

test('the page asks nobody but its own server, and no address it asks has the code or a query', async ({ arrive, home }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ben.open(link);
  await ada.join('Ada');
  await ben.join('Ben');
  await ada.expectMovingPictures(1);
  const own = new URL(home).host;
  for (const person of [ada, ben]) {
    const asked = person.asked.map((address) => new URL(address));
    expect(asked.some((address) => address.protocol.startsWith('ws'))).toBe(true);
    for (const address of asked.filter((address) => !['blob:', 'data:'].includes(address.protocol))) {
      expect(address.host).toBe(own);
      expect(address.search).toBe('');
      expect(address.href.replace(address.hash, '').toLowerCase()).not.toContain(codeOf(link));
    }
    const relays = await person.page.evaluate(() =>
      window.plenumWitness.connections.flatMap((connection) => connection.getConfiguration().iceServers ?? []).flatMap((server) => server.urls),
    );
    for (const relay of relays) expect(relay).toMatch(new RegExp(`^(stuns?|turns?):\\[?${new URL(home).hostname}\\b`));
  }
});

test('the server learns nothing of what is written, sent and decided', async ({ arrive, ownServer }) => {
  test.skip(process.platform !== 'linux' || deployed !== undefined, 'the memory of a process of ours is read, as Linux shows it');
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.page.goto(ownServer.url);
  await ada.start.startButton.click();
  await expect(ada.lobby.joinButton).toBeVisible();
  await expect(ada.page).toHaveURL(/#./);
  const link = ada.page.url();
  await ada.join('Ada', { camera: false });
  await ben.open(link);
  await ben.join('Ben', { camera: false });
  const canaries = ['Goldammer im Chat', 'Zaunkoenig privat', 'Rotkehlchen.txt', 'Nachtigall im Text', 'Blaumeise zur Wahl'];
  const [said, secret, file, noted, asked] = canaries as [string, string, string, string, string];
  const panel = (person: typeof ada, name: string) => person.page.getByRole('complementary', { name, exact: true });
  const tab = (person: typeof ada, name: string) => person.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();

  for (const person of [ada, ben]) await person.page.keyboard.press('c');
  const message = panel(ada, 'Chat').getByRole('textbox', { name: 'Message' });
  await message.fill(said);
  await message.press('Enter');
  await panel(ada, 'Chat').getByRole('combobox', { name: 'To' }).selectOption({ label: 'Only Ben' });
  await message.fill(secret);
  const chooser = ada.page.waitForEvent('filechooser');
  await panel(ada, 'Chat').getByRole('button', { name: 'Attach files', exact: true }).click();
  await (await chooser).setFiles({ name: file, mimeType: 'text/plain', buffer: Buffer.from(file.repeat(1_000)) });
  await panel(ada, 'Chat').getByRole('button', { name: 'Send', exact: true }).click();
  await panel(ben, 'Chat').getByRole('button', { name: inRow('Get the file') }).click();
  await expect(panel(ben, 'Chat').getByRole('button', { name: inRow('Save') })).toBeVisible();
  for (const words of [said, secret, file]) await expect(panel(ben, 'Chat')).toContainText(words);

  await tab(ada, 'Agenda');
  await panel(ada, 'Agenda').getByRole('button', { name: 'New proposal or poll', exact: true }).click();
  await panel(ada, 'Agenda').getByRole('textbox', { name: 'What do you propose or ask?' }).fill(asked);
  await panel(ada, 'Agenda').getByRole('button', { name: 'Propose', exact: true }).click();
  await tab(ben, 'Agenda');
  await expect(panel(ben, 'Agenda')).toContainText(asked);
  await tab(ada, 'Notes');
  await pad(ada).pressSequentially(noted);
  await tab(ben, 'Notes');
  await expect(notes(ben)).toContainText(noted);

  // What a server has to know is found where it is looked for.
  expect(ownServer.remembers(new URL(ownServer.url).host), 'the search works').toBe(true);
  for (const words of [...canaries, codeOf(link)]) {
    expect(ownServer.remembers(words), words).toBe(false);
    expect(ownServer.log).not.toContain(words);
  }
});

test('the title says where one is and who hears one, and never contains the code', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  const is = async (title: string) => {
    await expect(ada.page).toHaveTitle(title);
    expect(title.toLowerCase()).not.toContain(codeOf(link));
  };
  await is('Ready to join? · Plenum');
  await ada.join('Ada', { microphone: false, camera: false });
  await is('Microphone off, 1 person · Plenum');
  const ben = await arrive();
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await is('Microphone off, 2 people · Plenum');
  await ada.turn(ada.room.microphone, true);
  await is('Microphone on, 2 people · Plenum');
  await ada.leave();
  await is('You left the meeting · Plenum');
});

test('nothing that is stored contains the code', async ({ arrive }) => {
  const ada = await arrive();
  const code = codeOf(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  const { cookies, origins } = await ada.page.context().storageState();
  expect(cookies).toEqual([]);
  const kept = origins.flatMap((origin) => origin.localStorage);
  expect(JSON.stringify(kept).toLowerCase()).not.toContain(code);
  expect(kept.some(({ value }) => value.includes('Ada'))).toBe(true);
});

test('every answer carries the strict headers', async ({ request, home }) => {
  for (const path of ['', 'healthz', 'no-such-page.js']) {
    const answer = await request.get(new URL(path, home).href);
    const headers = answer.headers();
    const policy = headers['content-security-policy'] ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("'wasm-unsafe-eval'");
    for (const loose of ["'unsafe-inline'", "'unsafe-eval' ", 'nonce-', '*']) expect(policy, path).not.toContain(loose);
    expect(headers, path).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(headers['permissions-policy'], path).toContain('camera=(self)');
    for (const absent of ['set-cookie', 'server', 'access-control-allow-origin']) expect(headers, path).not.toHaveProperty(absent);
  }
});

test('the page is asked for anew, its parts are kept, and what is missing is missing', async ({ arrive, home, request }) => {
  const page = await request.get(home);
  expect(page.headers()['cache-control']).toContain('no-cache');
  expect((await request.get(new URL('missing-0123456789abcdef.js', home).href)).status()).toBe(404);
  const ada = await arrive();
  await ada.visit();
  const parts = [...new Set(ada.asked)].filter((address) => /\.(wasm|js|css)$/.test(new URL(address).pathname));
  expect(parts.some((address) => address.endsWith('.wasm'))).toBe(true);
  for (const part of parts.filter((address) => /-[0-9a-f]{8,}/.test(address))) {
    expect((await request.get(part)).headers()['cache-control'], part).toContain('immutable');
  }
});
