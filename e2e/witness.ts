// What the tests see of a page beyond its screen. The product has no hook for tests: a script that runs before
// it remembers the connections and tracks that the page makes.
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    plenumWitness: { connections: RTCPeerConnection[]; tracks: MediaStreamTrack[]; voices: HTMLAudioElement[]; violations: string[] };
  }
}

/** Runs in the page, before the page. */
export function watch(): void {
  const witness: Window['plenumWitness'] = { connections: [], tracks: [], voices: [], violations: [] };
  window.plenumWitness = witness;
  // Those that are only kept ready are for nobody: a connection counts from its first description on.
  const taken = (connection: RTCPeerConnection) => {
    if (!witness.connections.includes(connection)) witness.connections.push(connection);
  };
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      taken(this);
      return super.setLocalDescription(description);
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      taken(this);
      return super.setRemoteDescription(description);
    }
  };
  const Voice = window.Audio;
  window.Audio = class extends Voice {
    constructor(source?: string) {
      super(source);
      witness.voices.push(this);
    }
  } as typeof Audio;
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices !== undefined) {
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      witness.tracks.push(...stream.getTracks());
      return stream;
    };
  }
  // A copy of a track holds the device as well.
  const copy = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack): MediaStreamTrack {
    const track = copy.call(this);
    witness.tracks.push(track);
    return track;
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    witness.violations.push(`${event.effectiveDirective} blocked ${event.blockedURI || event.sourceFile}`);
  });
}

/** One incoming stream of a page. The numbers only ever grow. */
export interface Stream {
  kind: 'audio' | 'video';
  packets: number;
  bytes: number;
  /** Pictures that were decoded; 0 for sound. */
  frames: number;
  /** Loudness heard so far; 0 for pictures. */
  energy: number;
}

/** What a page said of its streams, and how long ago it was asked: milliseconds of the page's own clock. */
interface Reading {
  at: number;
  streams: Map<string, Stream>;
}

/**
 * Chromium repeats for about 50 ms what it said of a connection. Whoever waits longer between two questions is told something
 * new; two that are closer read two equal numbers off a live stream.
 */
const repeatedMs = 100;

/** Everything that comes in over open connections, by a name that lasts as long as the stream. */
export async function incoming(page: Page): Promise<Map<string, Stream>> {
  return (await read(page)).streams;
}

/** The same, at least so many milliseconds later than an earlier reading. */
async function read(page: Page, later?: { at: number; byMs: number }): Promise<Reading> {
  const { at, streams } = await page.evaluate(async (notBefore) => {
    const wait = notBefore - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    const found: [string, Stream][] = [];
    const at = performance.now();
    for (const [index, connection] of window.plenumWitness.connections.entries()) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        const { kind, packetsReceived = 0, bytesReceived = 0, framesDecoded = 0, totalAudioEnergy = 0 } = report;
        found.push([
          `${index}/${report.ssrc}`,
          { kind, packets: packetsReceived, bytes: bytesReceived, frames: framesDecoded, energy: totalAudioEnergy },
        ]);
      }
    }
    return { at, streams: found };
  }, later === undefined ? 0 : later.at + Math.max(later.byMs, repeatedMs));
  return { at, streams: new Map(streams) };
}

/** How many connections of a page are not closed. */
export async function openConnections(page: Page): Promise<number> {
  return page.evaluate(
    () => window.plenumWitness.connections.filter((connection) => connection.connectionState !== 'closed').length,
  );
}

/** Tells how many incoming streams have grown since it was asked last. */
export class Meter {
  private last: Promise<Reading>;

  constructor(
    private readonly page: Page,
    private readonly kind: Stream['kind'],
    private readonly measure: (stream: Stream) => number,
  ) {
    this.last = read(page);
    // Whoever asks next is told; until then nobody listens.
    this.last.catch(() => undefined);
  }

  /** How many have grown since the last question, which lies at least so many milliseconds back when this one is asked. */
  async grown(overMs = repeatedMs): Promise<number> {
    const before = await this.last;
    const now = await read(this.page, { at: before.at, byMs: overMs });
    this.last = Promise.resolve(now);
    return [...now.streams].filter(([name, stream]) => {
      const earlier = before.streams.get(name);
      return stream.kind === this.kind && this.measure(stream) > (earlier === undefined ? 0 : this.measure(earlier));
    }).length;
  }
}

/** A way to another page that carries sound and pictures now, as one side sees it (W3C WebRTC Statistics §8.10). */
export interface Way {
  /** Types of the candidates at both ends. */
  local: string;
  remote: string;
  /** Our own address there. */
  address: string | undefined;
  /** How our page reaches its relay, if the near end is one. */
  relayProtocol: string | undefined;
}

/** The ways of all connections. */
export async function ways(page: Page): Promise<Way[]> {
  return page.evaluate(async () => {
    const found: Way[] = [];
    for (const connection of window.plenumWitness.connections) {
      if (connection.connectionState !== 'connected') continue;
      const stats = await connection.getStats();
      for (const one of stats.values()) {
        if (one.type !== 'transport') continue;
        const pair = stats.get(one.selectedCandidatePairId);
        const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
        if (local && remote) found.push({ local: local.candidateType, remote: remote.candidateType, address: local.address, relayProtocol: local.relayProtocol });
      }
    }
    return found;
  });
}
