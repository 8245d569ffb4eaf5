// The page as something that stays: it starts without its server, says when there is a newer one, and keeps nothing of a room.
// Only here is there a service worker; in all other tests the page is as at a first visit (`playwright.config.ts`).
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '../fixtures.ts';
import { hideable, show } from '../lab/hidden.ts';
import { codeOf } from '../link.ts';
import type { Person } from '../person.ts';
import { deployed, Server } from '../server.ts';
import { staysSo } from '../stillness.ts';

const dist = join(import.meta.dirname, '..', '..', 'target', 'dist');
const newer = /There is a newer Plenum\. It comes with your next visit\./;
const buildOf = (html: string) => /name="plenum-build" content="(\w+)"/.exec(html)?.[1] ?? '';

const test = base.extend<{ folder: string; renewable: Server }>({
  // The page in a folder, in which it can be exchanged while its server runs.
  folder: async ({}, use) => {
    test.skip(deployed !== undefined, 'the page of a deployed server cannot be exchanged');
    const folder = await mkdtemp(join(tmpdir(), 'plenum-'));
    await cp(dist, folder, { recursive: true });
    await use(folder);
    await rm(folder, { recursive: true });
  },
  renewable: async ({ folder }, use) => {
    const server = await Server.start(() => ['--web-root', folder]);
    await use(server);
    await server.stop();
  },
});

/** Puts another build in the place of the page: the same under other hashes. Returns its name. */
async function renew(folder: string): Promise<string> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const other = (hash: string) => [...hash].map((digit) => (15 - Number.parseInt(digit, 16)).toString(16)).join('');
  const [build, app] = [buildOf(html), /\/app-(\w+)\//.exec(html)![1]!];
  await rename(join(folder, `app-${app}`), join(folder, `app-${other(app)}`));
  for (const name of ['service-worker.js', 'index.html']) {
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replaceAll(app, other(app)).replaceAll(build, other(build)));
  }
  return other(build);
}

/** All that is kept: addresses and what they bring. */
function kept(person: Person): Promise<[string, string][]> {
  return person.page.evaluate(async () => {
    const names = await caches.keys();
    const entries = names.map(async (name) => {
      const cache = await caches.open(name);
      const responses = (await cache.keys()).map(async ({ url }): Promise<[string, string]> => {
        const response = await cache.match(url);
        return [url, `${response?.url} ${await response?.text()}`];
      });
      return Promise.all(responses);
    });
    return (await Promise.all(entries)).flat();
  });
}

/** Waits until the worker has kept everything, the words last. */
async function keptWhole(person: Person): Promise<void> {
  const words = async () => (await kept(person)).some(([url]) => url.endsWith('/split_words_en.wasm'));
  await expect.poll(words, { timeout: 30_000 }).toBe(true);
}

const build = (person: Person) => person.page.locator('meta[name="plenum-build"]');
/** To another document, so that what follows is a visit. */
const away = (person: Person) => person.page.goto('about:blank');

test('without the server a second visit starts all the same, and the lobby says that it waits', async ({ arrive, renewable: server }) => {
  test.setTimeout(120_000);
  const ada = await arrive({ at: server.url, serviceWorkers: 'allow' });
  const link = await ada.startMeeting();
  await keptWhole(ada);
  await server.kill();
  await away(ada);
  await ada.visit();
  await away(ada);
  await ada.open(link);
  await ada.expectToRead(/can't connect to the server|can't be reached|does not answer/);
  await server.startAgain();
  await ada.join('Ada', { microphone: false, camera: false });
  const ben = await arrive({ at: server.url });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await expect(ada.room.tile('Ben')).toBeVisible();
});

for (const serviceWorkers of ['allow', 'block'] as const) {
  const how = serviceWorkers === 'allow' ? 'with' : 'without';
  test(`a newer page is told of to whoever comes back to the tab, and loaded when they want it, ${how} a worker`, async ({ arrive, renewable: server, folder }) => {
    const ada = await arrive({ at: server.url, serviceWorkers, before: hideable });
    await ada.visit();
    if (serviceWorkers === 'allow') await keptWhole(ada);
    const next = await renew(folder);
    // What of the page before was still on its way is gone with it; a worker has all of it.
    if (serviceWorkers === 'block') ada.forgive(/404|wasm/i);
    await show(ada, false);
    await show(ada, true);
    await ada.expectToRead(newer);
    await ada.page.getByRole('button', { name: 'Reload now', exact: true }).click();
    await expect(build(ada)).toHaveAttribute('content', next);
    await expect(ada.start.startButton).toBeVisible();
    await ada.expectNotToRead(newer);
  });
}

test('nobody in a meeting is told of a newer page, before they have left', async ({ arrive, renewable: server, folder }) => {
  const ada = await arrive({ at: server.url, serviceWorkers: 'allow', before: hideable });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await keptWhole(ada);
  await renew(folder);
  await show(ada, false);
  await show(ada, true);
  await ada.expectNotToRead(newer);
  await ada.leave();
  await ada.expectToRead(newer);
  await expect(ada.page.getByRole('button', { name: 'Reload now', exact: true })).toBeVisible();
});

test('a part that a newer server has no more leads to the notice, and the page goes on', async ({ arrive, renewable: server, folder }) => {
  const ada = await arrive({ at: server.url });
  await ada.visit();
  await renew(folder);
  await ada.page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('de');
  await ada.expectToRead(newer);
  await expect(ada.start.startButton).toBeVisible();
  ada.forgive(/404|wasm/i);
});

test('after an upgrade the files of before go with their last tab, and the newer ones start without the server', async ({ arrive, renewable: server, folder }) => {
  test.setTimeout(240_000);
  const ada = await arrive({ at: server.url, serviceWorkers: 'allow' });
  await ada.visit();
  await keptWhole(ada);
  const [first] = (await kept(ada)).flatMap(([url]) => /\/app-\w+\//.exec(url) ?? []);
  const next = await renew(folder);
  await ada.visit();
  await expect(build(ada)).toHaveAttribute('content', next);
  const folders = async () => new Set((await kept(ada)).flatMap(([url]) => /\/app-\w+\//.exec(url) ?? []));
  await expect.poll(async () => (await folders()).size, { timeout: 60_000 }).toBe(2);
  // No tab is left for a moment, in which the worker that waits takes over.
  const visitAgain = async () => {
    await away(ada);
    await ada.visit();
    return (await folders()).has(first!);
  };
  await staysSo(visitAgain, false, { withinMs: 120_000 });
  await server.kill();
  await away(ada);
  await ada.visit();
  await expect(build(ada)).toHaveAttribute('content', next);
});

test('of a room nothing is kept', async ({ arrive, renewable: server }) => {
  const ada = await arrive({ at: server.url, serviceWorkers: 'allow' });
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await keptWhole(ada);
  await ada.leave();
  await away(ada);
  await ada.open(link);
  await away(ada);
  // By whatever way: here with the code in the path.
  await ada.open(link.replace('#', '%23'));
  const all = await kept(ada);
  const paths = all.map(([url]) => new URL(url).href.slice(new URL(url).origin.length));
  for (const path of paths) expect(path).toMatch(/^\/(app-[0-9a-f]+\/[\w-]+\.(js|wasm)|plenum-[0-9a-f]+\.css)?$/);
  expect(paths).toContain('/');
  expect(JSON.stringify(all).toLowerCase()).not.toContain(codeOf(link));
});

test('a browser can install it', async ({ arrive, home, request }) => {
  const ada = await arrive({ serviceWorkers: 'allow' });
  await ada.visit();
  const devtools = await ada.page.context().newCDPSession(ada.page);
  const { errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // Contexts of tests are windows that keep nothing.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito')).toEqual([]);

  const manifest = await (await request.get(new URL('manifest.webmanifest', home).href)).json();
  expect(manifest.description).toBe(await ada.page.locator('meta[name="description"]').getAttribute('content'));
  const languages = await ada.page.getByRole('combobox', { name: 'Language', exact: true }).locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect([manifest.lang, ...Object.keys(manifest.description_localized)].sort()).toEqual(languages.sort());
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await request.get(new URL(src, home).href);
    expect(icon.headers()['content-type'], src).toBe(type);
    const bytes = await icon.body();
    if (type === 'image/png') expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
  }
  expect(manifest.icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).toBe(true);
});

test('where a page may show no notification its worker does', async ({ arrive, renewable: server }) => {
  // As on Android: the page may ask, and not show.
  const onPhone = () => {
    class Refusing {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    }
    window.Notification = Refusing as unknown as typeof Notification;
  };
  const ada = await arrive({ at: server.url, serviceWorkers: 'allow', permissions: ['notifications'], before: onPhone });
  await ada.page.addInitScript(hideable);
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await keptWhole(ada);
  await ada.room.inviteButton.click();
  await ada.page.getByRole('button', { name: 'Notify me', exact: true }).click();
  await ada.page.keyboard.press('Escape');
  await show(ada, false);
  const ben = await arrive({ at: server.url });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  const shown = () =>
    ada.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
    });
  await expect.poll(shown).toEqual(['Plenum: Somebody has joined your meeting.']);
});
