// The page's service worker (`static/service-worker.js`), and whether the server has a newer page than this one.
//
// Invariant: nothing here loads the page anew. A person does.
"use strict";
(() => {
  /** The worker comes when the page has been up for a while: what it keeps the browser has by then, milliseconds. */
  const WORKER_MS = 4_000;
  const buildOf = (html) => /<meta name="plenum-build" content="(\w+)"/.exec(html)?.[1];
  const own = document.querySelector('meta[name="plenum-build"]')?.content;
  const workers = navigator.serviceWorker;
  let registration;

  const register = async () => {
    try {
      registration = await workers.register("/service-worker.js");
    } catch {
      // A window that keeps nothing, a browser that wants none: the page does without.
    }
  };
  const tellLoaded = () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    workers.controller?.postMessage({ loaded });
  };
  // Without encryption there are none.
  if (workers) {
    workers.addEventListener("controllerchange", tellLoaded);
    addEventListener("load", () => setTimeout(register, WORKER_MS));
  }

  /** Asks the server for its page, and tells the program if that is one of another build. */
  const look = async () => {
    try {
      const answer = await fetch("/", { cache: "no-cache" });
      const there = answer.ok && buildOf(await answer.text());
      if (!there || there === own) return;
      dispatchEvent(new Event("plenumupdate"));
      await registration?.update();
    } catch {
      // The server is away: another time.
    }
  };
  window.plenumUpdate = Object.freeze({ look });
})();
