// A page that does not arrive whole, or that its server sends in an odd way, says so in its own words and offers a way on.
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';

const missing = /Plenum did not load completely/;

test('a second part under any content type is a second part', async ({ arrive }) => {
  const ada = await arrive();
  // As a proxy sends it that does not know the ending.
  await ada.page.route('**/*.wasm', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
  });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
});

test('a second part that is missing is named as that, with a button to reload; when it is back, one is in', async ({ arrive }) => {
  const ada = await arrive();
  await ada.page.route('**/*_room.wasm', (route) => route.fulfill({ status: 404, body: 'not here' }));
  await ada.visit();
  await ada.start.startButton.click();
  await ada.lobby.nameBox.fill('Ada');
  await ada.lobby.joinButton.click();
  await ada.expectToRead(/A part of Plenum is missing on the server/);
  await expect(ada.page.getByRole('button', { name: ada.words.reload, exact: true })).toBeVisible();
  ada.forgive(/404/);
  await ada.page.unroute('**/*_room.wasm');
  ada.name = 'Ada';
  await ada.expectInside();
  ada.forgive(/404/);
});

test('a meeting with a passphrase is offered although its part did not come, and is there when it is pressed', async ({ arrive }) => {
  const ada = await arrive();
  const chunk = /_dialogs\.wasm$/;
  await ada.page.route(chunk, (route) => route.abort('connectionfailed'));
  await ada.visit();
  const offer = ada.page.getByRole('button', { name: 'Protect it with a passphrase', exact: true });
  await expect(offer).toBeVisible();
  await expect(ada.page.getByRole('status').filter({ hasText: 'This part of Plenum could not be loaded.' })).toBeVisible();
  await ada.page.unroute(chunk);
  await offer.click();
  await expect(ada.page.locator('details.protect')).toBeVisible();
  await expect(offer).toHaveCount(0);
  await expect(ada.page.locator('.protect-place')).toBeFocused();
  ada.forgive(/Failed to fetch/);
  // Once, for that press: whoever comes to the start page later begins at its heading.
  await ada.start.startButton.click();
  await expect(ada.lobby.joinButton).toBeVisible();
  await ada.page.evaluate(() => history.back());
  await expect(ada.page.locator('details.protect')).toBeVisible();
  await expect(ada.page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(ada.page.locator('.protect-place')).toHaveCount(0);
});

for (const [what, pattern] of [
  ['main script', /app-[0-9a-f]+\/plenum\.js$/],
  ['program', /app-[0-9a-f]+\/plenum_bg\.wasm$/],
  ['catalogue of words', /split_words_en\.wasm$/],
  ['style sheet', /\.css$/],
] as const) {
  test(`a ${what} that is missing is told, with a button that brings the page when it is back`, async ({ arrive, home }) => {
    const ada = await arrive();
    await ada.page.route(pattern, (route) => route.fulfill({ status: 404, body: 'not here' }));
    await ada.page.goto(`${home}#${code()}`);
    await ada.expectToRead(missing);
    await expect(ada.page.getByRole('alert').filter({ hasText: missing })).toBeVisible();
    ada.forgive(/404|wasm|MIME|module/i);
    await ada.page.unroute(pattern);
    await ada.page.getByRole('button', { name: ada.words.reload, exact: true }).click();
    await expect(ada.lobby.joinButton).toBeVisible();
    await expect(ada.page.getByText(missing)).toHaveCount(0);
    ada.forgive(/404|wasm|MIME|module/i);
  });
}

test('words come one language at a time, and in the old one until those of the new one are here', async ({ arrive, home }) => {
  const ada = await arrive();
  const catalogues: string[] = [];
  ada.page.on('request', (request) => {
    const [, language] = /split_words_(\w+)\.wasm$/.exec(request.url()) ?? [];
    if (language) catalogues.push(language);
  });
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ada.page.route(/split_words_de\.wasm$/, async (route) => {
    await released;
    await route.continue();
  });
  await ada.page.goto(home);
  const asked = ada.page.waitForRequest(/split_words_de\.wasm$/);
  await ada.page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('de');
  await asked;
  await expect(ada.page.getByRole('button', { name: 'Start a meeting' })).toBeVisible();
  release();
  await expect(ada.page.getByRole('button', { name: 'Treffen beginnen' })).toBeVisible();
  await expect(ada.page.locator('html')).toHaveAttribute('lang', 'de');
  expect(catalogues).toEqual(['en', 'de']);
});

test('the same in German', async ({ arrive, home }) => {
  const ada = await arrive({ locale: 'de-DE' });
  await ada.page.route(/app-[0-9a-f]+\/plenum\.js$/, (route) => route.fulfill({ status: 404, body: 'not here' }));
  await ada.page.goto(home);
  await ada.expectToRead(/Plenum wurde nicht vollständig geladen/);
  ada.forgive(/404|MIME|module/i);
});

test('WebAssembly that is switched off is called so, and not an old browser', async ({ arrive, home }) => {
  const ada = await arrive({ before: () => Reflect.deleteProperty(window, 'WebAssembly') });
  // It stops loading, and so the page never says that it has loaded.
  await ada.page.goto(home, { waitUntil: 'commit' });
  await ada.expectToRead(/WebAssembly is switched off in this browser/);
  await ada.expectNotToRead(/too old/);
  ada.forgive(/WebAssembly/);
});
