// Everything that could still be heard or seen when the app has died, and how to end it.
//
// Invariant: this file needs nothing but the DOM. It is loaded before the WASM module, every local track, peer
// connection, socket and worker is entered here, and when the app dies they all end before anybody is told.
"use strict";
(() => {
  const living = new Set();
  let silent = false;

  const end = (thing) => {
    living.delete(thing);
    try {
      // A socket that is let go of while it is being dialled goes as soon as it is open, with a proper goodbye: closed
      // before, it is a failure to browsers, of which they complain aloud.
      if (thing instanceof WebSocket && thing.readyState === WebSocket.CONNECTING && !silent) {
        thing.addEventListener("open", () => thing.close(), { once: true });
        return;
      }
      (thing.stop ?? thing.terminate ?? thing.close).call(thing);
    } catch {
      // Ended already.
    }
  };
  const enter = (thing) => {
    if (silent) end(thing);
    else living.add(thing);
  };

  const words = {
    de: [
      "Plenum muss neu geladen werden",
      "In dieser Seite ist etwas kaputtgegangen. Mikrofon und Kamera sind aus, niemand hört oder sieht dich.",
      "Neu laden",
    ],
    en: [
      "Plenum needs to reload",
      "Something in this page broke. Your microphone and camera are off; nobody hears or sees you.",
      "Reload",
    ],
  };

  const element = (name, text, id) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (id) made.id = id;
    return made;
  };
  const show = () => {
    // An app that never came up is told of by `boot.js`.
    if (document.getElementById("reload-screen") || document.querySelector(".unloaded")) return;
    const lang = document.documentElement.lang.startsWith("de") ? "de" : "en";
    const [heading, sentence, label] = words[lang];
    const screen = document.createElement("dialog");
    Object.assign(screen, { lang, dir: "ltr" });
    screen.id = "reload-screen";
    screen.setAttribute("role", "alertdialog");
    screen.setAttribute("aria-labelledby", "reload-heading");
    screen.setAttribute("aria-describedby", "reload-sentence");
    const button = element("button", label);
    button.type = "button";
    button.autofocus = true;
    button.addEventListener("click", () => location.reload());
    screen.append(element("h1", heading, "reload-heading"), element("p", sentence, "reload-sentence"), button);
    screen.addEventListener("cancel", (event) => event.preventDefault());
    screen.addEventListener("close", () => screen.showModal());
    document.body.append(screen);
    screen.showModal();
  };

  // What a dead page leaves in this tab's storage for its reload. Not before it goes: a duplicated tab shall find nothing.
  let will;
  const bequeath = (key, value) => {
    will = value === undefined ? undefined : [key, value];
  };
  const leave = () => {
    try {
      if (will) sessionStorage.setItem(...will);
    } catch {
      // A window that keeps nothing: the person comes back by the link.
    }
  };

  // Who is in a meeting is asked before they close the page by mistake. Nobody else is: to have this listener keeps a page
  // out of the back-forward cache. It is here since the app that has died can hold nobody back.
  const ask = (event) => event.preventDefault();
  const guard = (wanted) => {
    if (wanted && !silent) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  };

  const silence = () => {
    if (!silent) addEventListener("pagehide", leave);
    silent = true;
    guard(false);
    for (const thing of [...living]) end(thing);
    if (document.body) show();
    else addEventListener("DOMContentLoaded", show);
  };

  // A trap is the end of the app, and so is any exception that went through its frames: what it was doing is half
  // done. Errors of extensions and of anything else in the page are none of our business.
  const deadly = (error) => {
    if (typeof error !== "object" || error === null) return false;
    // Its frames: some browsers put the message before them, which may name a file that did not come.
    const stack = String(error.stack ?? "").replace(String(error.message), "");
    if (/-extension:\/\//.test(stack)) return false;
    if (error instanceof WebAssembly.RuntimeError) return true;
    // wasm-bindgen says this of a listener that was called after its removal: nothing ran, nothing broke.
    if (/closure invoked recursively or after being dropped/.test(String(error.message))) return false;
    return error instanceof Error && /wasm-function|\.wasm\b|wasm:\/\//.test(stack);
  };
  addEventListener("error", (event) => {
    if (deadly(event.error)) silence();
  });
  addEventListener("unhandledrejection", (event) => {
    if (deadly(event.reason)) silence();
  });

  // Invariant: no local track comes into being but through here, so none can be missing, not even one that a person
  // allows after the app has died.
  const entered = async (asked) => {
    const stream = await asked;
    for (const track of stream.getTracks()) enter(track);
    return stream;
  };
  const capture = async (constraints) => entered(navigator.mediaDevices.getUserMedia(constraints));
  const captureScreen = async (options) => entered(navigator.mediaDevices.getDisplayMedia(options));

  const silenced = () => silent;

  window.plenumRegistry = Object.freeze({ enter, end, silence, silenced, bequeath, guard, capture, captureScreen });
})();
