// No camera, no microphone, no permission: each its own plain sentence, and one can go in all the same.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import type { Person } from '../person.ts';
import { deployed, Server } from '../server.ts';

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

test('a system that says no is told apart from a person who does, and where to allow it', async ({ arrive }) => {
  const guest = await arrive({
    before: () => {
      // As Chromium says it on a Mac whose privacy settings leave the browser out; the page itself may ask.
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException('Permission denied by system', 'NotAllowedError');
      };
    },
  });
  await guest.startMeeting();
  await guest.lobby.microphone.click();
  await guest.expectToRead(/does not let this browser use the microphone.*privacy settings of the system/i);
  await guest.lobby.camera.click();
  await guest.expectToRead(/does not let this browser use the camera.*privacy settings of the system/i);
  await guest.join('Guest', { microphone: false, camera: false });
});

test('a browser that never answers is told of after a while, and one joins without; a late answer counts', async ({ arrive }) => {
  const guest = await arrive({
    before: () => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      const answered = new Promise((done) => window.addEventListener('plenum-test-answers', done));
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        await answered;
        return open(constraints);
      };
    },
  });
  await guest.startMeeting();
  await guest.lobby.microphone.click();
  await guest.expectToRead(/Your browser is asking/);
  // The product waits for 15 seconds.
  await expect(guest.page.getByText(/Your browser has not answered/)).toBeVisible({ timeout: 30_000 });
  await expect(guest.page.getByText(/Your browser is asking/)).toBeHidden();
  await guest.lobby.nameBox.fill('Guest');
  await guest.lobby.joinButton.click();
  guest.name = 'Guest';
  await guest.expectInside();
  await guest.page.evaluate(() => window.dispatchEvent(new Event('plenum-test-answers')));
  await expect(guest.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await expect(guest.page.getByText(/Your browser has not answered/)).toBeHidden();
});

test('a page around this one that passes no rights on is named, with a way out', async ({ arrive }) => {
  test.skip(deployed !== undefined, 'needs a server that lets itself be embedded');
  let address = '';
  const around = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(`<iframe src="${address}" width="900" height="700"></iframe>`));
  await once(around.listen(0, '127.0.0.1'), 'listening');
  const outer = `http://127.0.0.1:${(around.address() as { port: number }).port}`;
  const server = await Server.start(() => ['--frame-ancestors', outer]);
  address = `${server.url}#${code()}`;
  const guest = await arrive({ at: server.url });
  await guest.page.goto(outer);
  const inside = guest.page.frameLocator('iframe');
  await inside.getByRole('button', { name: 'Microphone', exact: true }).click();
  await expect(inside.getByText(/shown inside another page.*microphone/)).toBeVisible();
  const out = inside.getByRole('link', { name: 'Open in its own tab' });
  await expect(out).toHaveAttribute('target', '_blank');
  const opened = guest.page.context().waitForEvent('page');
  await out.click();
  const tab = await opened;
  await tab.getByRole('button', { name: 'Microphone', exact: true }).click();
  await expect(tab.getByRole('button', { name: 'Microphone', exact: true })).toHaveAttribute('aria-pressed', 'true');
  guest.forgive(/Permissions policy violation|Blocked autofocusing/i);
  await tab.close();
  await guest.page.goto('about:blank');
  around.closeAllConnections();
  around.close();
  await server.stop();
});
