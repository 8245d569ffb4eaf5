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
const WITH_USE = /^(split_words_|split_document|document|passphrase|editor)/;

const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

/** How a request is answered: as a `page`, as a `file`, or not by us. */
const answeredAs = ({ method, mode, url }) => {
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return "nothing";
  // Some programs write the `#` of a link as `%23`: then the code stands in the path.
  if (mode === "navigate") return pathname === "/" || pathname.startsWith("/%23") ? "page" : "nothing";
  return search === "" && FILES.includes(pathname) ? "file" : "nothing";
};

/** The page as the server has it now, and the one that was kept if the server is away. The code is in neither request. */
const page = async (request) => {
  const kept = await caches.match("/", { cacheName: KEPT });
  const stop = new AbortController();
  const late = kept && setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const fresh = await fetch("/", { redirect: "manual", signal: stop.signal });
    // Whoever has to say a password is asked for it by the browser, which does so for its own requests only.
    if (fresh.status === 401) return fetch(request);
    // Proxies say this of a server that is away.
    return fresh.status >= 500 && kept ? kept : fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(late);
  }
};

/** A file of this build: it never changes. */
const file = async (event) => {
  const { pathname } = new URL(event.request.url);
  const cache = await caches.open(KEPT);
  const kept = await cache.match(pathname);
  if (kept) return kept;
  const fresh = await fetch(event.request);
  // Where there is no room for it, it is not kept.
  if (fresh.status === 200) event.waitUntil(cache.put(pathname, fresh.clone()).catch(() => {}));
  return fresh;
};

/** Keeps the page and its files, all or nothing: what is kept fits together. */
const install = async () => {
  const fresh = await fetch("/", { redirect: "error" });
  if (!fresh.ok || !(await fresh.clone().text()).includes(BUILD)) throw new Error("the server has the page of another build");
  const before = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  const used = new Set(before.flat().map(({ url }) => nameOf(new URL(url).pathname)));
  const cache = await caches.open(KEPT);
  await cache.addAll(FILES.filter((path) => !WITH_USE.test(nameOf(path)) || used.has(nameOf(path))));
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
  await Promise.all(paths.map(async (path) => (await cache.match(path)) ?? cache.add(path)));
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
  event.waitUntil(clients.get(event.notification.data).then((tab) => tab?.focus()));
});
