// What is said when the page does not come up: a part is missing, the network is away or wants a login first, or it takes long.
//
// Invariant: this file needs nothing but the DOM and `floor.js`, and stands before everything that could be missing.
"use strict";
(() => {
  /** A page that is not up after this long says so, milliseconds: its first chunk is 130 KB, on a bad line 20 s. */
  const LONG_MS = 20_000;
  const words = {
    de: {
      missing: ["Plenum wurde nicht vollständig geladen", "Ein Teil dieser Seite ist nicht angekommen. Lade sie neu. Wenn das nicht hilft, sag denen Bescheid, die diesen Server betreiben."],
      offline: ["Du bist offline", "Dein Gerät hat gerade keine Verbindung zum Internet. Verbinde es und lade dann neu."],
      login: ["Dieses Netz will, dass du dich anmeldest", "Wie in Hotels und Zügen antwortet es an der Stelle von Plenum. Öffne seine Anmeldeseite und lade danach neu."],
      unreached: ["Der Server ist nicht erreichbar", "Vielleicht will das WLAN, dass du dich zuerst anmeldest, wie in Hotels und Zügen, oder der Server ist gerade nicht da. Versuche ein anderes Netz, oder warte ein wenig und lade neu."],
      slow: ["Das dauert lange …", "Deine Verbindung ist vielleicht langsam. Du kannst warten oder neu laden."],
      reload: "Neu laden",
      toLogin: "Anmeldeseite öffnen",
    },
    en: {
      missing: ["Plenum did not load completely", "A part of this page did not arrive. Reload it. If that does not help, tell the people who run this server."],
      offline: ["You are offline", "Your device has no connection to the internet right now. Connect it, then reload."],
      login: ["This network wants you to log in", "As in hotels and trains, it answers in the place of Plenum. Open its login page, then reload."],
      unreached: ["The server can't be reached", "A wifi may want you to log in first, as in hotels and trains, or the server is away. Try another network, or wait a little and reload."],
      slow: ["This is taking long …", "Your connection may be slow. You can wait, or reload."],
      reload: "Reload",
      toLogin: "Open the login page",
    },
  };
  let up = false;
  // Without its style sheet the page works, and says what it lacks all the same.
  let bare = false;
  let said;

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };
  const show = (what) => {
    if ((up && !bare) || document.documentElement.className === "below" || document.getElementById("reload-screen")) return;
    const lang = /^de\b/i.test(navigator.language) ? "de" : "en";
    const { [what]: [heading, sentence], reload, toLogin } = words[lang];
    said?.remove();
    said = document.createElement("main");
    said.className = "floor unloaded";
    Object.assign(said, { lang, dir: "ltr" });
    const button = element("button", reload);
    button.type = "button";
    button.addEventListener("click", () => location.reload());
    const alert = document.createElement("div");
    alert.setAttribute("role", "alert");
    alert.append(element("h1", heading), element("p", sentence));
    said.append(alert);
    if (what === "login") {
      // A public page that is made for this (`rescue/network.rs`): without TLS, of which no login page could have the certificate.
      const way = element("a", toLogin);
      Object.assign(way, { href: "http://neverssl.com/", target: "_blank", rel: "noopener noreferrer" });
      said.append(way);
    }
    said.append(button, plenumFloor.helps(`the page did not load: ${what}`));
    document.body.prepend(said);
  };
  /** A program came, and the browser may not run it. */
  let forbidden = false;
  /** What keeps the page away: our server is asked past every cache for what it always has, and what is no web page. */
  const cause = async () => {
    if (!navigator.onLine) return "offline";
    try {
      const { type, headers } = await fetch("/robots.txt", { cache: "no-store", redirect: "manual" });
      const other = type === "opaqueredirect" || /html/i.test(headers.get("Content-Type") ?? "");
      return other ? "login" : "missing";
    } catch {
      return "unreached";
    }
  };
  let asked = false;
  const fail = async () => {
    const tell = (what) => {
      if (document.body) show(what);
      else addEventListener("DOMContentLoaded", () => show(what));
    };
    if (up && !bare) return;
    if (forbidden) return plenumFloor.stop("switched-off", "WebAssembly is forbidden");
    if (asked) return;
    asked = true;
    tell(await cause());
    asked = false;
  };

  // The words of the language that the page will most likely be in, early; should it be another one, the program fetches that.
  const kept = () => {
    try {
      return localStorage.getItem("plenum.language");
    } catch {
      return null;
    }
  };
  const language = [kept(), ...navigator.languages].map((one) => /^(en|de|es|fr|tr|uk|ar)(?![^-_])/i.exec(one ?? "")?.[1].toLowerCase()).find(Boolean) ?? "en";
  const wordsOf = document.createElement("link");
  Object.assign(wordsOf, { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous" });
  wordsOf.href = `/app-HASH/split_words_${language}.wasm`;
  document.head.append(wordsOf);

  // Scripts and style sheets that do not arrive tell it of themselves, and it does not bubble.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === "stylesheet") bare = true;
    if (bare || target instanceof HTMLScriptElement || target === window) fail();
  }, true);
  addEventListener("unhandledrejection", fail);
  const slow = setTimeout(() => said ?? show("slow"), LONG_MS);
  const started = () => {
    up = true;
    clearTimeout(slow);
    if (!bare) said?.remove();
  };

  // Chunks of the program come from the server, which may answer with an error, and through proxies, which may call them
  // anything but wasm: then they are compiled when all of them is here. In the place of the browser's own function, so that
  // whatever fetches a chunk gets this.
  /** What failed last had been answered: it is not the line. Several may be fetched at a time, so success says nothing. */
  let missing = false;
  const streaming = globalThis.WebAssembly?.instantiateStreaming;
  const instantiate = async (asked, imports) => {
    let answered = false;
    try {
      const response = await asked;
      answered = true;
      if (!response.ok) throw new Error(`the server answers ${response.status}`);
      const known = response.headers.get("Content-Type")?.toLowerCase() === "application/wasm";
      return known
        ? await streaming.call(WebAssembly, response, imports)
        : await WebAssembly.instantiate(await response.arrayBuffer(), imports);
    } catch (error) {
      missing = answered;
      // A server that has another build by now has the chunks of this one no more.
      dispatchEvent(new Event("plenummissing"));
      // Chromium's words for a policy or a setting; bytes that are no program at all are another matter.
      forbidden ||= answered && error instanceof WebAssembly.CompileError && /disallowed|blocked/i.test(error.message);
      throw error;
    }
  };
  if (streaming) WebAssembly.instantiateStreaming = instantiate;
  window.plenumBoot = Object.freeze({ started, fail, isMissing: () => missing });
})();
