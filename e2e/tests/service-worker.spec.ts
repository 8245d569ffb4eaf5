// What the service worker keeps and how it answers, without a browser; in one: installable.spec.ts.
import { expect, test } from '@playwright/test';
import { Browser, origin, Worker } from '../lab/service-worker.ts';
import { code } from '../link.ts';

/** The files of a build, and a server that has it. */
function build(name: string) {
  const files = ['plenum.js', 'plenum_bg.wasm', 'split_room.wasm', 'split_words_en.wasm', 'split_words_de.wasm', 'split_document.wasm', 'document-worker.js', 'editor.js'];
  const paths = [...files.map((file) => `/app-${name}/${file}`), `/plenum-${name}.css`];
  const serve = (path: string) => {
    if (path === '/') return new Response(`the page of ${name}`);
    const type = { wasm: 'application/wasm', css: 'text/css' }[path.split('.').at(-1)!] ?? 'text/javascript';
    const headers = { 'content-type': type };
    return paths.includes(path) ? new Response(`${name} ${path}`, { headers }) : new Response('not here', { status: 404 });
  };
  return { name, paths, serve };
}

const [one, two] = [build('0123456789abcdef'), build('fedcba9876543210')];
const away = () => Promise.reject(new TypeError('Failed to fetch'));

async function installed(browser: Browser, { name, paths, serve }: ReturnType<typeof build>): Promise<Worker> {
  browser.serve = serve;
  const worker = new Worker(browser, name, paths);
  await worker.install();
  await worker.activate();
  return worker;
}

const visit = (worker: Worker, path = '/') => worker.ask({ mode: 'navigate', url: origin + path });
const text = async (response: Response | undefined) => response?.text();
const namesOf = (browser: Browser) => browser.kept().map((kept) => kept.replace(/^.*\//, ''));

test('each request is answered as what it is', () => {
  const worker = new Worker(new Browser(), one.name, one.paths);
  const as = (url: string, asked = {}) => worker.answeredAs({ url, ...asked });
  const navigate = { mode: 'navigate' };
  for (const path of ['/', `/#${code()}`, `/%23${code()}`, '/?fbclid=x']) expect(as(origin + path, navigate), path).toBe('page');
  for (const path of one.paths) expect(as(origin + path), path).toBe('file');
  for (const path of ['/', '/healthz', '/instance/0a', '/ws/0a', '/metrics', '/service-worker.js', '/heartbeat.js', '/manifest.webmanifest']) {
    expect(as(origin + path), path).toBe('nothing');
  }
  for (const path of ['/healthz', '/metrics', '/robots.txt', one.paths[0]!]) expect(as(origin + path, navigate), path).toBe('nothing');
  expect(as(`${origin}${one.paths[0]}?${code()}`), 'a query').toBe('nothing');
  expect(as(origin + two.paths[0]), 'of another build').toBe('nothing');
  expect(as(`https://elsewhere.example${one.paths[0]}`), 'of another server').toBe('nothing');
  expect(as(origin + '/', { ...navigate, method: 'POST' })).toBe('nothing');
});

test('the page comes from the server, and from what was kept if that is away, broken or slow', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  browser.serve = () => new Response('the page of now');
  expect(await text(await visit(worker))).toBe('the page of now');
  // What is kept stays what its files belong to.
  browser.serve = away;
  expect(await text(await visit(worker))).toBe(`the page of ${one.name}`);
  browser.serve = () => new Response('Bad Gateway', { status: 502 });
  expect(await text(await visit(worker))).toBe(`the page of ${one.name}`);
  browser.serve = () => new Response('not for you', { status: 403 });
  expect((await visit(worker))?.status).toBe(403);

  browser.serve = (_path, signal) => new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason)));
  browser.asked.length = 0;
  const slow = visit(worker);
  await expect.poll(() => browser.asked).toEqual(['/']);
  worker.late();
  expect(await text(await slow)).toBe(`the page of ${one.name}`);
});

test('a page that has begun to come is not cut off, however long it takes', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  let cut = false;
  browser.serve = (_path, signal) => {
    signal?.addEventListener('abort', () => (cut = true));
    return new Response('the page of now');
  };
  const page = await visit(worker);
  worker.late();
  expect(cut).toBe(false);
  expect(await text(page)).toBe('the page of now');
});

test('without a kept page the browser says what is wrong', async () => {
  const browser = new Browser();
  browser.serve = away;
  await expect(visit(new Worker(browser, one.name, one.paths))).rejects.toThrow('Failed to fetch');
});

test('whoever has to say a password is asked by the browser', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  browser.asked.length = 0;
  browser.serve = () => (browser.asked.length === 1 ? new Response('', { status: 401 }) : new Response('let in'));
  expect(await text(await visit(worker))).toBe('let in');
  // A code that stands in the path is not sent for it.
  browser.serve = () => new Response('', { status: 401 });
  const secret = code();
  const led = await visit(worker, `/%23${secret}`);
  expect([led?.status, led?.headers.get('location')]).toEqual([302, `${origin}/#${secret}`]);
  expect(browser.asked.join()).not.toContain(secret);
});

test('a login page that answers for a file is not kept as one', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  const before = browser.kept();
  const login = (redirected: boolean) => {
    const answer = new Response('<h1>Who are you?</h1>', { headers: { 'content-type': redirected ? 'application/wasm' : 'text/html' } });
    return Object.defineProperty(answer, 'redirected', { value: redirected });
  };
  for (const redirected of [false, true]) {
    browser.serve = () => login(redirected);
    const path = `/app-${one.name}/split_document.wasm`;
    expect(await text(await worker.ask({ url: origin + path }))).toContain('Who are you?');
    await worker.message({ loaded: [origin + path] });
    expect(browser.kept()).toEqual(before);
    browser.serve = (path) => (path === '/' ? new Response(`the page of ${two.name}`) : login(redirected));
    await expect(new Worker(browser, two.name, two.paths).install()).rejects.toThrow(redirected ? 'elsewhere' : 'something else');
  }
});

test('a store that cannot be read leaves the server as it is', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  browser.broken = true;
  expect(await text(await visit(worker))).toBe(`the page of ${one.name}`);
  expect(await text(await worker.ask({ url: origin + one.paths[1] }))).toContain(one.paths[1]);
});

test('whoever loads the page anew waits for the server', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  let answers = (_: Response) => {};
  browser.serve = (_path, signal) => {
    signal?.addEventListener('abort', () => answers(new Response('cut off')));
    return new Promise((resolve) => (answers = resolve));
  };
  browser.asked.length = 0;
  const again = worker.ask({ mode: 'navigate', url: `${origin}/`, isReloadNavigation: true });
  await expect.poll(() => browser.asked).toEqual(['/']);
  worker.late();
  answers(new Response('the page of now'));
  expect(await text(await again)).toBe('the page of now');
});

test('neither what is kept nor what is asked has anything of a code', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  const secret = code();
  for (const path of [`/#${secret}`, `/%23${secret}`, `/?x=${secret}`]) await visit(worker, path);
  await worker.ask({ url: `${origin}${one.paths[0]}#${secret}` });
  await worker.ask({ url: `${origin}/${secret}` });
  await worker.message({ loaded: [`${origin}/#${secret}`, `${origin}/${secret}`, `${origin}${one.paths[3]}`] });
  expect(JSON.stringify([browser.asked, [...browser.caches.entries()].map(([name, kept]) => [name, ...kept])])).not.toContain(secret);
  for (const kept of browser.kept()) expect(['/', ...one.paths]).toContain(kept.split(' ').at(-1));
});

test('files are kept with the page, and those that not everybody needs with use', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  const first = ['', 'plenum-0123456789abcdef.css', 'plenum.js', 'plenum_bg.wasm', 'split_room.wasm'];
  expect(namesOf(browser).sort()).toEqual(first);
  await worker.message({ loaded: [`${origin}/app-${one.name}/split_words_de.wasm`, `${origin}/heartbeat.js`, origin] });
  expect(await text(await worker.ask({ url: `${origin}/app-${one.name}/editor.js` }))).toContain('editor.js');
  const used = [...first, 'editor.js', 'split_words_de.wasm'].sort();
  expect(namesOf(browser).sort()).toEqual(used);

  browser.serve = away;
  for (const name of used.slice(1)) {
    const path = one.paths.find((path) => path.endsWith(`/${name}`))!;
    expect(await text(await worker.ask({ url: origin + path })), name).toBe(`${one.name} ${path}`);
  }
});

test('a file that is gone is not kept as something else', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  const before = browser.kept();
  browser.serve = two.serve;
  expect((await worker.ask({ url: `${origin}/app-${one.name}/editor.js` }))?.status).toBe(404);
  expect(browser.kept()).toEqual(before);
});

test('a newer worker keeps what was used, and older files go only when no tab uses them', async () => {
  const browser = new Browser();
  const older = await installed(browser, one);
  await older.ask({ url: `${origin}/app-${one.name}/split_words_de.wasm` });
  browser.serve = two.serve;
  const newer = new Worker(browser, two.name, two.paths);
  await newer.install();
  // It waits, and a tab of the older one goes on.
  expect(await text(await older.ask({ url: `${origin}/app-${one.name}/split_room.wasm` }))).toContain(one.name);
  expect(await text(await visit(older)), 'network first').toBe(`the page of ${two.name}`);
  browser.serve = away;
  expect(await text(await visit(older)), 'with the files it belongs to').toBe(`the page of ${one.name}`);
  await newer.activate();
  expect(browser.kept().some((kept) => kept.includes(one.name))).toBe(false);
  expect(namesOf(browser)).toContain('split_words_de.wasm');
  expect(namesOf(browser)).not.toContain('editor.js');
  expect(await text(await visit(newer))).toBe(`the page of ${two.name}`);
});

test('a worker whose page the server does not have, or not whole, is not installed', async () => {
  const browser = new Browser();
  browser.serve = two.serve;
  await expect(new Worker(browser, one.name, one.paths).install()).rejects.toThrow('another build');
  browser.serve = (path) => (path.endsWith('split_room.wasm') ? new Response('', { status: 404 }) : one.serve(path));
  await expect(new Worker(browser, one.name, one.paths).install()).rejects.toThrow('something else');
  expect(browser.kept()).toEqual([]);
});

test('a notification leads back to the tab that wanted it, and says nothing of where that is', async () => {
  const browser = new Browser();
  const worker = await installed(browser, one);
  await worker.message({ notify: { title: 'Plenum', options: { body: 'Somebody has joined your meeting.' } } }, 'tab 7');
  expect(browser.notified).toEqual([{ title: 'Plenum', data: 'tab 7' }]);
  await worker.click('tab 7');
  expect(browser.focused).toEqual(['tab 7']);
  // Loaded anew it is another tab.
  browser.tabs = ['tab 9'];
  await worker.click('tab 7');
  expect(browser.focused).toEqual(['tab 7', 'tab 9']);
  // From a page of another build.
  for (const odd of [null, 'build', { loaded: 'x' }, { later: true }]) await worker.message(odd as object);
});
