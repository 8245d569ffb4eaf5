// Cameras that are not wide, and how much of a picture can be seen in its tile.
import type { Locator } from '@playwright/test';

/** Runs in the page, before the page: its camera is a phone's that is held upright. */
export function holdUpright(): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // An empty page has none.
  if (devices === undefined) return;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    if (wanted?.video === undefined || wanted.video === false) return ask(wanted);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [270, 480];
    const pen = canvas.getContext('2d')!;
    let turn = 0;
    setInterval(() => {
      turn += 1;
      pen.fillStyle = '#9fb4ad';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = '#5b3a29';
      pen.fillRect(75 + 10 * (turn % 4), 80, 100, 140);
    }, 66);
    const sound = wanted.audio ? (await ask({ audio: wanted.audio })).getAudioTracks() : [];
    return new MediaStream([...canvas.captureStream(15).getVideoTracks(), ...sound]);
  };
}

/** The share of its picture that a tile shows. */
export function seen(tile: Locator): Promise<number> {
  return tile.locator('video.shown').evaluate((element) => {
    const video = element as HTMLVideoElement;
    const [picture, place] = [video.videoWidth / video.videoHeight, video.clientWidth / video.clientHeight];
    return getComputedStyle(video).objectFit === 'contain' ? 1 : Math.min(picture / place, place / picture);
  });
}

/** Width by height of a tile. */
export async function shape(tile: Locator): Promise<number> {
  const box = await tile.boundingBox();
  return box === null ? 0 : box.width / box.height;
}
