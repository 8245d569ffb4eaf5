// The worker with the room document: hands what the page sends to the program, one reply for each and in order, and tells of
// itself what came of time that has passed.
//
// To the page: `"loaded"` once, then `{ asked, bytes }`. Whatever is thrown here becomes an `error` of the worker there.
import init, { DocumentHost } from "./document.js";

/** The longest wait, milliseconds: clocks are set now and then, and deadlines are times of day. */
const LONGEST_MS = 60_000;

/** What has come before the program. */
const waiting = [];
let host;
let timer;

const tell = (asked, bytes) => postMessage({ asked, bytes: bytes.buffer }, [bytes.buffer]);

const wait = () => {
  clearTimeout(timer);
  const deadline = host.deadline();
  if (deadline !== undefined) timer = setTimeout(ring, Math.min(deadline - Date.now(), LONGEST_MS));
};

const ring = () => {
  const bytes = host.tick(Date.now());
  if (bytes !== undefined) tell(false, bytes);
  wait();
};

const answer = (request) => {
  tell(true, host.answer(new Uint8Array(request), Date.now()));
  wait();
};

onmessage = ({ data }) => {
  if (host === undefined) waiting.push(data);
  else answer(data);
};

const start = async () => {
  await init();
  host = new DocumentHost();
  postMessage("loaded");
  waiting.splice(0).forEach(answer);
};
// Of a rejected promise nobody would hear.
start().catch(reportError);
