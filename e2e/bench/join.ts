// From the click on Join to the first frame of somebody else, beside a bare page that does the same by hand in the same run.
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

/** Plenum's time divided by the bare page's. */
const atMostRatio = 1.25;
const runs = 7;

declare global {
  interface Window {
    /** Milliseconds from the click to the first decoded frame of somebody else; set once. */
    firstFrame: Promise<number>;
    joinBare: () => void;
  }
}

/** Runs in both kinds of page: starts at the next click on a button called Join, ends with the first remote frame. */
function clock(): void {
  window.firstFrame = new Promise((resolve) => {
    let clicked: number | undefined;
    addEventListener(
      'click',
      (event) => {
        const button = event.target instanceof Element ? event.target.closest('button') : null;
        if (button?.textContent?.trim() === 'Join') clicked ??= performance.now();
      },
      true,
    );
    const look = setInterval(() => {
      const remote = [...document.querySelectorAll('video')].filter((video) => !video.closest('.own, .preview'));
      if (clicked === undefined || !remote.some((video) => video.getVideoPlaybackQuality().totalVideoFrames > 0)) return;
      clearInterval(look);
      resolve(performance.now() - clicked);
    }, 4);
  });
}

/** The least that two pages can do: one connection with a microphone and a camera each, said over a channel in the browser. */
async function bare(): Promise<void> {
  document.body.innerHTML = '<button>Join</button><video autoplay muted playsinline></video>';
  const [button, video] = [document.querySelector('button')!, document.querySelector('video')!];
  const open = (constraints: MediaStreamConstraints) => navigator.mediaDevices.getUserMedia(constraints);
  const streams = [await open({ audio: true }), await open({ video: { width: 1280, height: 720, frameRate: 30 } })];
  const channel = new BroadcastChannel('bare');
  let connection: RTCPeerConnection | undefined;
  const connect = () => {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connection.addEventListener('icecandidate', ({ candidate }) => candidate && channel.postMessage({ candidate: candidate.toJSON() }));
    connection.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') video.srcObject = new MediaStream([track]);
    });
    for (const stream of streams) for (const track of stream.getTracks()) connection.addTrack(track, stream);
    return connection;
  };
  const say = async (description: RTCSessionDescriptionInit) => {
    await connection!.setLocalDescription(description);
    channel.postMessage({ description });
  };
  const early: RTCIceCandidateInit[] = [];
  channel.addEventListener('message', async ({ data }) => {
    if (data.candidate) {
      if (connection?.remoteDescription) await connection.addIceCandidate(data.candidate);
      else early.push(data.candidate);
      return;
    }
    const answering = data.description.type === 'offer';
    const current = answering ? connect() : connection!;
    await current.setRemoteDescription(data.description);
    for (const candidate of early.splice(0)) await current.addIceCandidate(candidate);
    if (answering) await say(await current.createAnswer());
  });
  button.addEventListener('click', async () => say(await connect().createOffer()));
}

async function bareRun(context: BrowserContext, home: string): Promise<number> {
  const pages: Page[] = [await context.newPage(), await context.newPage()];
  for (const page of pages) {
    await page.addInitScript(clock);
    await page.goto(new URL('robots.txt', home).href);
    await page.evaluate(bare);
  }
  await pages[0]!.getByRole('button', { name: 'Join' }).click();
  const time = await pages[0]!.evaluate(() => window.firstFrame);
  await Promise.all(pages.map((page) => page.close()));
  return time;
}

test('click on Join to first remote frame', async ({ arrive, browser, home }) => {
  test.setTimeout(180_000);
  const context = await browser.newContext();
  const ben = await arrive();
  const link = await ben.startMeeting();
  await ben.join('Ben');
  const ratios: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const bareTime = await bareRun(context, home);
    const ada = await arrive({ before: clock });
    await ada.open(link);
    await ada.join('Ada');
    const time = await ada.page.evaluate(() => window.firstFrame);
    await ada.leave();
    await ada.page.close();
    await ben.room.expectPeople('Ben (you)');
    ratios.push(time / bareTime);
    console.log(`  run ${run}: ${time.toFixed(0)} ms, bare page ${bareTime.toFixed(0)} ms, ratio ${(time / bareTime).toFixed(2)}`);
  }
  await context.close();
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
  console.log(`click on Join to first remote frame: ${median.toFixed(2)} of a bare page's time (at most ${atMostRatio})`);
  expect(median).toBeLessThanOrEqual(atMostRatio);
});
