// From the click on Join to the first frame of somebody else, beside a bare page that does the same by hand in the same run.
// On both sides two people, each with a window of their own that is drawn, two pictures of the same size in it, and a click
// as soon as one's own picture moves.
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { median, report } from '../lab/figures.ts';
import { Relay } from '../lab/relay.ts';

/** Plenum's time divided by the bare page's, medians of as many runs side by side. */
const atMostRatio = 1.25;
const runs = 40;

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

/** Runs in both kinds of page: somebody sees themselves. */
function ownPicture(): boolean {
  const own = [...document.querySelectorAll<HTMLVideoElement>('.own video, video.own, .preview video, video.preview')];
  return own.some((video) => video.getVideoPlaybackQuality().totalVideoFrames > 0);
}

/** The least that two pages can do: one connection with a microphone and a camera each, said over a server, and one's own picture. */
async function bare(relay: string): Promise<void> {
  document.body.innerHTML =
    '<button>Join</button><br><video autoplay muted playsinline></video><video class="own" autoplay muted playsinline></video>';
  for (const { style } of document.querySelectorAll('video')) Object.assign(style, { width: '48%', height: '560px', objectFit: 'cover' });
  const [button, video, own] = [document.querySelector('button')!, ...document.querySelectorAll('video')] as const;
  const open = (constraints: MediaStreamConstraints) => navigator.mediaDevices.getUserMedia(constraints);
  const streams = [await open({ audio: true }), await open({ video: { width: 1280, height: 720, frameRate: 30 } })];
  own!.srcObject = streams[1]!;
  const line = new WebSocket(relay);
  await new Promise((resolve) => line.addEventListener('open', resolve));
  const tell = (what: object) => line.send(JSON.stringify(what));
  let connection: RTCPeerConnection | undefined;
  const connect = () => {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connection.addEventListener('icecandidate', ({ candidate }) => candidate && tell({ candidate }));
    connection.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') video!.srcObject = new MediaStream([track]);
    });
    for (const stream of streams) for (const track of stream.getTracks()) connection.addTrack(track, stream);
    return connection;
  };
  const say = async (description: RTCSessionDescriptionInit) => {
    await connection!.setLocalDescription(description);
    tell({ description });
  };
  const early: RTCIceCandidateInit[] = [];
  line.addEventListener('message', async (message) => {
    const data = JSON.parse(message.data);
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

async function bareRun(browser: Browser, home: string, relay: string): Promise<number> {
  const pages: Page[] = [];
  for (const context of [await browser.newContext({ bypassCSP: true }), await browser.newContext({ bypassCSP: true })]) {
    const page = await context.newPage();
    await page.addInitScript(clock);
    await page.goto(new URL('robots.txt', home).href);
    await page.evaluate(bare, relay);
    pages.push(page);
  }
  const [ada] = pages as [Page, Page];
  await ada.waitForFunction(ownPicture);
  await ada.getByRole('button', { name: 'Join' }).click();
  const time = await ada.evaluate(() => window.firstFrame);
  await Promise.all(pages.map((page) => page.context().close()));
  return time;
}

test('click on Join to first remote frame', async ({ arrive, browser, home }) => {
  test.setTimeout(600_000);
  const relay = await Relay.start();
  const times = { plenum: [] as number[], bare: [] as number[] };
  for (let run = 1; run <= runs; run++) {
    times.bare.push(await bareRun(browser, home, relay.url));
    const ben = await arrive();
    const link = await ben.startMeeting();
    await ben.join('Ben');
    const ada = await arrive({ before: clock });
    await ada.open(link);
    await ada.prepare('Ada');
    await ada.page.waitForFunction(ownPicture);
    await ada.lobby.joinButton.click();
    times.plenum.push(await ada.page.evaluate(() => window.firstFrame));
    for (const person of [ada, ben]) await person.page.context().close();
    console.log(`  run ${run}: ${times.plenum.at(-1)!.toFixed(0)} ms, bare page ${times.bare.at(-1)!.toFixed(0)} ms`);
  }
  await relay.stop();
  const [plenum, bare] = [median(times.plenum), median(times.bare)];
  const ratio = plenum / bare;
  console.log(`click on Join to first remote frame: ${ratio.toFixed(2)} of a bare page's time (at most ${atMostRatio})`);
  report('join', { ratio, plenumMs: plenum, bareMs: bare, runs });
  expect(ratio).toBeLessThanOrEqual(atMostRatio);
});
