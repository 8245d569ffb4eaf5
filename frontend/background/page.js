// The page's half of the hidden background: gives a camera's frames to the worker (`worker/worker.js`), and makes a track of what comes
// back. Fetched by whoever hides their background, and by nobody else.
//
// Invariant: nothing of the camera's own picture is in the track. When the worker fails, the track ends, and `ended` happens to the
// camera's, with a `background` in it; when it does not begin, there is no track.

/** So long the worker may take to begin, milliseconds: it has to be fetched, over slow lines too. */
const LONGEST_MS = 30_000;

/** Where browsers have frames as streams the page has nothing more to do with them. */
const byStreams = (camera, worker, colour) => {
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  worker.postMessage({ readable, writable: track.writable, colour }, [readable, track.writable]);
  return { track, end: () => {} };
};

/** Elsewhere the worker asks for one picture after the other, since it goes on when nobody looks at the page, and pages do not. */
const byPictures = async (camera, worker, colour) => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([camera]) });
  await video.play();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext("2d", { alpha: false });
  const give = async () => {
    try {
      const picture = await createImageBitmap(video);
      worker.postMessage({ picture }, [picture]);
    } catch {
      // There is none at the moment; it asks again.
      worker.postMessage({ picture: null });
    }
  };
  worker.onmessage = ({ data: { due, picture } }) => {
    if (due) give();
    if (!picture) return;
    // A phone was turned.
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      [canvas.width, canvas.height] = [picture.width, picture.height];
    }
    context.drawImage(picture, 0, 0);
    picture.close();
  };
  worker.postMessage({ colour });
  give();
  const [track] = canvas.captureStream().getVideoTracks();
  return { track, end: () => (video.srcObject = null) };
};

/** Until the worker can begin. */
const begun = (worker) =>
  new Promise((ready, failed) => {
    worker.onmessage = ready;
    worker.onerror = (event) => {
      event.preventDefault();
      failed(new Error(event.message));
    };
  });

/**
 * A track of what this one brings, with the room hidden: in one colour (0xRRGGBB), or blurred. `paint` shows something else in its place,
 * `end` ends it.
 */
export const cover = async (camera, colour) => {
  const worker = new Worker(new URL("./background-worker.js", import.meta.url), { type: "module" });
  plenumRegistry.enter(worker);
  let made;
  const end = () => {
    worker.onmessage = worker.onerror = null;
    plenumRegistry.end(worker);
    made?.end();
    if (made) plenumRegistry.end(made.track);
  };
  const late = new Promise((_, failed) => setTimeout(() => failed(new Error("the worker is late")), LONGEST_MS));
  try {
    await Promise.race([begun(worker), late]);
    const streams = "MediaStreamTrackProcessor" in window && "MediaStreamTrackGenerator" in window;
    made = await Promise.race([(streams ? byStreams : byPictures)(camera, worker, colour), late]);
  } catch (error) {
    end();
    throw error;
  }
  plenumRegistry.enter(made.track);
  worker.onerror = (event) => {
    event.preventDefault();
    end();
    camera.dispatchEvent(Object.assign(new Event("ended"), { background: true }));
  };
  // It is as large as the camera's own, which browsers tell only of the latter, or only after a while.
  made.track.getSettings = () => camera.getSettings();
  return { track: made.track, paint: (other) => worker.postMessage({ colour: other }), end };
};
