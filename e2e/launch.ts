// The browsers the tests start, with cameras and microphones that are files.
import type { LaunchOptions } from '@playwright/test';
import { join } from 'node:path';
import { findChromium, findFirefox } from './browsers.js';

const media = join(import.meta.dirname, 'results', 'media');

/** What a Chromium shall find on its machine. */
export interface Machine {
  /** What the person answers when the browser asks for camera or microphone. */
  permission?: 'granted' | 'denied';
  devices?: 'all' | 'no camera' | 'none';
  /**
   * What the camera sees: a disc on a soft ground, which costs little; somebody in a room, as large and as noisy as cameras
   * are; or the browser's own test picture, in any size that is asked for.
   */
  scene?: 'disc' | 'room' | 'any size';
  /** Host names besides localhost that lead to this machine. */
  hosts?: string[];
}

export function launchChromium({ permission = 'granted', devices = 'all', scene = 'disc', hosts = [] }: Machine = {}): LaunchOptions {
  const film = { disc: 'camera.y4m', room: 'room.y4m', 'any size': undefined }[scene];
  const fakeDevices = {
    all: [
      '--use-fake-device-for-media-stream',
      ...(film === undefined ? [] : [`--use-file-for-fake-video-capture=${join(media, film)}`]),
      `--use-file-for-fake-audio-capture=${join(media, 'microphone.wav')}`,
    ],
    'no camera': [
      '--use-fake-device-for-media-stream=device-count=0',
      `--use-file-for-fake-audio-capture=${join(media, 'microphone.wav')}`,
    ],
    none: [],
  };
  return {
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      '--autoplay-policy=no-user-gesture-required',
      permission === 'denied' ? '--use-fake-ui-for-media-stream=deny' : '--use-fake-ui-for-media-stream',
      ...fakeDevices[devices],
      ...(hosts.length > 0 ? [`--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',')}`] : []),
    ],
  };
}

/** Options of an installed Firefox, or `undefined` where there is none. */
export function launchFirefox(): LaunchOptions | undefined {
  const executablePath = findFirefox();
  if (executablePath === undefined) return undefined;
  return {
    executablePath,
    // Speaks the browser's own protocol: works with the Firefox that people have.
    channel: 'moz-firefox',
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
    },
  };
}
