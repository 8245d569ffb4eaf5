// Sound only, with 16 and with 25 people: what one page sends and costs, and how unbroken it is heard; and the same without our ladder.
import { type Browser, chromium, type Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { report } from '../lab/figures.ts';
import { makeLight } from '../lab/light.ts';
import { bytesSent, cpuSeconds, grown, pause, withoutFrugalSound, withoutLadder } from '../lab/load.ts';
import { launchChromium } from '../launch.ts';
import { Person } from '../person.ts';
import { speech } from '../sounds.ts';

const sizes = [16, 25];
/**
 * The first hums without a pause, two of the others talk, one more listens, and the rest are muted and in other windows:
 * sound comes to them, but they do not play it.
 */
const talking = 2;
const hearing = talking + 1;
const settleSeconds = 10;
const lookSeconds = 20;
/** Of what is heard so much may be made up by the browser for want of packets, percent: more would be a gap. */
const madeUpAtMost = 1;

interface Figures {
  people: number;
  /** What the first sends to all others, RTP's headers included. */
  sentKbit: number;
  /** Of the sound that is played, what was made up for want of packets. */
  madeUpPercent: number;
  /** Of one core: the browser of the first, and that of all others together. */
  cpuPercent: number;
  othersCpuPercent: number;
  /** Connections of the first that were made anew while it was looked at. */
  replaced: number;
}

async function connected(page: Page): Promise<number> {
  return page.evaluate(() => window.plenumWitness.connections.filter(({ connectionState }) => connectionState === 'connected').length);
}

/** Samples of sound that a page has played so far, and those of them that the browser made up although somebody was being heard. */
async function heard({ page }: Person): Promise<{ all: number; madeUp: number }> {
  return page.evaluate(async () => {
    const sum = { all: 0, madeUp: 0 };
    for (const connection of window.plenumWitness.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const one of (await connection.getStats()).values()) {
        if (one.type !== 'inbound-rtp' || one.kind !== 'audio') continue;
        const silent = one.silentConcealedSamples ?? 0;
        sum.all += (one.totalSamplesReceived ?? 0) - silent;
        sum.madeUp += (one.concealedSamples ?? 0) - silent;
      }
    }
    return sum;
  });
}

async function meet(home: string, everybody: Person[], size: number, ladder: boolean): Promise<Figures> {
  const browsers: Browser[] = [];
  try {
    const [own, shared] = [await chromium.launch(launchChromium()), await chromium.launch(launchChromium())];
    browsers.push(own, shared);
    const ada = await Person.arrive(own, home);
    everybody.push(ada);
    if (!ladder) {
      await ada.page.context().addInitScript(withoutLadder);
      await ada.page.context().addInitScript(withoutFrugalSound);
    }
    const link = await ada.startMeeting();
    await ada.join('Ada', { camera: false });
    const others: Person[] = [];
    for (let number = 1; number < size; number += 1) {
      const talks = number <= talking;
      const person = await Person.arrive(shared, home, {
        viewport: { width: 360, height: 560 },
        reducedMotion: 'reduce',
        ...(talks ? { before: speech } : {}),
      });
      everybody.push(person);
      others.push(person);
      await makeLight(person.page.context(), { away: number > hearing });
      await person.open(link);
      await person.join(`Person ${number + 1}`, { camera: false, microphone: talks });
    }
    await expect.poll(() => connected(ada.page), { timeout: 120_000, intervals: [500] }).toBe(size - 1);
    await pause(settleSeconds);

    const now = async () => ({
      at: performance.now(),
      sent: await bytesSent(ada.page),
      cpu: await cpuSeconds(own),
      othersCpu: await cpuSeconds(shared),
      made: await ada.page.evaluate(() => window.plenumWitness.connections.length),
      heard: await Promise.all([ada, ...others.slice(0, hearing)].map(heard)),
    });
    const before = await now();
    await pause(lookSeconds);
    const after = await now();
    const seconds = (after.at - before.at) / 1_000;
    const more = (what: 'all' | 'madeUp') => after.heard.reduce((sum, one, index) => sum + one[what] - before.heard[index]![what], 0);
    return {
      people: size,
      sentKbit: (grown(before.sent, after.sent) * 8) / 1_000 / seconds,
      madeUpPercent: (100 * more('madeUp')) / more('all'),
      cpuPercent: (100 * (after.cpu - before.cpu)) / seconds,
      othersCpuPercent: (100 * (after.othersCpu - before.othersCpu)) / seconds,
      replaced: after.made - before.made,
    };
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
}

function print(what: string, figures: Figures): void {
  const { people, sentKbit, madeUpPercent, cpuPercent, othersCpuPercent, replaced } = figures;
  console.log(`${people} people with sound only, ${what}:`);
  console.log(`  the first sends ${sentKbit.toFixed(0)} kbit/s and costs ${cpuPercent.toFixed(0)} % of a core, the others together ${othersCpuPercent.toFixed(0)} %`);
  console.log(`  made up for want of packets: ${madeUpPercent.toFixed(2)} % of what is heard; ${replaced} connections made anew`);
}

for (const size of sizes) {
  test(`${size} people with sound only, with our ladder and without`, async ({ home, everybody }) => {
    test.setTimeout(900_000);
    const ours = await meet(home, everybody, size, true);
    print('with our ladder', ours);
    report(`sound-${size}`, ours);
    const without = await meet(home, everybody, size, false);
    print('without', without);
    report(`sound-${size}-without`, without);
    const ratio = (figure: 'sentKbit' | 'cpuPercent') => (ours[figure] / without[figure]).toFixed(2);
    console.log(`with : without – sent ${ratio('sentKbit')}, CPU ${ratio('cpuPercent')}`);
    expect.soft(ours.madeUpPercent).toBeLessThanOrEqual(madeUpAtMost);
    expect.soft(ours.replaced).toBe(0);
  });
}
