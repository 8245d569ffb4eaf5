// How long somebody's sound stays away, heard at the loudspeaker: what is decoded of a voice that plays, whichever connection brings it.
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    plenumEars: { quiet: Record<string, number>; longest: Record<string, number> };
  }
}

/** Runs in the page, before the page and after `watch`. People are told apart by the last number of their address in the lab's network, else by the name on the tile that shows the connection. */
export function listen(): void {
  const ears: Window['plenumEars'] = { quiet: {}, longest: {} };
  window.plenumEars = ears;
  const last: Record<string, number> = {};
  const names = new WeakMap<RTCPeerConnection, string>();
  const nameOf = (connection: RTCPeerConnection): string | undefined => {
    const known = names.get(connection) ?? /10\.80\.\d+\.(\d+)/.exec(connection.remoteDescription?.sdp ?? '')?.[1];
    if (known !== undefined) return known;
    const tracks = connection.getReceivers().map((receiver) => receiver.track.id);
    const shows = (video: HTMLVideoElement) => video.srcObject instanceof MediaStream && video.srcObject.getTracks().some((track) => tracks.includes(track.id));
    const tile = [...document.querySelectorAll('video')].find(shows)?.closest('[role=group]');
    const name = tile?.getAttribute('aria-label') ?? undefined;
    if (name !== undefined) names.set(connection, name);
    return name;
  };
  const look = (): void => {
    const now = performance.now();
    const playing = window.plenumWitness.voices.filter((voice) => !voice.paused && !voice.muted && voice.srcObject instanceof MediaStream);
    const tracks = new Set(playing.flatMap((voice) => (voice.srcObject as MediaStream).getTracks().map((track) => track.id)));
    for (const connection of window.plenumWitness.connections) {
      if (connection.connectionState === 'closed') continue;
      const who = nameOf(connection);
      if (who === undefined) continue;
      for (const receiver of connection.getReceivers()) {
        if (!tracks.has(receiver.track.id)) continue;
        const stamp = receiver.getSynchronizationSources()[0]?.timestamp;
        if (stamp === undefined) continue;
        last[who] = Math.max(last[who] ?? 0, stamp > 1e12 ? stamp - performance.timeOrigin : stamp);
      }
    }
    for (const [who, stamp] of Object.entries(last)) {
      ears.quiet[who] = now - stamp;
      ears.longest[who] = Math.max(ears.longest[who] ?? 0, now - stamp);
    }
  };
  setInterval(look, 10);
}

/** From here on the longest silences are counted anew. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate(() => void (window.plenumEars.longest = {}));
}

/** The longest silence of each, milliseconds. */
export async function silences(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => ({ ...window.plenumEars.longest }));
}

/** How long each has been silent now, milliseconds. */
export async function quiet(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => ({ ...window.plenumEars.quiet }));
}
