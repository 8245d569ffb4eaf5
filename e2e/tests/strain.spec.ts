// What a computer can carry: one that is too slow sends less, and where many show themselves cameras are captured small.
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';

declare global {
  interface Window {
    plenumSlow: { limited: boolean; readings: number; later: (ms: number) => void };
  }
}

/** In the page, before the page: the browser says that this computer is too slow as soon as it is to, and the page's clock can be set forward. */
function slow(): void {
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + ahead;
  window.plenumSlow = { limited: false, readings: 0, later: (ms) => (ahead += ms) };
  const read = RTCPeerConnection.prototype.getStats;
  RTCPeerConnection.prototype.getStats = async function () {
    const report = await read.call(this);
    window.plenumSlow.readings += 1;
    const qualityLimitationReason = window.plenumSlow.limited ? 'cpu' : 'none';
    // The entries of a real report cannot be changed.
    return new Map([...report].map(([name, entry]) => [name, entry.type === 'outbound-rtp' ? { ...entry, qualityLimitationReason } : entry]));
  };
}

/** What the browser says of this computer, for so long, in milliseconds: heard twice by the page, before and after. */
async function say(person: Person, limited: boolean, ms: number): Promise<void> {
  const heard = await person.page.evaluate((limited) => {
    window.plenumSlow.limited = limited;
    return window.plenumSlow.readings;
  }, limited);
  // The first reading may have been under way, and the third is asked for when the second was taken in.
  await expect.poll(() => person.page.evaluate(() => window.plenumSlow.readings)).toBeGreaterThan(heard + 2);
  await person.page.evaluate((ms) => window.plenumSlow.later(ms), ms);
}

test('a computer that is too slow sends fewer pictures first, then smaller ones, and more again when it can', async ({ arriveIn, troubled }) => {
  // How fast a line is found to be good is the browser's business, and a computer's that has other things to do.
  test.setTimeout(180_000);
  const inTime = { timeout: 60_000 };
  const browser = await troubled({ scene: 'any size' });
  const [ada, ben] = [await arriveIn(browser, { before: slow }), await arriveIn(browser)];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false });
  await ben.join('Ben', { microphone: false, camera: false });
  await ben.expectMovingPictures(1);
  // Browsers are told one picture per second more than there shall be.
  const sent = async () => {
    const { maxFramerate = 0, scaleResolutionDownBy = 1 } = (await ada.cameraToOthers())[0] ?? {};
    const lines = Math.round(720 / scaleResolutionDownBy);
    return { rate: maxFramerate, size: lines > 360 ? 'large' : lines };
  };
  // Alone with each other it is soon large, how large depends on the line.
  await say(ada, false, 10_000);
  await expect.poll(sent, inTime).toMatchObject({ size: 'large' });
  expect((await sent()).rate).toBeGreaterThan(20);

  await say(ada, true, 10_000);
  await expect.poll(sent, inTime).toEqual({ rate: 16, size: 'large' });
  await say(ada, true, 10_000);
  await expect.poll(sent, inTime).toEqual({ rate: 11, size: 'large' });
  await say(ada, true, 10_000);
  await expect.poll(sent, inTime).toEqual({ rate: 11, size: 360 });
  await ben.expectMovingPictures(1);

  await say(ada, false, 60_000);
  await expect.poll(sent, inTime).toEqual({ rate: 11, size: 'large' });
});

/** In the page, before the page: its camera is small and slow, and costs next to nothing. */
function smallCamera(): void {
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (open === undefined) return;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.video) return open(constraints);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [160, 90];
    const pen = canvas.getContext('2d')!;
    let turn = 0;
    setInterval(() => {
      pen.fillStyle = `hsl(${(turn += 7)} 40% 60%)`;
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }, 200);
    return canvas.captureStream(5);
  };
}

test('from five cameras on one is captured small, and large again when they are fewer', async ({ arriveIn, troubled }) => {
  const browser = await troubled({ scene: 'any size' });
  const ada = await arriveIn(browser);
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false });
  const size = () => ada.page.evaluate(() => window.plenumWitness.tracks.filter((track) => track.readyState === 'live').map((track) => track.getSettings().height));
  const others: Person[] = [];
  for (const name of ['Ben', 'Cem', 'Dua', 'Eva']) {
    expect(await size()).toEqual([720]);
    const person = await arriveIn(browser, { before: smallCamera });
    others.push(person);
    await person.open(link);
    await person.join(name, { microphone: false });
    await ada.expectMovingPictures(others.length);
  }
  await expect.poll(size).toEqual([360]);
  // Nobody gets a smaller picture for that.
  const lines = async () => (await ada.cameraToOthers()).map(({ scaleResolutionDownBy = 1 }) => 360 / scaleResolutionDownBy);
  await expect.poll(async () => Math.min(...(await lines()))).toBeGreaterThanOrEqual(180);

  await others[3]!.leave();
  await expect.poll(size).toEqual([720]);
});
