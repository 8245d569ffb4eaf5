// Two people behind routers that give each connection another port (symmetric NAT), which nothing but a relay gets through:
// ours over UDP and over TCP, coturn as docs/turn.md has it; and what is said where there is none.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '../fixtures.ts';
import { median, report } from '../lab/figures.ts';
import { networkMissing } from '../lab/namespaces.ts';
import { Internet, natTools, type Router, serverAddress } from '../lab/nat.ts';
import { all, Person } from '../person.ts';
import { binary } from '../server.ts';
import { openConnections, ways } from '../witness.ts';

/** From Join until both see and hear each other, milliseconds. */
const connectsWithin = 5_000;
/** The same where nothing but TCP gets through. */
const connectsByTcpWithin = 8_000;
/** From Join until both are told that a relay is missing, milliseconds: pages count 15 s from when they first try, and the rest is the machine. */
const toldWithin = 20_000;
/** What has not come by then does not come, milliseconds. */
const patience = 40_000;
const meetings = 3;

/** Two people have two machines, and here they share one. */
const calm = { reducedMotion: 'reduce' } as const;
const symmetric: Router = { symmetric: true, udp: true };
const tcpOnly: Router = { symmetric: true, udp: false };

const missing = networkMissing(...natTools);
const coturnMissing = missing ?? networkMissing('turnserver --version');

const test = base.extend<{ internet: Internet }>({
  internet: async ({}, use, info) => {
    const internet = new Internet();
    try {
      await use(internet);
    } finally {
      if (info.status !== info.expectedStatus) console.log(internet.server.log);
      await internet.remove();
    }
  },
  // Everybody is asked what they saw, and goes home, before the network is taken away.
  everybody: async ({ internet: _internet, everybody }, use) => use(everybody),
});

test.skip(missing !== undefined, 'network namespaces need root on Linux with ip and nft');
if (missing !== undefined) console.log(missing);
test.setTimeout(180_000);

interface Two {
  ada: Person;
  ben: Person;
}

/** In the page: when sound and pictures of somebody else had come, by the clock that all pages of this machine share. */
async function firstSeenAndHeard(giveUpAfter: number): Promise<number> {
  for (const end = performance.now() + giveUpAfter; performance.now() < end; ) {
    for (const connection of window.plenumWitness.connections) {
      if (connection.connectionState === 'closed') continue;
      const streams = [...(await connection.getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
      if (streams.some(({ framesDecoded }) => framesDecoded > 0) && streams.some(({ totalAudioEnergy }) => totalAudioEnergy > 0)) return Date.now();
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  return Number.POSITIVE_INFINITY;
}

/** Two machines behind such routers, and what two people on them do again and again as if it were for the first time. */
async function households(internet: Internet, everybody: Person[], router: Router) {
  const browsers = [await internet.household(router), await internet.household(router)] as const;
  /** Ada is in the meeting, and Ben about to press Join. */
  return async (): Promise<Two> => {
    const [ada, ben] = [await Person.arrive(browsers[0], internet.home, calm), await Person.arrive(browsers[1], internet.home, calm)];
    everybody.push(ada, ben);
    const link = await ada.startMeeting();
    await ada.join('Ada');
    await ben.open(link);
    await ben.prepare('Ben');
    return { ada, ben };
  };
}

/** From the click on Join until both see and hear each other, milliseconds. */
async function meet({ ada, ben }: Two): Promise<number> {
  const seen = Promise.all([ada, ben].map(({ page }) => page.evaluate(firstSeenAndHeard, patience)));
  const pressed = Date.now();
  await ben.lobby.joinButton.click();
  const took = Math.max(...(await seen)) - pressed;
  expect(took, 'they meet at all').toBeLessThan(patience);
  await all([ada, ben], (person) => person.expectToSeeAndHear(1));
  return took;
}

/** They meet so often; each time is looked at, and measured. */
async function meetAgainAndAgain(name: string, title: string, begin: () => Promise<Two>, look: (two: Two) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let number = 1; number <= meetings; number += 1) {
    const two = await begin();
    times.push(await meet(two));
    await look(two);
    console.log(`  meeting ${number}: ${times.at(-1)} ms, ${JSON.stringify(await ways(two.ada.page))} and ${JSON.stringify(await ways(two.ben.page))}`);
    for (const { page } of [two.ada, two.ben]) await page.context().close();
  }
  const longest = Math.max(...times);
  console.log(`${title}: half ≤ ${median(times)} ms, longest ${longest} ms of ${times.length}`);
  report(`nat-${name}`, { p50: median(times), longest, meetings });
  return longest;
}

/** All that goes between them goes over a relay, at one end at least, and their pages say so. */
async function expectRelayed({ ada, ben }: Two): Promise<void> {
  for (const person of [ada, ben]) {
    const found = await ways(person.page);
    expect(found).toHaveLength(1);
    expect(found.map(({ local, remote }) => local === 'relay' || remote === 'relay')).toEqual([true]);
  }
  await expect(await ada.openConnections()).toContainText('Over a relay,');
}

async function expectByTcp({ ada, ben }: Two): Promise<void> {
  for (const person of [ada, ben]) {
    expect((await ways(person.page)).map(({ local, relayProtocol }) => [local, relayProtocol])).toEqual([['relay', 'tcp']]);
  }
}

for (const [name, title, router, within] of [
  ['udp', 'symmetric NAT on both sides: they meet over our relay', symmetric, connectsWithin],
  ['tcp', 'no UDP on both sides: they meet over our relay, by TCP', tcpOnly, connectsByTcpWithin],
] as const) {
  test(title, async ({ internet, everybody }) => {
    await internet.serve(binary);
    const begin = await households(internet, everybody, router);
    const longest = await meetAgainAndAgain(name, title, begin, async (two) => {
      await expectRelayed(two);
      if (!router.udp) await expectByTcp(two);
    });
    expect(longest).toBeLessThanOrEqual(within);
  });
}

/** Blocks of docs/turn.md, with these words of it put in the place of its examples. */
function documented(marks: string[], instead: Record<string, string>): string[] {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'turn.md'), 'utf8');
  const blocks = [...page.matchAll(/^```\w*\n([^]*?)^```/gm)].map(([, block]) => block!);
  return marks.map((mark) => {
    const found = blocks.filter((block) => block.includes(mark));
    expect(found, `blocks of docs/turn.md with ${mark}`).toHaveLength(1);
    return Object.entries(instead).reduce((text, [example, real]) => text.replaceAll(example, real), found[0]!);
  });
}

for (const [name, title, router, within] of [
  ['coturn-udp', 'symmetric NAT on both sides: they meet over coturn', symmetric, connectsWithin],
  ['coturn-tcp', 'no UDP on both sides: they meet over coturn, by TCP', tcpOnly, connectsByTcpWithin],
] as const) {
  test(title, async ({ internet, everybody }) => {
    test.skip(coturnMissing !== undefined, 'needs coturn');
    const folder = mkdtempSync(join(tmpdir(), 'plenum-coturn-'));
    try {
      const secret = randomBytes(32).toString('hex');
      const file = (name: string, text: string) => {
        writeFileSync(join(folder, name), text, { mode: 0o600 });
        return join(folder, name);
      };
      const secretFile = file('turn-secret', secret);
      const [conf, toml] = documented(['use-auth-secret', 'turn-secret-file'], {
        'A-LONG-SECRET': secret,
        'meet.example.org': serverAddress,
        '/etc/plenum/turn-secret': secretFile,
      });
      // What it writes to is ours, and nothing of this machine's own coturn.
      const own = ['--verbose', '--log-file', 'stdout', '--pidfile', join(folder, 'pid'), '--userdb', join(folder, 'db')];
      await internet.server.start(/TCP listener opened on : 5\.5\.5\.1:3479/, 'turnserver', '-c', file('turnserver.conf', conf!), ...own);
      await internet.serve(binary, '--config', file('plenum.toml', toml!));
      const begin = await households(internet, everybody, router);
      const longest = await meetAgainAndAgain(name, title, begin, async (two) => {
        await expectRelayed(two);
        if (!router.udp) await expectByTcp(two);
      });
      expect(longest).toBeLessThanOrEqual(within);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

const noRelay = 'this server has no relay that could help';

/** In the page: when it said these words, by the clock that all pages of this machine share. */
async function firstTold([words, giveUpAfter]: [string, number]): Promise<number> {
  for (const end = performance.now() + giveUpAfter; performance.now() < end; ) {
    if (document.body.innerText.includes(words)) return Date.now();
    await new Promise((done) => setTimeout(done, 20));
  }
  return Number.POSITIVE_INFINITY;
}

for (const [name, title, router] of [
  ['told', 'symmetric NAT on both sides and no relay: both are told that it is missing', symmetric],
  ['told-without-udp', 'no UDP on both sides and no relay: both are told that it is missing', tcpOnly],
] as const) {
  test(title, async ({ internet, everybody }) => {
    await internet.serve(binary, '--relay-ports', '0');
    const { ada, ben } = await (await households(internet, everybody, router))();
    const told = Promise.all([ada, ben].map(({ page }) => page.evaluate(firstTold, [noRelay, patience] as [string, number])));
    const pressed = Date.now();
    await ben.lobby.joinButton.click();
    const times = (await told).map((at) => at - pressed);
    console.log(`${title}: after ${times.join(' and ')} ms`);
    expect(Math.max(...times), 'both are told').toBeLessThan(patience);
    report(`nat-${name}`, { longest: Math.max(...times) });
    for (const person of [ada, ben]) {
      expect(await ways(person.page), 'and no connection has come about').toEqual([]);
    }
    expect(Math.max(...times)).toBeLessThanOrEqual(toldWithin);
  });
}

test('routers that keep ports need no relay: it is the symmetric NAT that the others get through', async ({ internet, everybody }) => {
  await internet.serve(binary, '--relay-ports', '0');
  const two = await (await households(internet, everybody, { symmetric: false, udp: true }))();
  console.log(`NAT that keeps ports, no relay: ${await meet(two)} ms`);
  for (const person of [two.ada, two.ben]) {
    const found = await ways(person.page);
    expect(found).toHaveLength(1);
    expect(found.map(({ local, remote }) => local === 'relay' || remote === 'relay')).toEqual([false]);
    expect(await openConnections(person.page)).toBe(1);
  }
});
