// No camera, no microphone, no permission: each its own plain sentence, and one can go in all the same.
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import type { Person } from '../person.ts';
import { deployed } from '../server.ts';

/** Goes in without what could not be had, and meets somebody who has everything. */
async function meetsAllTheSame(person: Person, host: Person, link: string): Promise<void> {
  await host.open(link);
  await host.join('Host');
  await person.lobby.nameBox.fill('Guest');
  await person.lobby.joinButton.click();
  person.name = 'Guest';
  await person.expectInside();
  await person.expectToSeeAndHear(1);
}

test('permission denied is said, with what to do, and one goes in all the same', async ({ arrive, arriveIn, troubled }) => {
  const guest = await arriveIn(await troubled({ permission: 'denied' }));
  const link = await guest.startMeeting();
  await guest.lobby.microphone.click();
  await guest.expectToRead(/microphone.*(not allowed|blocked|permission)|(allow|permission).*microphone/i);
  await guest.lobby.camera.click();
  await guest.expectToRead(/camera.*(not allowed|blocked|permission)|(allow|permission).*camera/i);
  await expect(guest.lobby.camera).toHaveAttribute('aria-pressed', 'false');
  await meetsAllTheSame(guest, await arrive(), link);
});

test('no devices at all is said, and one goes in all the same', async ({ arrive, arriveIn, troubled }) => {
  const guest = await arriveIn(await troubled({ devices: 'none' }));
  const link = await guest.startMeeting();
  await guest.lobby.microphone.click();
  await guest.expectToRead(/no microphone/i);
  await guest.lobby.camera.click();
  await guest.expectToRead(/no camera/i);
  await meetsAllTheSame(guest, await arrive(), link);
});

test('no camera does not take the microphone away', async ({ arrive, arriveIn, troubled }) => {
  const guest = await arriveIn(await troubled({ devices: 'no camera' }));
  const host = await arrive();
  const link = await guest.startMeeting();
  await guest.lobby.camera.click();
  await guest.expectToRead(/no camera/i);
  await guest.turn(guest.lobby.microphone, true);
  await meetsAllTheSame(guest, host, link);
  await host.expectSounds(1);
});

test('a camera that another program has is said', async ({ arrive }) => {
  const guest = await arrive({
    before: () => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        if (constraints?.video) throw new DOMException('Could not start video source', 'NotReadableError');
        return open(constraints);
      };
    },
  });
  await guest.startMeeting();
  await guest.lobby.camera.click();
  await guest.expectToRead(/camera.*(in use|other program|another program|another app)/i);
  await expect(guest.lobby.camera).toHaveAttribute('aria-pressed', 'false');
  await guest.turn(guest.lobby.microphone, true);
  await guest.join('Guest', { camera: false });
});

test('an address without TLS is said', async ({ arriveIn, home, troubled }) => {
  test.skip(deployed !== undefined, 'needs a server under a name without TLS');
  const host = 'plenum.test';
  const guest = await arriveIn(await troubled({ hosts: [host] }), { at: home.replace('localhost', host) });
  await guest.startMeeting();
  await guest.expectToRead(/https/i);
  // Chromium complains that it ignores the headers which only count under TLS.
  guest.forgive(/Cross-Origin-Opener-Policy|Origin-Agent-Cluster/);
});

test('a browser without WebRTC is told so', async ({ arrive, home }) => {
  const guest = await arrive({ before: () => Reflect.deleteProperty(window, 'RTCPeerConnection') });
  await guest.page.goto(`${home}#${code()}`);
  await guest.expectToRead(/this browser/i);
});

test('nothing opens a device before somebody asks for it', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await expect(ada.lobby.microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(ada.lobby.camera).toHaveAttribute('aria-pressed', 'false');
  await ada.expectNoDevice();
  expect(await ada.page.evaluate(() => window.plenumWitness.tracks.length), 'none was opened in between').toBe(0);
});
