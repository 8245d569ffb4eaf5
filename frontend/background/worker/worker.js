// The worker that hides the room behind whoever sits in front of the camera.
//
// To it: `{ readable, writable, colour }`, the camera's frames and where to put others in their place; or, where browsers have no such
// streams, `{ picture }` again and again, answered by a `{ picture }`, and by `{ due }` when there is time for the next one; `null`: there
// was none. `{ colour }` alone: shown from here on in place of the room; none blurs it. From it, too: `{ ready }` when the first may come.
//
// Invariant: a frame goes out with the cover that was made of it, or it does not go out. What throws ends the streams, and so the track
// that others see.
import init, { Painter, inputSize } from "./background.js";

/** So much of a core it may take; kept by a leaky bucket, which fills by what each picture takes and empties as time passes. */
const SHARE = 0.15;
/** However slow the device is: no picture is later than this after the one before, in milliseconds. */
const LATEST_MS = 120;
/** Where pictures come one by one they are asked for no sooner than this: cameras have 30 a second. */
const SOONEST_MS = 33;

let colour;
let painter;
/** Canvases: a small one, where the cover is made, and one as large as the camera's picture, where it is laid over that. */
let small;
let full;
/** In the bucket, milliseconds of work, and when that was so. */
let [owed, paid] = [0, 0];
/** How long the last picture took, and when it was begun. */
let [cost, painted] = [0, 0];

const started = init().then(() => {
  painter = new Painter();
  postMessage({ ready: true });
});
started.catch(reportError);

/** Cameras change their size while they are open: phones are turned, and we ask for less ourselves. */
const prepare = (width, height) => {
  if (full?.canvas.width === width && full.canvas.height === height) return;
  const [wide, high] = inputSize(width, height);
  small = new OffscreenCanvas(wide, high).getContext("2d", { willReadFrequently: true });
  full = new OffscreenCanvas(width, height).getContext("2d", { alpha: false });
};

/** Empties the bucket by the time that has passed. */
const pay = (now) => {
  owed = Math.max(owed - (now - paid) * SHARE, 0);
  paid = now;
};

/** Whether there is time for a picture now. */
const affordable = (now) => {
  pay(now);
  return owed <= cost || now - painted > LATEST_MS;
};

/** In how many milliseconds there is. */
const due = (now) => {
  pay(now);
  const since = now - painted;
  return Math.max(SOONEST_MS - since, Math.min((owed - cost) / SHARE, LATEST_MS - since), 0);
};

const paint = (picture, width, height) => {
  painted = performance.now();
  pay(painted);
  prepare(width, height);
  const { width: wide, height: high } = small.canvas;
  small.drawImage(picture, 0, 0, wide, high);
  const cover = small.getImageData(0, 0, wide, high);
  painter.cover(cover.data, wide, high, colour);
  small.putImageData(cover, 0, 0);
  full.drawImage(picture, 0, 0, width, height);
  full.drawImage(small.canvas, 0, 0, width, height);
  cost = performance.now() - painted;
  // The bucket runs over at two pictures: a hiccup is no reason to be late for long.
  owed = Math.min(owed + cost, 2 * cost);
};

const follow = async (readable, writable) => {
  await started;
  const covered = new TransformStream({
    transform(frame, controller) {
      try {
        if (!affordable(performance.now())) return;
        paint(frame, frame.displayWidth, frame.displayHeight);
        controller.enqueue(new VideoFrame(full.canvas, { timestamp: frame.timestamp, alpha: "discard" }));
      } finally {
        frame.close();
      }
    },
  });
  await readable.pipeThrough(covered).pipeTo(writable);
};

const one = async (picture) => {
  await started;
  if (picture) {
    try {
      paint(picture, picture.width, picture.height);
    } finally {
      picture.close();
    }
    const covered = full.canvas.transferToImageBitmap();
    postMessage({ picture: covered }, [covered]);
  }
  // In a page that nobody looks at clocks go slower than here.
  setTimeout(() => postMessage({ due: true }), picture ? due(performance.now()) : LATEST_MS);
};

onmessage = ({ data }) => {
  if ("colour" in data) colour = data.colour;
  const work = data.readable ? follow(data.readable, data.writable) : "picture" in data && one(data.picture);
  // Of a rejected promise nobody would hear.
  if (work) work.catch(reportError);
};
