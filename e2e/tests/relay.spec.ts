// Relays of our own (TURN): two people whom networks keep apart meet all the same, over UDP and over TCP.
import { expect, test } from '../fixtures.ts';
import { deployed, freePort, Server } from '../server.ts';

test.skip(deployed !== undefined, 'needs a server with relays');

/** In the page, before the page: a network that lets nothing through but what goes to the server, by this transport. */
function over(transport: string): void {
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      const all = (configuration?.iceServers ?? []).map((server) => ({ ...server, urls: [server.urls].flat() }));
      const iceServers = all.map((server) => ({ ...server, urls: server.urls.filter((url) => url.endsWith(`?transport=${transport}`)) }));
      super({ ...configuration, iceServers: iceServers.filter(({ urls }) => urls.length > 0), iceTransportPolicy: 'relay' });
    }

    override setConfiguration(): void {}
  };
}

for (const [way, here, there] of [
  ['UDP', 'udp', 'udp'],
  ['TCP', 'tcp', 'tcp'],
  ['UDP here and TCP there', 'udp', 'tcp'],
] as const) {
  test(`two who are kept apart see and hear each other over relays, by ${way}`, async ({ arrive }) => {
    const stun = await freePort();
    const server = await Server.start(() => ['--stun-port', `${stun}`]);
    try {
      const [ada, ben] = [await arrive({ at: server.url, before: over, told: here }), await arrive({ at: server.url, before: over, told: there })];
      const link = await ada.startMeeting();
      await ada.join('Ada');
      await ben.open(link);
      await ben.join('Ben');
      for (const person of [ada, ben]) {
        await person.expectMovingPictures(1);
        await person.expectSounds(1);
      }
      for (const person of [ada, ben]) await person.page.goto('about:blank');
    } finally {
      await server.stop();
    }
    expect(server.log).toContain(`relaying on port ${stun}`);
  });
}
