// The service worker: the page starts although the server is away, with the files of one build; and notifications on phones.
//
// Invariant: what is kept is the page without anything of its address, and files of this build, each by the name that the
// build has given it. Everything else goes by as if this worker were not there: no room, no code, no word of anybody.
// Invariant: it never takes the place of an older one by force (`skipWaiting`): that one stays, with its files, for as long as
// a tab of it is open.
"use strict";

/** The build, and the files of it whose names have a hash: written here by `split.sh`. */
const BUILD = "BUILD-HASH";
const FILES = ["BUILD-FILES"];
const KEPT = `plenum ${BUILD}`;
/** A server that has not answered for so long is taken for away, if there is a page that was kept, milliseconds. */
const PATIENCE_MS = 3_000;
/** What not everybody needs: kept with use, and in the next build for whoever has used it in this one. */
const WITH_USE = /^(split_words_|split_document|document|passphrase|background|editor)/;

const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

/** How a request is answered: as a `page`, as a `file`, or not by us. */
const answeredAs = ({ method, mode, url }) => {
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return "nothing";
  // Some programs write the `#` of a link as `%23`: then the code stands in the path.
  if (mode === "navigate") return pathname === "/" || pathname.startsWith("/%23") ? "page" : "nothing";
  return search === "" && FILES.includes(pathname) ? "file" : "nothing";
};

const TYPES = { js: /javascript/, wasm: /^application\/wasm/, css: /^text\/css/ };
/** Whether an answer is a file of ours: other programs answer for a server, too, with a login page for anything that is asked. */
const isFile = (path, { status, redirected, headers }) =>
  status === 200 && !redirected && TYPES[path.slice(path.lastIndexOf(".") + 1)]?.test(headers.get("content-type") ?? "") === true;

/** What was kept by this name. A store that is full or damaged has nothing, and the server is asked. */
const kept = async (path) => {
  try {
    return await caches.match(path, { cacheName: KEPT });
  } catch {
    return undefined;
  }
};

/** The page as the server has it now, and the one that was kept if the server is away. The code is in neither request. */
const page = async (request) => {
  const before = await kept("/");
  const stop = new AbortController();
  // Whoever loads it anew wants the server's, however long that takes.
  const late = before && !request.isReloadNavigation && setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const fresh = await fetch("/", { redirect: "manual", signal: stop.signal });
    // Whoever has to say a password is asked for it by the browser, which does so for its own requests only. A code in the path
    // goes where links have it first, and is in that request no more.
    const { pathname } = new URL(request.url);
    if (fresh.status === 401) return pathname === "/" ? fetch(request) : Response.redirect(`${location.origin}/#${pathname.slice("/%23".length)}`);
    // Proxies say this of a server that is away.
    return fresh.status >= 500 && before ? before : fresh;
  } catch (error) {
    if (before) return before;
    throw error;
  } finally {
    clearTimeout(late);
  }
};

/** A file of this build: it never changes. */
const file = async (event) => {
  const { pathname } = new URL(event.request.url);
  const before = await kept(pathname);
  if (before) return before;
  const fresh = await fetch(event.request);
  // Where there is no room for it, it is not kept.
  const copy = isFile(pathname, fresh) && fresh.clone();
  if (copy) event.waitUntil(caches.open(KEPT).then((cache) => cache.put(pathname, copy)).catch(() => {}));
  return fresh;
};

/** Fetches these files and keeps them, all or none. */
const add = async (cache, paths) => {
  const fresh = await Promise.all(paths.map((path) => fetch(path, { redirect: "error" })));
  const odd = paths.find((path, index) => !isFile(path, fresh[index]));
  if (odd) throw new Error(`the server answers ${nameOf(odd)} with something else`);
  await Promise.all(paths.map((path, index) => cache.put(path, fresh[index])));
};

/** Keeps the page and its files, all or nothing: what is kept fits together. */
const install = async () => {
  const fresh = await fetch("/", { redirect: "error" });
  if (!fresh.ok || !(await fresh.clone().text()).includes(BUILD)) throw new Error("the server has the page of another build");
  const before = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  const used = new Set(before.flat().map(({ url }) => nameOf(new URL(url).pathname)));
  const cache = await caches.open(KEPT);
  await add(cache, FILES.filter((path) => !WITH_USE.test(nameOf(path)) || used.has(nameOf(path))));
  await cache.put("/", fresh);
};

/** No tab is left that uses what older workers have kept. */
const activate = async () => {
  await Promise.all((await caches.keys()).filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  // So that the tab which has brought this worker keeps it, too.
  await clients.claim();
};

/** Keeps what a tab had loaded before there was a worker; the browser still has it. */
const keep = async (loaded) => {
  const cache = await caches.open(KEPT);
  const paths = loaded.map((url) => new URL(url).pathname).filter((path) => FILES.includes(path));
  await Promise.all(paths.map(async (path) => (await cache.match(path)) ?? add(cache, [path])));
};

/** Brings the tab to the front that wanted it, or another of ours: one that was loaded anew is another to the browser. */
const show = async (id) => {
  const tab = (await clients.get(id)) ?? (await clients.matchAll({ type: "window" }))[0];
  await tab?.focus();
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const as = answeredAs(event.request);
  if (as === "page") event.respondWith(page(event.request));
  if (as === "file") event.respondWith(file(event));
});

// From our own tabs. What they say may be of another build.
addEventListener("message", (event) => {
  const { loaded, notify } = event.data ?? {};
  if (Array.isArray(loaded)) event.waitUntil(keep(loaded).catch(() => {}));
  // Which tab it was the browser tells; nothing of where that tab is.
  if (notify) {
    const options = { ...notify.options, data: event.source.id };
    event.waitUntil(registration.showNotification(notify.title, options).catch(() => {}));
  }
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});
