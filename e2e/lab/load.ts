// What a page costs and carries: CPU of its browser, what it sends, and how it would send without our ladder.
import type { Browser, Page } from '@playwright/test';

/** Lets it run for so many seconds, to be measured. */
export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

/** Seconds of CPU that all processes of a browser have used so far. */
export async function cpuSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, one) => sum + one.cpuTime, 0);
}

/** Bytes that a page has handed to the network so far, by stream: with RTP's headers, without those of UDP and IP. */
export async function bytesSent(page: Page): Promise<Map<string, number>> {
  const streams = await page.evaluate(async () => {
    const found: [string, number][] = [];
    for (const [index, connection] of window.plenumWitness.connections.entries()) {
      if (connection.connectionState === 'closed') continue;
      for (const one of (await connection.getStats()).values())
        if (one.type === 'outbound-rtp') found.push([`${index}/${one.ssrc}`, one.bytesSent + (one.headerBytesSent ?? 0)]);
    }
    return found;
  });
  return new Map(streams);
}

/** What streams have grown by together. One that ended in between counts as nothing. */
export function grown(before: Map<string, number>, after: Map<string, number>): number {
  return [...after].reduce((sum, [name, value]) => sum + value - (before.get(name) ?? 0), 0);
}

/** Runs in the page, before the page: whatever a sender is told, it sends as the browser would by itself. */
export function withoutLadder(): void {
  RTCRtpSender.prototype.setParameters = () => Promise.resolve();
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (source, init) {
    const { sendEncodings: _dropped, ...rest } = init ?? {};
    return add.call(this, source, rest);
  };
}

/** Runs in the page, before the page: what we write into the others' descriptions about their sound is taken out again. */
export function withoutFrugalSound(): void {
  const apply: (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void> = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }: RTCSessionDescriptionInit): Promise<void> {
    const browsers = sdp?.replaceAll(/;(usedtx|maxaveragebitrate)=\d+/g, '').replaceAll(/a=ptime:\d+\r\n/g, '');
    return apply.call(this, { type, ...(browsers === undefined ? {} : { sdp: browsers }) });
  };
}
