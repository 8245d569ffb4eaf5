// Whoever is stuck reads what happened and what to do, sees where to press, and copies what is wrong for the person who helps:
// without the link, whatever the trouble is. Before the program runs: `rescue-early.spec.ts`.
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { code, codeOf } from '../link.ts';
import type { Person } from '../person.ts';
import { deployed } from '../server.ts';
import { COPY, expectNoSecret, FIREFOX, IPHONE, login, PIXEL, SAFARI } from '../stuck.ts';

declare global {
  interface Window {
    plenumCopied: string;
    /** With which exception `getUserMedia` refuses. */
    plenumRefusal: string | undefined;
  }
}

/** Runs in the page, before the page: what is copied is caught on the way. */
function catchCopies(): void {
  Clipboard.prototype.writeText = async (text) => {
    window.plenumCopied = text;
  };
}

/** The same, and no device is to be had. */
function refuse(): void {
  Clipboard.prototype.writeText = async (text) => {
    window.plenumCopied = text;
  };
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // An empty page has none.
  if (devices === undefined) return;
  devices.getUserMedia = async () => {
    throw new DOMException('refused', window.plenumRefusal ?? 'NotAllowedError');
  };
}

/** Presses the button; what was copied holds nothing of the link, and no name. */
async function copies(person: Person): Promise<string> {
  await person.page.getByRole('button', { name: COPY, exact: true }).first().click();
  await expect.poll(() => person.page.evaluate(() => window.plenumCopied)).toContain('User agent: ');
  const text = await person.page.evaluate(() => window.plenumCopied);
  expectNoSecret(person, text);
  return text;
}

test.describe('a device that is not to be had', () => {
  for (const [name, microphone, camera, written] of [
    ['NotAllowedError', /The microphone is not allowed on this page/, /Microphone and camera are not allowed on this page/, 'not allowed'],
    ['SecurityError', /The microphone is not allowed on this page/, /Microphone and camera are not allowed on this page/, 'not allowed'],
    ['NotFoundError', /No microphone was found/, /No camera was found/, 'not found'],
    ['OverconstrainedError', /No microphone was found/, /No camera was found/, 'not found'],
    ['NotReadableError', /The microphone is in use by another program/, /The camera is in use by another program/, 'busy'],
    ['AbortError', /The microphone is in use by another program/, /The camera is in use by another program/, 'busy'],
    ['InvalidStateError', /The microphone could not be opened/, /The camera could not be opened/, 'not to be opened'],
  ] as const) {
    test(`${name} is told and written down`, async ({ arrive }) => {
      // The permission that the tests give would make a system's word of it.
      const ada = await arrive({ before: refuse });
      await ada.page.addInitScript((name) => {
        window.plenumRefusal = name;
        Permissions.prototype.query = async () => ({ state: 'denied' }) as PermissionStatus;
      }, name);
      await ada.startMeeting();
      await ada.lobby.nameBox.fill('Ada');
      await ada.lobby.microphone.click();
      await ada.expectToRead(microphone);
      await ada.lobby.camera.click();
      await ada.expectToRead(camera);
      const text = await copies(ada);
      expect(text).toContain(`Trouble: microphone ${written} (${name})\n`);
      expect(text).toContain(`Trouble: camera ${written} (${name})\n`);
      expect(text).toContain('Allowed: microphone denied, camera denied\n');
      expect(text).toMatch(/Devices: microphones \d+, cameras \d+, loudspeakers \d+\n/);
      expect(text).toMatch(/Network: online/);
      await expectAccessible(ada, name);
    });
  }
});

for (const [userAgent, advice] of [
  [undefined, /Press the symbol left of the address: two sliders or a lock/],
  [FIREFOX, /Press the crossed-out symbol left of the address/],
  [SAFARI, /Settings for This Website/],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, /“Website Settings”/],
  [`${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, /look for this browser in the list of apps/],
  [`${PIXEL} Chrome/126.0.0.0 Mobile Safari/537.36`, /then “Permissions”/],
  [`${PIXEL} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`, /then “Permissions”/],
  ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', /Press the lock left of the address/],
] as const) {
  test(`where to allow it is shown in ${userAgent?.slice(-50) ?? 'this browser'}`, async ({ arrive }) => {
    const ada = await arrive({ before: refuse, ...(userAgent === undefined ? {} : { userAgent }) });
    await ada.page.addInitScript(() => {
      Permissions.prototype.query = async () => ({ state: 'denied' }) as PermissionStatus;
    });
    await ada.startMeeting();
    await ada.lobby.microphone.click();
    await ada.expectToRead(advice);
    const pictures = ada.page.locator('.problem svg.sketch');
    await expect(pictures).toHaveCount(userAgent?.includes('CriOS') ? 0 : 1);
    await expectAccessible(ada, 'where to allow it');
  });
}

test('a phone has room for the picture and its words', async ({ arrive }) => {
  const ada = await arrive({ before: refuse, viewport: { width: 320, height: 568 }, userAgent: `${PIXEL} Chrome/126.0.0.0 Mobile Safari/537.36` });
  await ada.page.addInitScript(() => {
    Permissions.prototype.query = async () => ({ state: 'denied' }) as PermissionStatus;
  });
  await ada.startMeeting();
  await ada.lobby.microphone.click();
  await expect(ada.page.locator('.problem svg.sketch')).toBeVisible();
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test('in the room the same is one click away', async ({ arrive }) => {
  const ada = await arrive({ before: refuse });
  await ada.page.addInitScript(() => {
    Permissions.prototype.query = async () => ({ state: 'denied' }) as PermissionStatus;
  });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.room.camera.click();
  await ada.expectToRead(/The camera is not allowed on this page/);
  const opener = ada.page.getByRole('button', { name: 'What now?', exact: true });
  await opener.click();
  const dialog = ada.page.getByRole('dialog', { name: 'What is wrong, and what helps', exact: true });
  await expect(dialog).toContainText(/Press the symbol left of the address/);
  await expect(dialog.locator('svg.sketch')).toBeVisible();
  await expectAccessible(ada, 'the dialog of help');
  await dialog.getByRole('button', { name: COPY, exact: true }).click();
  await expect.poll(() => ada.page.evaluate(() => window.plenumCopied)).toContain('Trouble: camera not allowed');
  expectNoSecret(ada, await ada.page.evaluate(() => window.plenumCopied));
  await expect(dialog.getByRole('status')).toContainText(/Paste it into a message to the person who helps you/);
  await ada.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('what the clipboard does not take stands there to be copied by hand', async ({ arrive }) => {
  const ada = await arrive({
    before: () => {
      Clipboard.prototype.writeText = async () => {
        throw new DOMException('refused', 'NotAllowedError');
      };
      document.execCommand = () => false;
    },
    userAgent: `${PIXEL} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 336.0.0.35.90 Android`,
  });
  await ada.startMeeting();
  await ada.page.getByRole('button', { name: COPY, exact: true }).click();
  const text = ada.page.locator('pre.report');
  await expect(text).toContainText('Inside an app: Instagram');
  expectNoSecret(ada, (await text.textContent()) ?? '');
  await expectAccessible(ada, 'a text to be copied by hand');
});

test.describe('an app around the page is named, with its way out', () => {
  for (const [app, userAgent, advice] of [
    ['Facebook', `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.36.115]`, /In Facebook: press ⋯ or ⋮ at the top right/],
    ['Messenger', `${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/461.0]`, /In Messenger: press ⋯ or ⋮/],
    ['Instagram', `${IPHONE} Mobile/15E148 Instagram 336.0.8.27.92 (iPhone14,5; iOS 17_5; de_DE)`, /In Instagram: press ⋯ or ⋮/],
    ['Telegram', `${PIXEL} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Telegram-Android/11.3.3`, /In Telegram: press ⋯ or ⋮/],
    ['WhatsApp', `${IPHONE} Mobile/15E148 WhatsApp/24.12.78`, /In WhatsApp: press the compass or the share symbol/],
    ['LinkedIn', `${IPHONE} Mobile/15E148 [LinkedInApp]/9.29.5795`, /In LinkedIn: press ⋯ or ⋮/],
    ['WeChat', `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x1800312b)`, /In WeChat: press ⋯ or ⋮/],
    ['Google', `${IPHONE} GSA/322.0.642751894 Mobile/15E148 Safari/604.1`, /In Google: press the compass or the share symbol/],
    ['one without a name', `${IPHONE} Mobile/15E148`, /You are inside another app/],
  ] as const) {
    test(app, async ({ arrive }) => {
      const ada = await arrive({ before: catchCopies, userAgent });
      await ada.startMeeting();
      await ada.expectToRead(/You are inside another app, where camera and microphone often do not work/);
      await ada.expectToRead(advice);
      const text = await copies(ada);
      expect(text).toContain(`Inside an app: ${app === 'one without a name' ? 'one that does not tell its name' : app}\n`);
      await expectAccessible(ada, app);
    });
  }
});

test.describe('WebRTC that is missing', () => {
  for (const [where, userAgent, advice] of [
    ['Chromium', undefined, /An extension that blocks WebRTC may have turned it off/],
    ['LibreWolf, Mullvad Browser and Tor Browser', FIREFOX, /LibreWolf, Mullvad Browser.*media\.peerconnection\.enabled.*Tor Browser cannot do it at all/],
    ['Lockdown Mode', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, /Lockdown Mode turns it off/],
  ] as const) {
    test(`in ${where}`, async ({ arrive, home }) => {
      const ada = await arrive({ before: catchCopies, ...(userAgent === undefined ? {} : { userAgent }) });
      await ada.page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
      const link = `${home}#${code()}`;
      await ada.page.goto(link);
      await ada.expectToRead(/This browser cannot hold a meeting/);
      await ada.expectToRead(advice);
      const text = await copies(ada);
      expect(text).toContain('Trouble: the browser has no WebRTC\n');
      expect(text).toContain('WebRTC: no\n');
      expect(text).not.toContain(codeOf(link));
      await expectAccessible(ada, `no WebRTC in ${where}`);
    });
  }
});

test('a login page that answers in the place of the server is named while the page is here already', async ({ arrive, ownServer }) => {
  test.skip(deployed !== undefined, 'needs a server to take away');
  const ada = await arrive({ at: ownServer.url, before: catchCopies });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.page.route(/robots\.txt/, (route) => route.fulfill(login));
  await ownServer.kill();
  await ada.expectToRead(/This network wants you to log in first, as in hotels and trains/);
  await expect(ada.page.getByText(/The server can't be reached, so nobody can join you/)).toBeHidden();
  await expect(ada.page.getByRole('link', { name: 'Open the login page', exact: true })).toHaveAttribute('href', 'http://neverssl.com/');
  await ada.page.getByRole('button', { name: 'What now?', exact: true }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'What is wrong, and what helps', exact: true });
  await expectAccessible(ada, 'help with a login page');
  await dialog.getByRole('button', { name: COPY, exact: true }).click();
  await expect.poll(() => ada.page.evaluate(() => window.plenumCopied)).toContain('a login page answers in the place of the server');
  expectNoSecret(ada, await ada.page.evaluate(() => window.plenumCopied));
  ada.forgive(/WebSocket|ERR_CONNECTION/);
});

test('two who cannot be connected without a relay are told so, and that the server names none', async ({ arrive }) => {
  test.skip(deployed !== undefined, 'needs a server without a relay');
  test.setTimeout(120_000);
  // Only relays may be used, and there is none: as between two strict networks.
  const before = () => {
    Clipboard.prototype.writeText = async (text) => {
      window.plenumCopied = text;
    };
    const Connection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Connection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
      }

      override setConfiguration(configuration?: RTCConfiguration): void {
        super.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' });
      }
    };
  };
  const [ada, ben] = [await arrive({ before }), await arrive({ before })];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  // The product waits for 15 seconds.
  await expect(ada.page.getByText(/can't be connected directly to somebody here, and this server has no relay/)).toBeVisible({ timeout: 45_000 });
  await ada.page.getByRole('button', { name: 'What now?', exact: true }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'What is wrong, and what helps', exact: true });
  await expect(dialog).toContainText(/Try another network/);
  await expectAccessible(ada, 'help without a relay');
  await dialog.getByRole('button', { name: COPY, exact: true }).click();
  await expect.poll(() => ada.page.evaluate(() => window.plenumCopied)).toContain('no relay (TURN)');
  expectNoSecret(ada, await ada.page.evaluate(() => window.plenumCopied));
});

test('a microphone that a call has taken is told of until it is back', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  const tell = (name: string) =>
    ada.page.evaluate((name) => {
      const live = window.plenumWitness.tracks.filter((track) => track.kind === 'audio' && track.readyState === 'live');
      live[0]?.dispatchEvent(new Event(name));
    }, name);
  await tell('mute');
  await ada.expectToRead(/Your device has silenced your microphone, for a phone call or by a mute switch/);
  await tell('unmute');
  await expect(ada.page.getByText(/Your device has silenced your microphone/)).toBeHidden();
});

test('on a page without encryption it can be copied all the same', async ({ arriveIn, home, troubled }) => {
  test.skip(deployed !== undefined, 'needs a server under a name without TLS');
  const host = 'plenum.test';
  const ada = await arriveIn(await troubled({ hosts: [host] }), { at: home.replace('localhost', host) });
  await ada.startMeeting();
  await ada.expectToRead(/This page came without encryption/);
  await ada.page.evaluate(() => {
    document.addEventListener('copy', () => {
      window.plenumCopied = (document.activeElement as HTMLTextAreaElement).value;
    });
  });
  const text = await copies(ada);
  expect(text).toContain('Encrypted: no\n');
  await ada.expectToRead(/Paste it into a message to the person who helps you/);
  await expectAccessible(ada, 'an insecure page');
  // Chromium complains that it ignores the headers which only count under TLS.
  ada.forgive(/Cross-Origin-Opener-Policy|Origin-Agent-Cluster/);
});
