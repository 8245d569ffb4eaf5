// The worker for passphrases: answers what it is asked once, and is ended by the page.
//
// To it: `{ passphrase, salt }` or `{ language, places }`. To the page: the stretched bytes, or the words. Whatever is thrown here
// becomes an `error` of the worker there; nothing of a passphrase is in it.
import init, { phrase, stretch } from "./passphrase.js";

const answer = async ({ passphrase, salt, language, places }) => {
  await init();
  postMessage(passphrase === undefined ? phrase(language, places) : stretch(passphrase, salt));
};

onmessage = ({ data }) => {
  // Of a rejected promise nobody would hear.
  answer(data).catch(reportError);
};
