// WebP (RFC 9649): what the browser drew, and several of them one after the other as an animation. No program is needed for either.
import type { CDPSession, Page } from '@playwright/test';

export interface Frame {
  image: Buffer;
  /** How long it is shown. */
  ms: number;
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** What the window shows, as WebP; `scale`: of its size. */
export async function capture(page: Page, quality: number, scale = 1): Promise<Buffer> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  const { width, height } = page.viewportSize()!;
  const shot = await (await session).send('Page.captureScreenshot', {
    format: 'webp',
    quality,
    ...(scale !== 1 && { clip: { x: 0, y: 0, width, height, scale } }),
  });
  return Buffer.from(shot.data, 'base64');
}

/** The chunks of a RIFF file: name and what it holds. */
function chunks(file: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    found.push([file.toString('latin1', at, at + 4), file.subarray(at + 8, at + 8 + size)]);
    at += 8 + size + (size % 2);
  }
  return found;
}

function chunk(name: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** Numbers of three bytes each, the least first. */
function triples(...values: number[]): Buffer {
  const bytes = Buffer.alloc(3 * values.length);
  values.forEach((value, index) => bytes.writeUIntLE(value, 3 * index, 3));
  return bytes;
}

/** An animation of whole pictures of this size, which is played so often. */
export function animation(frames: Frame[], width: number, height: number, times: number): Buffer {
  const size = triples(width - 1, height - 1);
  const shown = frames.map(({ image, ms }) => {
    const picture = chunks(image).filter(([name]) => ['ALPH', 'VP8 ', 'VP8L'].includes(name));
    if (picture.length === 0) throw new Error('a frame is no WebP');
    // The flag: it takes the place of what was there, and is not blended with it.
    return chunk('ANMF', triples(0, 0), size, triples(ms), Buffer.of(2), ...picture.map(([name, body]) => chunk(name, body)));
  });
  const plays = Buffer.alloc(6);
  plays.writeUInt16LE(times, 4);
  const parts = [Buffer.from('WEBP', 'latin1'), chunk('VP8X', Buffer.of(2, 0, 0, 0), size), chunk('ANIM', plays), ...shown];
  return chunk('RIFF', ...parts);
}
